"""The queue's workspace by keyboard alone: choose, take back, pause, order, details, menus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.delegates.row import RowAction
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.queue.details import DetailsPanel
from seedream_desktop.ui.views.queue.facts import Details
from seedream_desktop.ui.views.queue.workspace import QueueWorkspace

S = RequestState


@pytest.fixture
def workspace(room):
    found = room.running.window.findChild(QueueWorkspace)
    assert found is not None
    return found


def held(room, *titles, images=2):
    room.queue.hold_now()
    room.running.wait(lambda: room.queue.hold is Hold.NOW)
    runs = [room.start(title, images=images) for title in titles]
    room.running.wait(lambda: len(room.model.live()) == len(titles))
    return runs


def choose(room, workspace, run, place=None):
    request = room.requests(run)[place].id if place is not None else None
    workspace.view.setCurrentIndex(room.model.index_of(run, request))
    workspace.view.setFocus()


def test_an_empty_queue_says_what_is_ready_and_the_tree_takes_its_place(room, workspace):
    assert workspace.idle.isVisible()
    held(room, "Shoes")
    room.running.wait(workspace.view.isVisible)
    assert not workspace.idle.isVisible()


def test_a_waiting_request_is_taken_back_by_its_key(room, workspace):
    (run,) = held(room, "Shoes")
    choose(room, workspace, run, 1)
    room.running.wait(lambda: room.running.desk.actions.action("request.cancel").isEnabled())
    room.running.desk.actions.action("request.cancel").trigger()
    room.until(run, S.QUEUED, S.CANCELLED)


def test_runs_are_put_into_order_by_keys_commands(room, workspace):
    first, second = held(room, "One", "Two", images=1)
    choose(room, workspace, second)
    room.running.desk.actions.action("run.move_top").trigger()
    room.running.wait(lambda: [r.run.id for r in room.model.live()] == [second, first])
    assert workspace.view.currentIndex() == room.model.index_of(second)


def test_the_pause_button_toggles_and_its_menu_has_both_ways(room, workspace):
    pause = workspace.toolbar.pause
    pause.main.click()
    room.running.wait(lambda: room.queue.hold is Hold.AFTER_CURRENT)
    assert pause.main.text() == "Continue"
    ways = [action for action in pause.menu.actions() if action.isCheckable()]
    assert [action.isChecked() for action in ways] == [True, False]
    pause.main.click()
    room.running.wait(lambda: room.queue.hold is Hold.NONE)
    assert pause.main.text() == "Pause"


def test_details_say_all_of_a_request_and_their_buttons_do_it(room, workspace):
    (run,) = held(room, "Shoes", images=1)
    choose(room, workspace, run, 0)
    facts = {line.name.text(): line.value.text() for line in workspace.details._facts}
    assert facts["Sequence"] == "Shoes"
    assert facts["Price"] == "at most $0.027"
    workspace.details.buttons["request.cancel"].click()
    room.until(run, S.CANCELLED)


def test_the_menu_of_a_row_has_what_it_is_open_to(room, workspace):
    (run,) = held(room, "Shoes", images=1)
    menu = workspace.menu_of(room.model.index_of(run, room.requests(run)[0].id))
    words = [action.text() for action in menu.actions() if action.text()]
    assert "Cancel before sending" in words
    assert "Move the run to the top" in words
    assert "Try again" not in words


def test_what_failed_and_what_is_in_doubt_stand_above_the_tree(room, workspace):
    room.play("moderated")
    run = room.start("Shoes")
    room.until(run, S.FAILED)
    room.running.wait(workspace.toolbar.failed.isVisible)
    assert workspace.toolbar.failed.button.text() == "Retry failed  $0.027"
    workspace.toolbar.failed.button.setFocus()
    QTest.keyClick(workspace.toolbar.failed.button, Qt.Key.Key_Space)
    room.until(run, S.FAILED, S.DONE)
    room.running.wait(lambda: not workspace.toolbar.failed.isVisible())


def test_what_can_be_done_may_change_at_any_moment_and_no_button_becomes_a_window(shown):
    panel = shown(DetailsPanel())
    for command in ("request.cancel", "request.retry", "run.keep"):
        action = RowAction(command, command)
        panel.show_details(
            Details(tone=Tone.QUIET, title="Waiting", said="", facts=(), actions=(action,))
        )
    assert [top for top in QApplication.topLevelWidgets() if top.isVisible()] == [panel]
    for _ in range(4):
        QApplication.processEvents()
        assert [top for top in QApplication.topLevelWidgets() if top.isVisible()] == [panel]
    assert [button.text() for button in panel.buttons.values()] == ["run.keep"]
