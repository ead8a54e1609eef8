"""The queue of the open program: states, pauses and the user's wishes, over a real service."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.card import Recovery
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.delegates.row import ROW_ROLE
from seedream_desktop.ui.desk.network import Reach
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.pictures.grid import ImageGrid
from tests.fixtures.queueing import SERVICE, QueueRoom
from tests.ui.modelling import strict

S = RequestState


@pytest.fixture
def room(service, running, tmp_path):
    made = QueueRoom(running, service, tmp_path / "in")
    strict(made.model)
    yield made
    service.control.release()
    assert service.control.violations() == []


def row(room, run, place=0):
    request = room.requests(run)[place]
    return room.model.index_of(run, request.id).data(ROW_ROLE)


def asked(room):
    """Wait for the question that was asked."""
    found = []

    def is_there():
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, Question)]
        return any(w.isVisible() for w in found)

    room.running.wait(is_there)
    return next(w for w in found if w.isVisible())


def test_a_run_comes_goes_on_and_ends_below_the_heading(room):
    run = room.start(images=2)
    room.until(run, S.DONE, S.DONE)
    room.running.wait(lambda: room.queue.counts.total == 0)
    heading = room.model.heading()
    assert room.model.index_of(run).parent() == heading
    assert heading.data(ROW_ROLE).title == "Done today (1 run, $0.054)"
    assert row(room, run).word == "Done"
    assert row(room, run).covers == "picture 1"


def test_what_waits_says_for_what_and_counts_are_told_once_each(room):
    room.queue.pause_after()
    room.running.wait(lambda: room.queue.hold is Hold.AFTER_CURRENT)
    seen = []
    room.queue.counted.connect(seen.append)
    run = room.start(images=2)
    room.until(run, S.QUEUED, S.QUEUED)
    room.running.wait(lambda: room.queue.counts.waiting == 2)
    assert "paused" in row(room, run).aside
    assert row(room, run).tone is Tone.WAITING
    assert len(seen) == len(set(seen))
    room.queue.toggle()
    room.until(run, S.DONE, S.DONE)
    assert room.queue.hold is Hold.NONE


def test_a_request_that_waits_is_taken_back_at_no_cost(room):
    room.queue.hold_now()
    room.running.wait(lambda: room.queue.hold is Hold.NOW)
    run = room.start(images=2)
    room.until(run, S.QUEUED, S.QUEUED)
    room.queue.do("request.cancel", run, room.requests(run)[1].id)
    room.until(run, S.QUEUED, S.CANCELLED)
    room.queue.toggle()
    room.until(run, S.DONE, S.CANCELLED)
    assert room.service.control.job_count() == 1


def test_what_was_sent_is_left_to_come_and_says_that_it_is_billed(room):
    room.play("service_time", seconds=3600)
    run = room.start()
    room.until(run, S.ACCEPTED)
    room.queue.do("request.stop_waiting", run, room.requests(run)[0].id)
    room.running.wait(lambda: row(room, run).tone is Tone.QUIET)
    assert "Already sent: $0.027 is billed" in row(room, run).second
    assert [action.command for action in row(room, run).actions] == ["request.wait_again"]
    room.queue.do("request.wait_again", run, room.requests(run)[0].id)
    room.running.wait(lambda: row(room, run).tone is Tone.RUNNING)
    room.service.control.finish_now()
    room.until(run, S.DONE)


def in_doubt(room):
    room.play("reply_dropped")
    room.play("history_lag", calls=None, seconds=3600)
    run = room.start()
    room.until(run, S.IN_DOUBT)
    return run, room.requests(run)[0].id


def test_a_doubt_is_checked_for_free_and_what_was_not_found_is_said_at_the_row(room):
    run, request = in_doubt(room)
    assert row(room, run).is_pressing
    commands = [action.command for action in row(room, run).actions]
    assert commands == [
        "request.look_up",
        "request.explain",
        "request.send_again",
        "request.abandon",
    ]
    room.queue.do("request.look_up", run, request)
    room.running.wait(lambda: "not in the service's list yet" in row(room, run).second)
    assert row(room, run).second.startswith("Checked at ")
    assert room.states(run) == [S.IN_DOUBT]
    reached = room.running.desk.network.current.services[SERVICE]
    assert reached is Reach.ONLINE, "who answers a check answers"


def test_a_doubt_at_a_service_without_a_list_is_explained_as_the_users_own(room):
    run, request = in_doubt(room)
    cards = room.queue.wishes._doubts._cards
    room.queue.wishes._doubts._cards = {
        **cards,
        SERVICE: replace(cards[SERVICE], recovery=Recovery.NONE),
    }
    room.queue.do("request.explain", run, request)
    question = asked(room)
    assert question.answer.text() == "Send again…  $0.027"
    question.answer.click()
    room.running.wait(lambda: "Send again for up to" in asked(room).accessibleName())
    asked(room).safe.click()
    room.running.wait(lambda: not room.queue.wishes.is_busy(request))
    assert room.states(run) == [S.IN_DOUBT]


def test_sending_again_names_the_price_and_enter_sends_nothing(room, qtbot):
    run, request = in_doubt(room)
    room.queue.do("request.send_again", run, request)
    question = asked(room)
    assert "$0.027" in question.accessibleName()
    assert question.safe.isDefault()
    question.safe.click()
    room.running.wait(lambda: not room.queue.wishes.is_busy(request))
    assert room.states(run) == [S.IN_DOUBT]
    room.service.control.stop_playing()
    room.queue.do("request.send_again", run, request)
    asked(room).answer.click()
    room.until(run, S.CANCELLED, S.DONE)
    assert row(room, run).word == "Failed, tried again" or row(room, run).tone is Tone.QUIET


def test_giving_up_says_what_stays_counted(room):
    run, request = in_doubt(room)
    room.queue.do("request.abandon", run, request)
    question = asked(room)
    assert "stays counted as spent" in question.accessibleName()
    question.answer.click()
    room.until(run, S.CANCELLED)
    assert row(room, run).word == "Given up"


def test_what_failed_is_tried_again_at_the_price_on_its_button(room):
    room.play("moderated")
    run = room.start()
    room.until(run, S.FAILED)
    assert room.queue.counts.failed == 1
    words = [action.words for action in row(room, run).actions]
    assert words == ["Show picture", "Edit the step", "Try again  $0.027"]
    room.queue.do("request.retry", run, room.requests(run)[0].id)
    room.until(run, S.FAILED, S.DONE)
    room.running.wait(lambda: room.queue.counts.failed == 0)
    assert row(room, run).word == "Failed, tried again"


def test_a_held_run_waits_alone_and_order_follows_the_wish(room):
    room.queue.hold_now()
    room.running.wait(lambda: room.queue.hold is Hold.NOW)
    first, second = room.start("One"), room.start("Two")
    room.running.wait(lambda: len(room.model.live()) == 2)
    room.queue.do("run.move_up", second)
    room.running.wait(lambda: [r.run.id for r in room.model.live()] == [second, first])
    room.queue.do("run.hold", second)
    room.running.wait(lambda: room.model.run(second).run.is_held)
    room.queue.toggle()
    room.until(first, S.DONE)
    assert room.states(second) == [S.QUEUED]
    assert "on hold" in row(room, second).aside
    room.queue.do("run.go_on", second)
    room.until(second, S.DONE)


def test_clearing_takes_only_what_is_over_and_it_does_not_come_back(room):
    run = room.start()
    room.until(run, S.DONE)
    room.queue.clear_done()
    assert room.model.run(run) is None
    assert not room.model.heading().isValid()
    room.queue.refresh()
    room.running.wait(lambda: not room.queue._is_reading)
    assert room.model.run(run) is None


def test_the_picture_that_a_service_refuses_is_shown_in_its_sequence(room):
    room.play("moderated", at=2)
    run = room.start(images=3)
    room.until(run, S.DONE, S.DONE, S.FAILED)
    room.running.desk.documents.close_current()
    refused = next(r for r in room.requests(run) if r.state is S.FAILED)
    room.queue.do("request.show_picture", run, refused.id)
    room.running.wait(lambda: room.running.desk.documents.current is not None)
    assert room.running.window.place == "go.library"
    grid = room.running.window.findChild(ImageGrid)
    room.running.wait(lambda: [image.id for image in grid.selected] == [refused.targets[0].image])
