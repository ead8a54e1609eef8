"""The queue's finer rules in the open window: edit and return, stop points, later, when done."""

import json

import pytest
from PySide6.QtCore import QMimeData, QPointF, QUrl
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.delegates.row import ROW_ROLE
from seedream_desktop.ui.desk.when_done import Choice
from seedream_desktop.ui.dialogs.next_count import NextCountDialog
from seedream_desktop.ui.dialogs.start_time import StartTimeDialog
from seedream_desktop.ui.models.appointment import appointment_text
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.queue.workspace import QueueWorkspace
from tests.fixtures.queueing import QueueRoom
from tests.ui.dragging import drag, let_go
from tests.ui.modelling import strict

S = RequestState


@pytest.fixture
def room(service, running, tmp_path):
    made = QueueRoom(running, service, tmp_path / "in")
    strict(made.model)
    running.window.show()
    running.window.go("go.queue")
    running.wait(lambda: made.queue.is_filled)
    yield made
    service.control.release()
    assert service.control.violations() == []
    assert service.control.duplicates()["same_order"] == []


def row(room, run, place=0):
    request = room.requests(run)[place]
    return room.model.index_of(run, request.id).data(ROW_ROLE)


def run_row(room, run):
    return room.model.index_of(run).data(ROW_ROLE)


def live(room):
    return [queued.run.id for queued in room.model.live()]


def shown(room, kind):
    """Wait for a dialog."""

    def found():
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    room.running.wait(lambda: bool(found()))
    return found()[0]


def held(room, *titles, images=2):
    room.queue.hold_now()
    room.running.wait(lambda: room.queue.hold is Hold.NOW)
    runs = [room.start(title, images=images) for title in titles]
    room.running.wait(lambda: len(live(room)) == len(titles))
    return runs


def said(room):
    """Gather what the window says in passing."""
    found = []
    room.running.desk.messages.said.connect(lambda remark: found.append(remark.words))
    return found


# -- edit and return


def test_a_run_that_is_edited_leaves_the_queue_opens_in_build_and_returns_to_its_place(room):
    first, second, third = held(room, "One", "Two", "Three")
    desk, heard = room.running.desk, said(room)
    sequence = room.model.run(second).run.sequence
    room.queue.do("run.edit", second)
    room.until(second, S.CANCELLED, S.CANCELLED)
    room.running.wait(
        lambda: desk.documents.current and desk.documents.current.sequence.id == sequence
    )
    assert room.running.window.place == "go.build"
    assert live(room) == [first, third]
    assert "2 requests taken back at no cost" in heard[-1]
    step = desk.documents.current.sequence.steps[0]
    desk.documents.current.write_prompt(step.id, "make it cold")
    room.running.wait(lambda: desk.documents.current.is_saved and desk.outlook.is_fresh)
    desk.runs.start()
    room.running.wait(lambda: len(live(room)) == 3 and live(room)[1] not in (first, third), 20)
    assert live(room)[::2] == [first, third]
    assert room.service.control.job_count() == 0


@pytest.mark.parametrize("way", ["pilot", "first"])
def test_a_pilot_leaves_the_kept_place_to_the_rest_and_what_is_run_first_stays_first(room, way):
    first, second, third = held(room, "One", "Two", "Three")
    desk = room.running.desk
    room.queue.do("run.edit", second)
    room.until(second, S.CANCELLED, S.CANCELLED)
    room.running.wait(lambda: desk.documents.current is not None and desk.outlook.is_fresh)
    desk.runs.start(is_pilot=way == "pilot", is_first=way == "first")
    at = 1 if way == "pilot" else 0
    room.running.wait(lambda: len(live(room)) == 3 and live(room)[at] not in (first, third), 20)
    if way == "first":
        room.running.wait(lambda: not desk.runs.is_starting)
        assert live(room)[1:] == [first, third]
        return
    for other in (first, third):
        room.queue.do("run.hold", other)
    room.running.wait(lambda: len(room.running.desk.program.engine.controls.held_runs) == 2)
    room.queue.go_on()
    room.running.wait(lambda: live(room) == [first, third], 20)  # the pilot is done
    room.running.wait(lambda: desk.outlook.is_fresh and desk.outlook.figures.is_runnable, 20)
    desk.runs.start()
    room.running.wait(lambda: len(live(room)) == 3 and live(room)[::2] == [first, third], 20)


def test_what_was_sent_stays_is_paid_once_and_is_not_bought_again(room):
    desk = room.running.desk
    room.play("service_time", seconds=3600, at=1)
    desk.timing.run_next(1)
    room.running.wait(lambda: room.queue.stops_after == 1)
    run = room.start("Shoes", images=3)
    room.until(run, S.ACCEPTED, S.QUEUED, S.QUEUED)
    room.queue.do("run.edit", run)
    room.until(run, S.ACCEPTED, S.CANCELLED, S.CANCELLED)
    room.running.wait(lambda: desk.documents.current is not None)
    room.queue.go_on()
    room.running.wait(lambda: room.queue.hold is Hold.NONE)
    room.running.wait(lambda: desk.outlook.is_fresh and desk.outlook.figures.requests == 2)
    desk.runs.start()
    room.running.wait(lambda: room.service.control.job_count() == 3, 20)
    room.service.control.finish_now()
    room.until(run, S.DONE, S.CANCELLED, S.CANCELLED)
    room.running.wait(lambda: room.queue.counts.total == 0, 20)
    assert room.service.control.job_count() == 3


def test_a_run_opens_as_it_began_and_undo_brings_later_edits_back(room):
    (run,) = held(room, "One")
    document = room.running.desk.documents.current
    began = document.sequence
    document.write_prompt(began.steps[0].id, "quite another thing")
    later = document.sequence
    room.queue.do("run.edit", run)
    room.running.wait(lambda: document.sequence == began)
    document.undo_stack.undo()
    assert document.sequence == later


# -- stop points


def test_the_toolbar_says_how_many_more_and_the_queue_holds_after_them(room):
    (run,) = held(room, "Shoes", images=4)
    toolbar = room.running.window.findChild(QueueWorkspace).toolbar
    toolbar.pause.menu.aboutToShow.emit()
    assert toolbar.pause.stops[2].text() == "Run 2, then hold  ≤ $0.054"
    assert not toolbar.pause.stops[5].isEnabled()
    room.play("service_time", seconds=3600)
    toolbar.pause.stops[2].trigger()
    room.running.wait(lambda: room.queue.stops_after == 2)
    assert "2 more, then hold" in toolbar.counted.accessibleName()
    room.until(run, S.ACCEPTED, S.ACCEPTED, S.QUEUED, S.QUEUED)
    room.running.wait(lambda: room.queue.hold is Hold.AFTER_CURRENT)
    assert room.queue.stops_after is None
    room.service.control.release()
    room.service.control.finish_now()
    room.until(run, S.DONE, S.DONE, S.QUEUED, S.QUEUED)
    assert room.service.control.job_count() == 2


def test_the_command_asks_for_a_number_at_its_price(room):
    (run,) = held(room, "Shoes", images=3)
    room.running.desk.actions.action("queue.run_next").trigger()
    dialog = shown(room, NextCountDialog)
    assert dialog.answer.text() == "Run 1, then hold  ≤ $0.027"
    dialog.stepper.number.setValue(2)
    assert "$0.054" in dialog.answer.text()
    dialog.answer.click()
    room.until(run, S.DONE, S.DONE, S.QUEUED)
    room.running.wait(lambda: room.queue.hold is Hold.AFTER_CURRENT)


# -- later


def test_a_run_is_put_off_says_when_it_starts_and_starts_at_once_when_asked(room):
    (run,) = held(room, "Shoes")
    room.queue.do("run.start_at", run)
    dialog = shown(room, StartTimeDialog)
    assert dialog.accessibleDescription().startswith("Nothing of it is sent before.")
    dialog.time.setText("25:00")
    assert not dialog.answer.isEnabled()
    dialog.day.setCurrentIndex(1)
    dialog.time.setText("08:05")
    assert dialog.answer.text() == "Start at 08:05 tomorrow"
    dialog.answer.click()
    room.running.wait(lambda: room.model.run(run).run.not_before > 0)
    room.queue.go_on()
    room.running.wait(lambda: room.queue.hold is Hold.NONE)
    room.running.wait(lambda: run_row(room, run).word == "Starts at 08:05 tomorrow")
    assert row(room, run).aside == "Starts at 08:05 tomorrow"
    assert room.states(run) == [S.QUEUED, S.QUEUED]
    room.queue.do("run.start_now", run)
    room.until(run, S.DONE, S.DONE)


def test_a_planned_run_is_started_for_later_from_build(room):
    room.make("Shoes", images=2)
    desk = room.running.desk
    room.running.wait(lambda: desk.outlook.is_fresh)
    desk.actions.action("run.start_later").trigger()
    dialog = shown(room, StartTimeDialog)
    dialog.day.setCurrentIndex(2)
    dialog.time.setText("7:30")
    at = dialog.at
    dialog.answer.click()
    room.running.wait(lambda: len(live(room)) == 1, 20)
    (run,) = live(room)
    assert room.model.run(run).run.not_before == at
    assert room.service.control.job_count() == 0


def test_a_time_is_said_as_coarse_as_it_was_set():
    noon = 1_700_000_000 // 86_400 * 86_400 + 43_200.0
    assert appointment_text(noon + 60, noon).count(":") == 1
    assert "tomorrow" in appointment_text(noon + 86_400, noon)
    assert appointment_text(noon + 3 * 86_400, noon).endswith(" on Friday, 17 November")


# -- when done


def test_nothing_is_done_at_the_end_unless_it_was_chosen(room):
    run = room.start("Shoes")
    room.until(run, S.DONE)
    room.running.wait(lambda: room.queue.counts.total == 0)
    assert room.running.desk.when_done.choice is Choice.NOTHING
    assert room.running.window.place == "go.queue"


def test_the_results_are_opened_when_the_queue_is_empty(room):
    room.running.desk.when_done.choose(Choice.RESULTS)
    run = room.start("Shoes")
    room.until(run, S.DONE)
    room.running.wait(lambda: room.running.window.place == "go.timeline")


def test_the_program_quits_after_a_pause_in_which_the_user_may_stay(room, monkeypatch):
    desk, asked = room.running.desk, []
    desk.actions.handle("window.quit", lambda: asked.append(True))
    desk.when_done.choose(Choice.QUIT)
    run = room.start("Shoes")
    room.until(run, S.DONE)
    room.running.wait(lambda: desk.when_done.is_quitting)
    assert "quits in 20 seconds" in desk.messages.banners["quits"].words
    desk.messages.banners["quits"].act()
    assert not desk.when_done.is_quitting
    assert desk.when_done.choice is Choice.NOTHING
    desk.when_done.choose(Choice.QUIT)
    desk.when_done._left_s = 1
    desk.when_done._count_down()
    room.running.wait(lambda: asked == [True])


def test_new_work_calls_the_end_off(room):
    desk = room.running.desk
    desk.when_done.choose(Choice.QUIT)
    room.until(room.start("Shoes"), S.DONE)
    room.running.wait(lambda: desk.when_done.is_quitting)
    held(room, "More")
    room.running.wait(lambda: not desk.when_done.is_quitting)
    assert desk.when_done.choice is Choice.QUIT


def test_a_doubt_keeps_the_end_from_being_done_unless_the_user_said_so(room):
    desk, heard = room.running.desk, said(room)
    desk.when_done.choose(Choice.QUIT)
    room.play("reply_dropped")
    room.play("history_lag", calls=None, seconds=3600)
    run = room.start("Shoes")
    room.until(run, S.IN_DOUBT)
    room.running.wait(lambda: any("in doubt, so nothing else" in words for words in heard))
    assert not desk.when_done.is_quitting
    desk.when_done.allow_doubt(is_allowed=True)
    room.service.control.stop_playing()
    other = room.start("Hats")
    room.until(other, S.DONE)
    room.running.wait(lambda: desk.when_done.is_quitting)


# -- slots


def test_a_request_that_is_ready_says_how_many_slots_are_in_use(room):
    desk = room.running.desk
    desk.preferences.change(concurrency={"wavespeed": 1})
    room.running.wait(lambda: desk.preferences.current.concurrency == {"wavespeed": 1})
    room.play("service_time", seconds=3600)
    run = room.start("Shoes", images=2)
    room.until(run, S.ACCEPTED, S.PREPARING)
    place = room.states(run).index(S.PREPARING)
    room.running.wait(lambda: row(room, run, place).word == "Ready")
    assert row(room, run, place).aside == "Waits for a slot: 1 of 1 in use"
    assert row(room, run, place).tone is Tone.WAITING


# -- the queue as a file


def test_a_queue_is_saved_and_opened_as_sequences_of_which_none_starts(room, tmp_path):
    held(room, "One", "Two")
    desk, heard = room.running.desk, said(room)
    path = tmp_path / "mine.seedream-queue"
    desk.queue_files.save(path)
    room.running.wait(path.exists)
    written = json.loads(path.read_text())
    assert [run["title"] for run in written["runs"]] == ["One", "Two"]
    room.running.wait(lambda: heard and "2 runs saved in mine.seedream-queue" in heard[-1])
    before = room.running.ask(desk.program.library.sequences())
    desk.queue_files.open(path)
    room.running.wait(lambda: len(room.running.ask(desk.program.library.sequences())) == 4)
    room.running.wait(lambda: desk.documents.current.sequence.title == "One")
    assert desk.documents.current.sequence.id not in {row.id for row in before}
    assert len(live(room)) == 2
    assert room.service.control.job_count() == 0


@pytest.mark.parametrize("way", ["drop", "paste", "second start"])
def test_a_queue_file_is_opened_however_it_comes(room, tmp_path, way):
    held(room, "One")
    desk, window, path = room.running.desk, room.running.window, tmp_path / "mine.seedream-queue"
    desk.queue_files.save(path)
    room.running.wait(path.exists)
    before = desk.documents.current.sequence.id
    if way == "drop":
        overlay, mime = window._dropping.overlay, drag(window, path)
        assert overlay.isVisible()
        assert "queue file" in overlay._whole.accessibleName()
        assert let_go(window, mime, QPointF(300, 300)).isAccepted()
        assert not overlay.isVisible()
    elif way == "paste":
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        QApplication.clipboard().setMimeData(mime)
        window.do("edit.paste")
    else:
        room.running.gui.take([path])
    room.running.wait(lambda: desk.documents.current.sequence.id != before)
    assert desk.documents.current.sequence.title == "One"
    assert not desk.imports.running
    assert not desk.imports.problems
    assert room.service.control.job_count() == 0


def test_a_broken_file_and_a_queue_without_anything_say_so(room, tmp_path):
    desk, heard = room.running.desk, said(room)
    desk.queue_files.save(tmp_path / "none.seedream-queue")
    room.running.wait(lambda: heard and "nothing to save" in heard[-1])
    broken = tmp_path / "broken.seedream-queue"
    broken.write_text("{}")
    desk.queue_files.open(broken)
    room.running.wait(lambda: "error queue_file_broken" in desk.messages.banners)
    assert str(broken) in desk.messages.banners["error queue_file_broken"].words


def test_pictures_that_a_file_lacks_are_named(room, tmp_path):
    held(room, "One")
    desk = room.running.desk
    path = tmp_path / "mine.seedream-queue"
    desk.queue_files.save(path)
    room.running.wait(path.exists)
    written = json.loads(path.read_text())
    lost = replace_first(written, "elsewhere/gone.png")
    path.write_text(json.dumps(lost))
    desk.queue_files.open(path)
    room.running.wait(lambda: "queue file" in desk.messages.banners)
    assert "elsewhere/gone.png: not found" in desk.messages.banners["queue file"].words


def replace_first(written, name):
    written["runs"][0]["images"][0] = {"path": name, "sha256": "0" * 64}
    return written
