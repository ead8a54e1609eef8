"""The queue by real key strokes and real drags, and what it says when a service slows it down."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.ui.delegates.row import ROW_ROLE
from seedream_desktop.ui.views.queue.workspace import QueueWorkspace

S = RequestState
K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(room):
    found = room.running.window.findChild(QueueWorkspace)
    assert found is not None
    return found.view


def hold(room):
    room.queue.hold_now()
    room.running.wait(lambda: room.queue.hold is Hold.NOW)


def choose(room, view, run, place=None, command="run.move_up"):
    request = room.requests(run)[place].id if place is not None else None
    view.setCurrentIndex(room.model.index_of(run, request))
    view.setFocus()
    room.running.wait(lambda: room.running.desk.actions.action(command).isEnabled())


def order(room):
    return [queued.run.id for queued in room.model.live()]


def row(room, run, place):
    index = room.model.index_of(run, room.requests(run)[place].id)
    return index.data(ROW_ROLE)


def test_delete_takes_back_what_is_chosen_and_nothing_else(room, view):
    hold(room)
    run = room.start("Shoes", images=3)
    room.until(run, S.QUEUED, S.QUEUED, S.QUEUED)
    choose(room, view, run, 1, "request.cancel")
    QTest.keyClick(view, K.Key_Delete)
    room.running.wait(lambda: room.states(run) == [S.QUEUED, S.CANCELLED, S.QUEUED])
    assert room.service.control.posts() == []


def test_runs_are_put_into_order_by_key_strokes(room, view):
    hold(room)
    first, second, third = (room.start(title) for title in ("One", "Two", "Three"))
    room.running.wait(lambda: order(room) == [first, second, third])
    choose(room, view, second)
    for key, wanted in (
        (K.Key_Up, [second, first, third]),
        (K.Key_End, [first, third, second]),
        (K.Key_Up, [first, second, third]),
        (K.Key_Down, [first, third, second]),
        (K.Key_Home, [second, first, third]),
    ):
        QTest.keyClick(view, key, CTRL)
        room.running.wait(lambda wanted=wanted: order(room) == wanted)
        assert room.model.run_at(view.currentIndex()).run.id == second, "it stays chosen"


def test_ctrl_r_tries_what_failed_again_once(room, view):
    room.play("moderated")
    run = room.start("Shoes")
    room.until(run, S.FAILED)
    choose(room, view, run, 0, "request.retry")
    QTest.keyClick(view, K.Key_R, CTRL)
    room.until(run, S.FAILED, S.DONE)
    assert len(room.service.control.posts()) == 2
    assert not any(room.service.control.duplicates().values())


def test_a_rate_limit_is_said_at_the_row_until_when_and_is_no_outage(room, view):
    room.play("rate_limited", retry_after=3600)
    run = room.start("Shoes")
    room.running.wait(lambda: bool(room.requests(run)))
    room.running.wait(lambda: "rate limit" in row(room, run, 0).aside.lower())
    said = row(room, run, 0)
    assert re.search(r"until \d\d:\d\d:\d\d", said.aside)
    assert said.elapsed == "", "what was turned down is not on its way"
    assert not [cause for cause in room.running.desk.messages.banners if "wavespeed" in cause]
    assert (room.queue.counts.waiting, room.queue.counts.running) == (1, 0)
    assert room.service.control.billed() == 0


def test_after_a_short_rate_limit_it_goes_on_by_itself_and_is_paid_once(room, view):
    room.play("rate_limited", retry_after=1)
    run = room.start("Shoes")
    room.until(run, S.DONE)
    assert [post["outcome"] for post in room.service.control.posts()] == [
        "refused_429",
        "committed",
    ]
    assert len(room.service.control.sales()) == 1


def test_a_short_set_says_how_many_are_missing_and_offers_only_those(room, view):
    room.play("fewer", count=1)
    run = room.start("Shoes", images=3, mode=StepMode.SET)
    room.until(run, S.DONE)
    said = row(room, run, 0)
    assert said.word == "Done, 2 of 3 missing"
    (again,) = [action.words for action in said.actions if action.command == "request.retry"]
    assert again == "Run 2 again  $0.054"
