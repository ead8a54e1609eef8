"""The end of the window and the next start: nothing lost, nothing bought twice or unasked."""

import pytest
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QApplication

from seedream_desktop.app.instance import server_name
from seedream_desktop.domain.errors import DiskFull
from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.settings.model import Settings
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.ui.dialogs.closing import HINT, ClosingDialog
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.shell.farewell import Farewell
from seedream_desktop.ui.shell.findings import CAUSE
from seedream_desktop.ui.shell.memory import WindowMemory, remember, remembered
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.console import pictures
from tests.fixtures.windowing import Running

WAVESPEED = ProviderId("wavespeed")
S = RequestState


@pytest.fixture
def service():
    with WaveSpeedEmulator(service_time_s=0.05, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def starts(qapp, tmp_path, monkeypatch, service, _leaves_no_widget):
    """Return what starts the program on one library; what still runs at the end is ended."""
    home = tmp_path / "home"
    monkeypatch.setenv("SEEDREAM_HOME", str(home))
    monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", service.url)
    monkeypatch.setenv("WAVESPEED_API_KEY", service.key)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    home.mkdir()
    SettingsStore(home).save(Settings(concurrency={WAVESPEED: 1}))
    going = []

    def start():
        going.append(Running(qapp).open())
        return going[-1]

    def end(running):
        going.remove(running)
        running.close()

    start.end = end
    start.home = home
    yield start
    for running in going:
        running.close()


def begin_run(running, folder, count):
    """Run a paid step over so many pictures, and return its run."""
    engine = running.desk.program.engine
    intake = running.ask(engine.import_pictures([pictures(folder, count)]))
    step = Step(
        id=StepId("st-1"),
        prompt="warmer",
        provider=WAVESPEED,
        family="seedream-4.0",
        mode=StepMode.EACH,
    )
    document = running.desk.documents.create("Warm", intake.pictures, [step])
    running.wait(lambda: document.is_saved)
    plan = running.ask(engine.plan(document.sequence))
    return running.ask(engine.run(document.sequence, plan.token))


def states(running):
    return sorted(r.state for r in running.ask(running.desk.program.library.requests()))


def test_closing_waits_for_a_paid_answer_and_the_next_start_fetches_it(
    starts, service, tmp_path, monkeypatch
):
    monkeypatch.setattr("seedream_desktop.app.session._FAREWELL_MS", 50)
    service.control.play("reply_delayed", seconds=0.6)
    first = starts()
    begin_run(first, tmp_path / "in", 1)
    first.wait(lambda: len(service.control.posts()) == 1)
    first.window.show()
    first.window.end()
    assert not first.window.isVisible()
    assert not first.gui.ended.done()
    first.wait(lambda: any(isinstance(w, Farewell) for w in QApplication.topLevelWidgets()))
    starts.end(first)
    second = starts()
    assert second.gui.messages.banners[CAUSE].act is None
    second.wait(lambda: states(second) == [S.DONE])
    assert len(service.control.posts()) == 1
    assert service.control.duplicates()["same_order"] == []


def test_what_was_not_sent_is_told_at_the_next_start_and_bought_only_on_resume(
    starts, service, tmp_path
):
    service.control.play("reply_delayed", seconds=0.3)
    first = starts()
    begin_run(first, tmp_path / "in", 3)
    first.wait(lambda: len(service.control.posts()) == 1)
    starts.end(first)
    second = starts()
    remark = second.gui.messages.banners[CAUSE]
    assert "2 not sent yet" in remark.words
    assert remark.action == "Resume · at most $0.054"
    second.wait(lambda: S.DONE in states(second))
    assert states(second) == [S.DONE, S.QUEUED, S.QUEUED]
    assert len(service.control.posts()) == 1
    remark.act()
    assert CAUSE not in second.gui.messages.banners
    second.wait(lambda: states(second) == [S.DONE, S.DONE, S.DONE])
    assert len(service.control.posts()) == 3
    assert service.control.duplicates()["same_order"] == []


def test_a_start_that_finds_nothing_says_nothing(starts):
    assert starts().gui.messages.banners == {}


def test_settings_that_cannot_be_used_are_told_and_the_rest_holds(starts):
    (starts.home / "settings.toml").write_text(
        'language = "xx"\n[shortcuts]\n"go.queue" = ["Ctrl+K"]\n"go.ledger" = ["F9"]\n'
    )
    running = starts()
    told = " ".join(remark.words for remark in running.gui.messages.banners.values())
    assert "The setting language cannot be used" in told
    assert "Go to the queue" in told
    assert running.gui.actions.keymap.keys("go.queue") == ("Ctrl+5",)
    assert running.gui.actions.keymap.keys("go.ledger") == ("F9",)
    assert all(remark.is_closable for remark in running.gui.messages.banners.values())


def test_closing_while_a_run_goes_asks_once_and_staying_is_the_safe_answer(
    starts, service, tmp_path
):
    service.control.play("reply_delayed", seconds=0.5)
    running = starts()
    begin_run(running, tmp_path / "in", 2)
    running.wait(lambda: running.desk.queue.counts.waiting + running.desk.queue.counts.running > 0)
    running.window.show()
    assert not running.window.close()
    dialog = running.window.findChild(ClosingDialog)
    assert dialog.isVisible()
    dialog.reject()
    assert running.window.isVisible()
    running.window.close()
    (dialog,) = [d for d in running.window.findChildren(ClosingDialog) if d.isVisible()]
    dialog.not_again.setChecked(True)
    dialog.accept()
    assert not running.window.isVisible()
    starts.end(running)
    assert HINT in remembered(starts.home).told
    again = starts()
    again.window.show()
    assert again.window.close()


def test_an_edit_of_the_last_moment_is_in_the_library(starts):
    first = starts()
    document = first.desk.documents.create("Shoes")
    document.rename("Boots")
    first.desk.preferences.change(language="en")
    first.window.go("go.ledger")
    starts.end(first)
    second = starts()
    kept = second.ask(second.desk.program.library.sequence(document.sequence.id))
    assert kept.title == "Boots"
    assert second.desk.preferences.current.language == "en"
    assert second.window.place == "go.ledger"
    second.wait(lambda: second.desk.documents.current is not None)
    assert second.desk.documents.current.sequence == kept


def test_a_sequence_that_is_gone_is_not_missed_at_the_next_start(starts):
    remember(starts.home, WindowMemory(place="go.nowhere", sequence="sq-gone"))
    running = starts()
    running.ask(running.desk.program.library.sequences())
    assert running.window.place == "go.library"
    assert running.gui.messages.banners == {}
    assert running.desk.documents.current is None


def test_a_library_that_is_taken_is_told_and_tried_again(starts, qapp):
    first = starts()
    first.gui.instance.close()
    second = Running(qapp)
    second.gui._has_asked_first = True
    second.window.show()
    second.gui.open()
    second.wait(lambda: second.gui.is_settled)
    page = second.window.body.not_opened
    assert page.isVisible()
    assert second.gui.desk is None
    starts.end(first)
    page.retry.click()
    second.wait(lambda: second.gui.desk is not None)
    assert second.window.place == "go.library"
    second.engine = second.gui._engine
    second.close()


def test_a_window_that_has_the_library_and_does_not_answer_is_told(starts, qapp, monkeypatch):
    monkeypatch.setattr("seedream_desktop.app.instance._ANSWER_MS", 100)
    first = starts()
    first.gui.instance.close()
    deaf = QLocalServer()
    assert deaf.listen(server_name(starts.home))
    second = Running(qapp)
    second.gui.open()
    page = second.window.body.not_opened
    second.wait(lambda: "does not answer" in page.accessibleName())
    deaf.close()
    second.close()


def test_a_second_start_that_came_too_early_hands_over_and_goes(starts, qapp, tmp_path):
    first = starts()
    second = Running(qapp)
    second.gui._paths = (pictures(tmp_path / "handed", 1),)
    second.gui.open()
    second.wait(second.gui.ended.done)
    second.close()
    first.wait(lambda: first.desk.documents.current is not None)
    assert len(first.desk.documents.current.sequence.images) == 1


def test_a_second_start_goes_on_asking_while_the_first_is_slow_to_listen(
    starts, qapp, tmp_path, monkeypatch
):
    monkeypatch.setattr("seedream_desktop.app.repeated_offer._FIRST_MS", 20)
    first = starts()
    first.gui.instance.close()
    second = Running(qapp)
    second.gui._paths = (pictures(tmp_path / "handed", 1),)
    second.gui.open()
    second.wait(lambda: second.gui.is_settled)
    second.wait(lambda: second.gui.asking.wait_ms > 40)  # asked twice, and nobody answered
    assert first.gui.instance.listen()
    second.wait(second.gui.ended.done)
    second.close()
    first.wait(lambda: first.desk.documents.current is not None)


def test_edits_that_cannot_be_saved_keep_the_window_until_the_user_lets_them_go(
    starts, monkeypatch
):
    running = starts()
    window, library = running.window, running.desk.program.library
    document = running.desk.documents.create("Shoes")
    running.wait(lambda: document.is_saved)

    async def full(*_args):
        raise DiskFull("disk_full", path="library")

    with monkeypatch.context() as patch:
        patch.setattr(type(library), "save_sequence", full)
        document.rename("Boots")
        window.show()
        window.close()
        running.wait(lambda: bool(window.findChildren(Question)))
        question = window.findChild(Question)
        assert window.isVisible()
        question.safe.click()
        running.wait(lambda: not window.findChildren(Question))
    window.close()
    running.wait(running.gui.ended.done)
    again = starts()
    assert [s.title for s in again.ask(again.desk.program.library.sequences())] == ["Boots"]
