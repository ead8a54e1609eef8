"""With the network cut: everything on this computer works, what needs it says so and catches up."""

import json
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.export_wish import ExportWish
from seedream_desktop.domain.judgement import Flag, Label
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.exporting.bundle_wish import BundleWish
from seedream_desktop.ui.delegates.row import ROW_ROLE
from seedream_desktop.ui.desk import patience
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.desk.network import Reach
from seedream_desktop.ui.desk.proposals import Place
from seedream_desktop.ui.dialogs.providers.wording import ending_of
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.build.enhancer_words import remark_of
from tests.fixtures.cable import Cable
from tests.fixtures.console import files, pictures
from tests.fixtures.queueing import SERVICE, QueueRoom
from tests.fixtures.windowing import Running

ROOT = Path(__file__).parents[2]
WITHOUT_NETWORK = ("unshare", "-rn", sys.executable)
IMAGES, STEPS = 20, 2
BANNERS_OF_NETWORK = {f"service {SERVICE}", "network"}


class Stalls(QObject):
    """Notices how long the GUI thread went without a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s, self._at = 0.0, time.monotonic()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(10)

    def _tick(self) -> None:
        now = time.monotonic()
        self.longest_s, self._at = max(self.longest_s, now - self._at), now

    def stop(self) -> float:
        self._tick()
        self._timer.stop()
        return self.longest_s


class Desktop:
    """The program on one library: opened, ended, and opened again."""

    def __init__(self, qapp, service, folder) -> None:
        self._qapp, self._service, self._folder = qapp, service, folder
        self.running: Running | None = None

    def open(self) -> Running:
        self.running = Running(self._qapp).open()
        self.running.window.show()
        self.running.window.activateWindow()
        return self.running

    def end(self) -> None:
        if self.running is not None:
            self.running.close()
            self.running = None

    def room(self) -> QueueRoom:
        return QueueRoom(self.running, self._service, self._folder)

    def buy_a_set(self):
        """Run a sequence of many images to its end; return its id."""
        engine = self.running.desk.program.engine
        room = self.room()
        room._intake = self.running.ask(engine.import_pictures([pictures(self._folder, IMAGES)]))
        run = room.start("Set", IMAGES, STEPS, StepMode.SET)
        self.running.wait(lambda: {*room.states(run)} == {RequestState.DONE}, timeout_s=60)
        return self.running.desk.documents.current.sequence.id


@pytest.fixture
def cable(monkeypatch):
    made = Cable(monkeypatch)
    yield made
    made.plug_in()


@pytest.fixture
def desktop(qapp, service, cable, tmp_path, monkeypatch, _leaves_no_widget):
    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    made = Desktop(qapp, service, tmp_path / "in")
    yield made
    cable.plug_in()
    made.end()


@pytest.fixture
def finished(desktop, cable):
    """Buy a set, end the program, cut the network and open the program again."""
    desktop.open()
    sequence = desktop.buy_a_set()
    desktop.end()
    cable.pull()
    cable.asked.clear()
    running = desktop.open()
    running.desk.documents.open(sequence)
    running.wait(lambda: running.desk.frames.is_read and running.desk.frames.table is not None)
    return running


def frames(running):
    return tuple(running.desk.frames.table.frames())


def nothing_was_said(running) -> bool:
    """Say whether neither a banner nor a dialog is in the way."""
    return not running.gui.messages.banners and QApplication.activeModalWidget() is None


def test_a_finished_set_is_looked_at_judged_and_exported(finished, cable, tmp_path):
    running, desk = finished, finished.desk
    made = frames(running)
    assert len([frame for frame in made if frame.chosen is not None]) == IMAGES * STEPS

    running.window.go("go.timeline")
    running.wait(lambda: len(desk.loader._cache) > STEPS)
    first, second = made[0], made[STEPS]
    versions = [first.chosen.id, second.chosen.id]
    desk.judging.rate(versions, 4)
    desk.judging.flag(versions, Flag.PICK)
    desk.judging.label(versions[:1], Label.GREEN)
    desk.judging.note(versions[0], "keep the stitching")
    desk.judging.choose(versions[1])
    of_one = [f.chosen for f in made if f.chosen.request == first.chosen.request]
    a, b = of_one[0], of_one[1]
    desk.judging.re_pair({a.id: b.image, b.id: a.image})
    running.wait(lambda: not desk.judging.is_busy)

    running.window.go("go.compare")
    shot = Shot(first.image, first.step)
    desk.focus.compare(Shot(first.image), shot)
    stage = running.window._at.stage
    running.wait(lambda: len(stage.exhibits) == 2 and all(e.pixels for e in stage.exhibits))
    program = desk.program

    for place in ("go.library", "go.build", "go.queue", "go.ledger", "go.timeline"):
        running.window.go(place)
        running.wait(lambda: True)
    sequence = desk.documents.current.sequence.id
    receipts = running.ask(program.export_as(sequence, ExportWish(), tmp_path / "out"))
    assert len(receipts) == len(files(tmp_path / "out")) == IMAGES
    packed = running.ask(
        program.reviews.pack(sequence, BundleWish(has_unsure=True), tmp_path / "r")
    )
    assert (packed.images, packed.lost) == (IMAGES, ())

    mark = desk.frames.mark(versions[0])
    assert (mark.stars, mark.flag, mark.label) == (4, Flag.PICK, Label.GREEN)
    table = desk.frames.table
    assert table.version(a.id).image == b.image
    assert nothing_was_said(running)
    assert threading.main_thread().name not in cable.asked


def test_a_run_waits_says_for_what_and_goes_on_when_the_network_is_back(desktop, cable, service):
    running = desktop.open()
    room, desk = desktop.room(), running.desk
    cable.pull()
    run = room.start("Shoes", 6)
    running.wait(lambda: desk.network.current.services[SERVICE] is Reach.OFFLINE)
    running.wait(lambda: "Waiting for the network; next try at" in waits(room, run))
    assert set(room.states(run)) <= {RequestState.QUEUED, RequestState.PREPARING}
    assert {*running.gui.messages.banners} <= BANNERS_OF_NETWORK
    (banner,) = running.gui.messages.banners.values()
    assert "go on by themselves" in banner.words
    assert "cannot be reached" in running.window.status.network.words
    assert QApplication.activeModalWidget() is None
    assert service.control.job_count() == 0

    cable.plug_in()
    banner.act()
    running.wait(lambda: set(room.states(run)) == {RequestState.DONE}, timeout_s=30)
    assert service.control.job_count() == 6
    assert desk.network.current.services[SERVICE] is Reach.ONLINE
    running.wait(lambda: not running.gui.messages.banners)
    assert threading.main_thread().name not in cable.asked


def waits(room, run):
    """Return what the queue says under a run's requests."""
    rows = [room.model.index_of(run, request.id).data(ROW_ROLE) for request in room.requests(run)]
    return " ".join(f"{row.second} {row.aside}" for row in rows)


def test_results_on_their_way_come_home_later_and_are_paid_once(desktop, cable, service):
    running = desktop.open()
    room = desktop.room()
    service.control.play("service_time", seconds=3600)
    run = room.start("Shoes")
    room.until(run, RequestState.ACCEPTED)
    cable.pull()
    service.control.finish_now()
    desk = running.desk
    running.wait(lambda: desk.network.current.services[SERVICE] is Reach.OFFLINE)
    assert len(running.gui.messages.banners) == 1
    cable.plug_in()
    running.wait(lambda: set(room.states(run)) == {RequestState.DONE}, timeout_s=40)
    assert service.control.job_count() == 1
    assert running.window.status.network.words.endswith("answers")


def test_prices_that_cannot_be_asked_are_said_in_the_plan_and_asked_again(desktop, cable):
    running = desktop.open()
    cable.pull()
    room, outlook = desktop.room(), running.desk.outlook
    room.make("Shoes", 2, 1, StepMode.EACH)
    running.wait(lambda: "prices_not_asked" in codes(outlook))
    assert outlook.figures.is_runnable
    assert "cannot be reached" in running.window.status.network.words
    cable.plug_in()
    running.desk.accounts.test(SERVICE)
    running.wait(lambda: "prices_not_asked" not in codes(outlook))
    assert running.window.status.network.words.endswith("answers")
    assert nothing_was_said(running)


def test_a_run_that_is_pressed_without_a_network_is_not_said_to_be_on_its_way(desktop, cable):
    running = desktop.open()
    cable.pull()
    desktop.room().make("Shoes", 2, 1, StepMode.EACH)
    running.wait(lambda: "prices_not_asked" in codes(running.desk.outlook))
    said = []
    running.gui.messages.said.connect(lambda remark: said.append(remark.words))
    running.desk.runs.start()
    running.wait(lambda: said)
    assert said == ["2 requests in the queue, waiting for the network"]


def codes(outlook):
    return [check.code for check in outlook.checks]


def test_a_better_prompt_that_cannot_be_asked_for_is_told_at_its_step_and_costs_nothing(
    desktop, cable
):
    running = desktop.open()
    desktop.room().make("Shoes", 1, 1, StepMode.EACH)
    cable.pull()
    desk = running.desk
    sequence = desk.documents.current.sequence
    place = Place(sequence.id, sequence.steps[0].id)
    desk.proposals.ask(place, desk.program.cards[SERVICE], sequence.steps[0].prompt, "")
    running.wait(lambda: desk.proposals.trouble(place) is not None)
    _, words = remark_of(desk.proposals.trouble(place))
    assert "could not be asked for a better prompt just now" in words
    assert "Nothing was billed" in words
    assert balance(running.ask(desk.program.library.entries())).exposure_micros == 0
    assert nothing_was_said(running)


@pytest.mark.parametrize("hangs", [False, True])
def test_a_key_s_test_and_a_balance_say_so_in_place(desktop, cable, monkeypatch, hangs):
    if hangs:
        monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", "https://service.example")
        monkeypatch.setattr(patience, "PATIENCE_S", 0.3)
    running = desktop.open()
    cable.pull(hangs=hangs)
    desk = running.desk
    desk.accounts.refresh()
    desk.accounts.test(SERVICE)
    running.wait(lambda: desk.accounts.standings[SERVICE].trouble is not None)
    tone, words = ending_of(desk.accounts.standings[SERVICE], "WaveSpeedAI")
    assert tone is Tone.WAITING
    assert "could not be asked just now" in words
    assert "check the network" in words
    assert "cannot be reached" in running.window.status.network.words
    running.window.do("go.ledger")
    desk.actions.action("ledger.check_balance").trigger()
    foot = running.window._at.foot
    running.wait(lambda: "cannot be asked just now" in foot.verdict.text())
    assert nothing_was_said(running)


def test_a_resolver_that_hangs_holds_nothing_up(desktop, cable, monkeypatch, tmp_path):
    monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", "https://service.example")
    running = desktop.open()
    room, desk = desktop.room(), running.desk
    cable.pull(hangs=True)
    stalls = Stalls()
    run = room.start("Shoes", 6)
    for _ in range(6):
        desk.accounts.test(SERVICE)
    document = desk.documents.current
    document.write_prompt(document.sequence.steps[0].id, "another prompt")
    running.wait(lambda: desk.outlook.is_fresh, timeout_s=5)
    image = document.sequence.images[0].picture
    assert running.ask(desk.program.proxy(image.digest, Path(image.path)), timeout_s=5)
    assert nothing_was_said(running)
    assert set(room.states(run)) <= {RequestState.QUEUED, RequestState.PREPARING}
    assert threading.main_thread().name not in cable.asked
    assert stalls.stop() < 2, "a lookup takes a minute here"
    running.window.end()
    running.wait(running.gui.ended.done, timeout_s=10)


def has_places_without_network() -> bool:
    """Say whether this system lets anybody make a place of which no connection leads out."""
    way = shutil.which("unshare")
    return way is not None and subprocess.run([way, "-rn", "true"], check=False).returncode == 0


@pytest.mark.skipif(not has_places_without_network(), reason="needs unshare(1) and user namespaces")
def test_the_same_holds_where_the_system_itself_has_no_network(desktop, tmp_path, monkeypatch):
    desktop.open()
    sequence = desktop.buy_a_set()
    desktop.end()
    monkeypatch.delenv("SEEDREAM_WAVESPEED_URL")
    done = subprocess.run(
        [*WITHOUT_NETWORK, "-m", "tests.fixtures.cut_off", sequence, tmp_path / "out"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert (seen["results"], seen["exported"], seen["stars"]) == (IMAGES * STEPS, IMAGES, 5)
    assert seen["reviewed"] == IMAGES
    assert seen["proxy"] > 1000
    assert seen["is_quiet"]
    assert "check the network" in seen["key"]
    assert "needs no network" in seen["balance"]
    assert seen["banners"] == 0
    assert seen["seconds"] < 15
    assert seen["closing"] < 10
