"""Ark in the window: a region is chosen, its key tested for nothing, and sold from there."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QComboBox

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.ui.dialogs.providers.door import ProvidersDoor
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.label import Label
from tests.emulator.byteplus import BytePlusEmulator
from tests.fixtures.queueing import QueueRoom, environ

ARK = ProviderId("byteplus")
CHINA = "China (Volcengine, Beijing)"


@pytest.fixture
def service(monkeypatch):
    """Come before the program is opened: it reads the address at its start."""
    with BytePlusEmulator(service_time_s=0.0, scale=0.05, region="cn") as emulator:
        for name, value in environ(emulator).items():
            monkeypatch.setenv(name, value)
        yield emulator
        assert emulator.violations == []


class ArkRoom(QueueRoom):
    """The real program in the chosen region, with its dialog of providers."""

    provider = ARK
    family = "seedream-5.0-lite"

    def open(self):
        self.running.window.show()
        self.dialog = ProvidersDoor(self.desk, self.running.window).open()
        self.running.wait(lambda: not self.desk.accounts.is_waiting)

    @property
    def desk(self):
        return self.running.desk

    @property
    def row(self):
        return self.dialog.rows[ARK]

    @property
    def card(self):
        return self.desk.program.cards[ARK]

    @property
    def banner(self):
        return self.desk.messages.banners.get(f"service {ARK}")

    def choose(self, title):
        (select,) = self.row.findChildren(QComboBox)
        at = select.findText(title)
        select.setCurrentIndex(at)
        select.activated.emit(at)
        self.running.wait(lambda: self.card.region_titles[self.card.region] == title)

    def test(self):
        self.row.test.click()
        self.running.wait(lambda: self.desk.accounts.standings[ARK].busy is None)

    def models(self):
        self.row.offer.more.click()
        shown = {label.text() for label in self.row.offer.models.findChildren(Label)}
        self.row.offer.more.click()
        return shown


@pytest.fixture
def room(service, running, tmp_path):
    made = ArkRoom(running, service, tmp_path / "in")
    made.open()
    yield made
    made.dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_region_is_chosen_in_the_dialog_and_what_is_bought_then_is_of_its_models(room, service):
    assert room.card.region == "ap"
    assert "Seedream 5.0 Flash" in room.models()
    room.choose(CHINA)
    assert "Seedream 5.0 Flash" not in room.models()
    assert "one region" in room.row.region_note.words
    room.row.get.setFocus()
    assert "console.volcengine.com" in room.row.get.accessibleName()
    assert room.row.get.toolTip() == room.card.key_url
    run = room.start(images=2)
    room.until(run, RequestState.DONE, RequestState.DONE)
    assert {job["model"] for job in service.control.jobs()} == {"doubao-seedream-5-0-260128"}
    assert service.billed_micros == 2 * 35_000


def test_a_key_is_tested_by_a_free_call_and_the_test_is_of_its_region(room, service):
    room.test()
    assert room.row.chip.words == "key works"
    assert room.row.remark.words == "BytePlus Ark accepts the key."
    room.choose(CHINA)
    assert room.row.chip.words == "key from the environment", "not yet tested there"
    assert {entry["path"] for entry in service.control.log("api")} == {"/api/v3/models"}
    assert service.control.posts() == []


REFUSALS = {
    "key refused": (401, "AuthenticationError", "does not accept this key"),
    "account refused": (403, "AccessDenied", "does not allow this account"),
    "no money": (403, "AccountOverdueError", "balance is too low"),
    "not activated": (404, "ModelNotOpen", "Activate it in the service's console"),
    "quota used up": (429, "QuotaExceeded", "quota is used up"),
    "paused by your limit": (429, "SetLimitExceeded", "a limit that you set there"),
}


@pytest.mark.parametrize("word", REFUSALS)
def test_each_thing_that_may_be_wrong_with_the_account_has_its_own_words(room, service, word):
    status, code, said = REFUSALS[word]
    service.play("models_error", status=status, code=code)
    room.test()
    assert room.row.chip.words == word
    assert said in room.row.remark.words
    room.test()
    assert room.row.chip.words == "key works"


STOPS = {
    "not activated": ("refused", {"status": 404, "code": "ModelNotOpen"}, "Activate it"),
    "quota": ("rate_limited", {"code": "QuotaExceeded"}, "wait until it is renewed"),
    "limit": ("rate_limited", {"code": "SetLimitExceeded"}, "limit that you set"),
    "key": ("unauthorised", {}, "in its region China"),
    "money": ("no_money", {}, "Top it up"),
}


@pytest.mark.parametrize("stop", STOPS)
def test_what_stops_the_service_is_one_banner_until_the_user_resumes(room, service, stop):
    scenario, options, said = STOPS[stop]
    room.choose(CHINA)
    service.play(scenario, **options, times=None)
    run = room.start(images=3)
    room.running.wait(lambda: room.banner is not None)
    assert said in room.banner.words
    assert "Nothing was billed" in room.banner.words
    assert room.banner.tone is Tone.FAILED
    assert service.billed_micros == 0
    service.control.stop_playing()
    room.desk.actions.do("queue.resume")
    room.until(run, *[RequestState.DONE] * 3)
    room.running.wait(lambda: room.banner is None)
    assert service.billed_micros == 3 * 35_000


def test_a_stream_that_is_cut_is_told_at_its_request_with_what_came(room, service):
    room.choose(CHINA)
    service.play("stream_cut", after=1)
    run = room.start(images=3, mode=StepMode.SET)
    room.until(run, RequestState.IN_DOUBT)
    [request] = room.requests(run)
    assert dict(request.trouble.params) == {"asked": 3, "got": 1}
    assert len(service.control.posts()) == 1
