"""What is told outside of the window: as the settings want it, and never without a tray."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from seedream_desktop.domain.request import RequestState
from seedream_desktop.settings.model import NotificationSettings
from seedream_desktop.ui.desk.notifications import Notifications, SystemTray, tip_of
from seedream_desktop.ui.models.queue_counts import Counts
from tests.fixtures.queueing import QueueRoom

S = RequestState


@dataclass
class PaperTray:
    """Keeps what it is told."""

    told: list[str] = field(default_factory=list)
    states: list[tuple[str, bool]] = field(default_factory=list)

    def tell(self, _title, words):
        self.told.append(words)

    def show_state(self, words, *, is_wanted):
        self.states.append((words, is_wanted))


@pytest.fixture
def room(service, running, tmp_path):
    yield QueueRoom(running, service, tmp_path / "in")
    service.control.release()


@pytest.fixture
def tray():
    return PaperTray()


def told(room, tray, *, is_in_front=False):
    desk = room.running.desk
    return Notifications(
        desk.queue, desk.endings, desk.preferences, tray, lambda: is_in_front, parent=desk
    )


def test_the_end_of_a_run_is_told_while_the_window_is_behind(room, tray):
    told(room, tray)
    run = room.start("Shoes")
    room.until(run, S.DONE)
    room.running.wait(lambda: bool(tray.told))
    assert "Shoes" in tray.told[0]
    assert any(is_wanted for _, is_wanted in tray.states)
    room.running.wait(lambda: not tray.states[-1][1])


def test_nothing_is_told_while_the_window_is_in_front(room, tray):
    told(room, tray, is_in_front=True)
    said = []
    room.running.desk.messages.said.connect(said.append)
    room.until(room.start("Shoes"), S.DONE)
    room.running.wait(lambda: bool(said))
    assert tray.told == []


def test_what_the_settings_switch_off_is_not_told(room, tray):
    told(room, tray)
    room.running.desk.preferences.change(notifications=NotificationSettings(run_ended=False))
    said = []
    room.running.desk.messages.said.connect(said.append)
    room.until(room.start("Shoes"), S.DONE)
    room.running.wait(lambda: bool(said))
    assert tray.told == []


def test_a_doubt_is_told_as_soon_as_it_needs_a_decision(room, tray):
    told(room, tray)
    room.play("service_time", seconds=3600, at=1)
    room.play("reply_dropped", at=0)
    room.play("history_lag", calls=None, seconds=3600, at=0)
    run = room.start("Shoes", images=2)
    room.running.wait(lambda: S.IN_DOUBT in room.states(run))
    room.running.wait(lambda: bool(tray.told))
    assert "may have been billed" in tray.told[0]
    assert len(tray.told) == 1


def test_a_system_without_a_tray_is_no_trouble(qapp):
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    tray = SystemTray()
    tray.tell("Title", "words")
    tray.show_state("words", is_wanted=True)
    tray.show_state("", is_wanted=False)


def test_the_tip_says_how_far_the_queue_is():
    counts = Counts(ended=11, total=14, left_s=180, in_doubt=1, running=2)
    assert tip_of(counts) == "11 of 14 requests · about 3 min left · 1 in doubt"
