"""The open sequence's frames: read once, kept true by the engine's news, one frame at a time."""

import asyncio

import pytest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.events import FrameDone
from seedream_desktop.domain.frames import FrameState
from seedream_desktop.domain.ids import RunId, StepId, SubjectId
from seedream_desktop.domain.judgement import Aspect, Judgement
from tests.unit.storage import samples

F = FrameState
A, B, C = (samples.image_id(n) for n in range(3))


def opened(running, *more):
    """Open a sequence with an unsure result for each of three images."""
    library = running.desk.program.library
    running.ask(samples.begin_run(library, samples.request("req-1")))
    running.ask(library.save_sequence(samples.sequence(images=3), 1.0))
    made = running.ask(samples.settled(library))
    for version in more:
        running.ask(library.adopt([version]))
    running.desk.documents.open(samples.SEQUENCE)
    running.wait(lambda: running.desk.frames.is_read)
    return made


def states(running):
    return [frame.state for frame in running.desk.frames.table.frames()]


def test_an_opened_sequence_has_its_frames_and_marks_and_another_has_its_own(running):
    frames, heard = running.desk.frames, []
    frames.replaced.connect(lambda: heard.append(frames.table))
    library = running.desk.program.library
    pick = Judgement(subject=SubjectId(A), aspect=Aspect.FLAG, value="pick", at=1.0)
    running.ask(library.judgements.save([pick]))
    opened(running)
    assert states(running) == [F.UNSURE] * 3
    assert frames.mark(SubjectId(A)).flag == "pick"
    assert heard == [None, frames.table]
    running.desk.documents.create("Else")
    assert frames.table is None
    assert frames.mark(SubjectId(A)).flag == ""
    running.wait(lambda: frames.is_read)
    assert states(running) == []
    running.desk.documents.close_current()
    assert frames.table is None


def test_a_result_appears_in_its_frame_and_no_other_is_worked_out(running):
    opened(running)
    frames, told = running.desk.frames, []
    before = list(frames.table.frames())
    frames.frames_changed.connect(told.append)
    newer = samples.version("newer", image=B)
    running.ask(running.desk.program.library.adopt([newer]))
    done = FrameDone(run=RunId("run-1"), version=newer, provider=samples.PROVIDER)
    running.desk.bridge.publish(done)
    running.wait(lambda: told != [])
    assert told == [((B, samples.STEP),)]
    after = list(frames.table.frames())
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert after[1].chosen.id == "newer"
    assert len(after[1].versions) == 2


def test_news_that_come_while_the_library_is_read_are_not_lost(running):
    opened(running)
    frames = running.desk.frames
    frames.refresh()
    newer = samples.version("newer", image=B)
    running.ask(running.desk.program.library.adopt([newer]))
    done = FrameDone(run=RunId("run-1"), version=newer, provider=samples.PROVIDER)
    running.desk.bridge.publish(done)
    running.wait(lambda: frames.is_read and frames.table.frame(B, samples.STEP).versions[1:] != ())
    assert frames.table.frame(B, samples.STEP).chosen.id == "newer"


@pytest.mark.parametrize("is_read_anew", [False, True])
def test_what_was_read_before_never_stands_over_what_was_read_later(
    running, monkeypatch, is_read_anew
):
    opened(running)
    frames, held = running.desk.frames, running.desk.program.library.frames
    places = [(B, samples.STEP)]
    read, gates, answered = type(held).held, [], []

    async def late(self, sequence, asked):
        """Answer the first question as things were when it was asked, and after the others."""
        found = await read(self, sequence, asked)
        gates.append(asyncio.Event())
        if len(gates) == 1:
            await gates[0].wait()
        answered.append(found)
        return found

    monkeypatch.setattr(type(held), "held", late)
    frames.read_again(places)
    running.wait(lambda: len(gates) == 1)
    running.ask(running.desk.program.library.adopt([samples.version("newer", image=B)]))
    if is_read_anew:
        frames.refresh()
        running.wait(lambda: len(frames.table.frame(B, samples.STEP).versions) > 1)
    frames.read_again(places)
    running.ask(asyncio.sleep(0))
    running.ask(opening(gates[0]))
    running.wait(lambda: 2 <= len(gates) == len(answered))
    running.ask(asyncio.sleep(0))
    QApplication.processEvents()
    assert len(frames.table.frame(B, samples.STEP).versions) > 1


async def opening(gate):
    gate.set()


def test_what_cannot_be_read_keeps_no_other_sequence_from_being_shown(running):
    opened(running)
    frames, documents = running.desk.frames, running.desk.documents
    other = documents.create("Else").sequence.id
    running.wait(lambda: frames.is_read)
    wrong = "insert into judgements (subject, aspect, who, at, value) values (?, 'stars', '', 1, 9)"
    database = running.desk.program.library.database
    running.ask(database.write(lambda connection: connection.execute(wrong, (A,)).close()))
    documents.open(samples.SEQUENCE)
    documents.open(other)
    running.wait(lambda: frames.is_read)
    assert frames.table.sequence.id == other


def test_an_edited_step_has_its_results_outdated_and_a_title_has_not(running):
    opened(running)
    frames, document = running.desk.frames, running.desk.documents.current
    table = frames.table
    document.rename("Else")
    running.wait(lambda: frames.table.sequence.title == "Else")
    assert frames.table is table
    document.write_prompt(samples.STEP, "cold")
    running.wait(lambda: frames.table is not table)
    assert all(frame.is_outdated for frame in frames.table.frames())
    assert [frame.chosen for frame in frames.table.frames()] == [
        table.frame(image, samples.STEP).chosen for image in table.images
    ]


def test_a_run_is_followed_from_waiting_to_done_in_its_own_frames(room):
    room.play("service_time", seconds=3600)
    room.start(images=2, steps=2)
    frames, queue = room.running.desk.frames, room.queue
    room.running.wait(lambda: frames.is_read and F.RUNNING in states(room.running))
    later = StepId("st-Shoes-1")
    assert {frame.state for frame in frames.table.column(later)} == {F.WAITING}
    queue.pause_after()
    room.running.wait(lambda: column(frames, later) == {F.HELD})
    queue.toggle()
    room.running.wait(lambda: column(frames, later) == {F.WAITING})
    room.service.control.stop_playing()
    room.service.control.finish_now()
    room.running.wait(lambda: set(states(room.running)) == {F.DONE})
    for frame in frames.table.column(later):
        above = frames.table.frame(frame.image, StepId("st-Shoes-0")).chosen
        assert frames.table.parent(frame.chosen.id) == above.id
        assert not frame.is_outdated


def column(frames, step):
    return {frame.state for frame in frames.table.column(step)}
