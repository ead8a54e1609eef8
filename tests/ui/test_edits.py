"""Edits of a sequence: any of them, undone, gives the first sequence back; all are saved."""

import asyncio
import gc
import weakref
from concurrent.futures import Future

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent

from seedream_desktop.app.engine_thread import EngineThread
from seedream_desktop.domain.errors import DiskFull
from seedream_desktop.domain.ids import ImageId, StepId
from seedream_desktop.domain.step import SizeChoice, StepMode
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.edits import SequenceDocument
from tests.ui.modelling import picture, sequence, step

pytestmark = pytest.mark.usefixtures("qapp")

FIRST = StepId("st-0")


class Desk:
    """A library that takes writes when a test lets it."""

    def __init__(self) -> None:
        self.orders: list[tuple] = []
        self.time = 0.0

    async def save(self, value):
        raise AssertionError("never run")

    def call(self, work):
        value = work.cr_frame.f_locals["value"]
        work.close()
        future = Future()
        self.orders.append((value, future))
        return future

    @property
    def written(self):
        return [value for value, _ in self.orders]

    def document(self, value=None) -> SequenceDocument:
        self.bridge = EngineBridge(self.call)
        return SequenceDocument(value or sequence(), self.bridge, self.save, now=lambda: self.time)


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.bridge.close()


# One edit of a script each: numbers stand for places, modulo what is there.
EDITS = {
    "add images": lambda d, a, b: d.add_images([picture(a), picture(b)], a % 4),
    "remove images": lambda d, a, b: d.remove_images({an_image(d, a)}),
    "order images": lambda d, a, b: d.order_images([i.id for i in d.sequence.images[b % 3 :]]),
    "add step": lambda d, a, b: d.add_step(step(b), a % 3),
    "duplicate": lambda d, a, b: d.duplicate_step(a_step(d, a)),
    "remove step": lambda d, a, b: d.remove_step(a_step(d, a)),
    "order steps": lambda d, a, b: d.order_steps([s.id for s in reversed(d.sequence.steps)]),
    "switch": lambda d, a, b: d.switch_step(a_step(d, a), is_on=bool(b % 2)),
    "prompt": lambda d, a, b: d.write_prompt(a_step(d, a), f"prompt {b % 4}"),
    "edit": lambda d, a, b: d.edit_step(a_step(d, a), mode=list(StepMode)[b % 5], size=TIER),
    "leading": lambda d, a, b: d.set_leading_anchors(a_step(d, a), b % 4),
    "anchors": lambda d, a, b: d.add_anchors(a_step(d, a), [picture(b), picture(a)]),
    "mode": lambda d, a, b: d.choose_mode(a_step(d, a), list(StepMode)[b % 5]),
    "size": lambda d, a, b: d.choose_size(a_step(d, a), SizeChoice.parse(f"{1000 + b}x900")),
    "count": lambda d, a, b: d.choose_count(a_step(d, a), b),
    "paste": lambda d, a, b: d.paste_settings(a_step(d, a), step(b, mode=list(StepMode)[b % 5])),
    "take": lambda d, a, b: d.take_prompt(a_step(d, a), f"better {b}"),
    "no anchor": lambda d, a, b: d.remove_anchor(a_step(d, a), picture(b).digest),
    "rename": lambda d, a, b: d.rename(f"Title {a}"),
    "seal": lambda d, a, b: d.seal(),
}
TIER = SizeChoice.parse("2K")


def an_image(document, number):
    images = document.sequence.images
    return images[number % len(images)].id if images else ImageId("none")


def a_step(document, number):
    steps = document.sequence.steps
    return steps[number % len(steps)].id if steps else StepId("none")


scripts = st.lists(
    st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 9), st.integers(0, 9)), max_size=25
)


@settings(max_examples=200, deadline=None)
@given(script=scripts)
def test_any_script_of_edits_undone_gives_the_first_sequence_back_and_redone_the_last(script):
    desk = Desk()
    document = desk.document()
    first, shown = document.sequence, []
    document.changed.connect(shown.append)
    for kind, a, b in script:
        EDITS[kind](document, a, b)
        ids = [image.id for image in document.sequence.images]
        ids += [other.id for other in document.sequence.steps]
        assert len(set(ids)) == len(ids)
    last = document.sequence
    while document.undo_stack.undoable:
        document.undo_stack.undo()
    assert document.sequence == first
    while document.undo_stack.redoable:
        document.undo_stack.redo()
    assert document.sequence == last
    assert not shown or shown[-1] == last
    desk.bridge.close()


def test_typing_without_a_pause_is_one_edit_and_a_pause_begins_another(desk):
    document = desk.document()
    for end in range(1, 6):
        desk.time += 0.2
        document.write_prompt(FIRST, "brighter"[:end])
    desk.time += 3
    document.write_prompt(FIRST, "brighter")
    assert document.undo_stack.count == 2
    document.undo_stack.undo()
    assert document.sequence.steps[0].prompt == "brigh"
    document.undo_stack.undo()
    assert document.sequence.steps[0].prompt == "edit 0"


def test_typing_in_two_prompts_or_after_a_seal_is_two_edits(desk):
    document = desk.document()
    document.write_prompt(FIRST, "a")
    document.write_prompt(StepId("st-1"), "b")
    document.seal()
    document.write_prompt(StepId("st-1"), "bc")
    assert document.undo_stack.count == 3


def test_a_story_brings_its_panels_where_no_picture_is_and_takes_them_along(desk):
    document = desk.document(sequence(images=0))
    document.choose_count(FIRST, 3)
    document.choose_mode(FIRST, StepMode.STORY)
    panels = document.sequence.images
    assert len(panels) == 3
    document.choose_count(FIRST, 2)
    assert document.sequence.images == panels[:2]
    document.remove_images({panels[0].id})
    assert document.sequence.steps[0].count == 1
    document.undo_stack.undo()
    document.remove_step(FIRST)
    assert document.sequence.images == ()
    document.undo_stack.undo()
    assert document.sequence.images == panels[:2]


def test_a_story_beside_pictures_leaves_them_alone(desk):
    document = desk.document()
    before = document.sequence.images
    document.set_leading_anchors(FIRST, 2)
    document.choose_mode(FIRST, StepMode.STORY)
    assert document.sequence.images == before
    assert document.sequence.steps[0].leading_anchors == 0


def test_typing_that_comes_back_to_where_it_began_leaves_nothing_to_undo(desk):
    document = desk.document()
    document.write_prompt(FIRST, "x")
    document.write_prompt(FIRST, "edit 0")
    assert not document.undo_stack.undoable


def test_an_edit_that_changes_nothing_is_no_edit(desk):
    document = desk.document()
    document.add_images([picture(0)])  # there already
    document.remove_images({ImageId("nobody")})
    document.switch_step(FIRST, is_on=True)
    document.rename("  ")
    assert document.undo_stack.count == 0
    assert desk.orders == []


def test_the_same_file_dropped_twice_is_one_image(desk):
    document = desk.document(sequence(images=0))
    document.add_images([picture(1), picture(2), picture(1)])
    assert [image.picture.path for image in document.sequence.images] == [
        "/photos/img1.jpg",
        "/photos/img2.jpg",
    ]


def test_every_undo_and_redo_is_written_and_states_passed_meanwhile_are_left_out(qtbot, desk):
    document = desk.document()
    document.rename("A")
    for title in "BCD":
        document.seal()
        document.rename(title)
    assert [value.title for value in desk.written] == ["A"]
    assert not document.is_saved
    with qtbot.assertNotEmitted(document.saved):
        desk.orders[0][1].set_result(None)
        qtbot.waitUntil(lambda: len(desk.orders) == 2)
    document.undo_stack.undo()
    with qtbot.waitSignal(document.saved):
        desk.orders[1][1].set_result(None)
        qtbot.waitUntil(lambda: len(desk.orders) == 3)
        desk.orders[2][1].set_result(None)
    assert [value.title for value in desk.written] == ["A", "D", "C"]
    assert document.is_saved


def test_a_failed_write_is_told_and_tried_again(qtbot, desk):
    document = desk.document()
    with qtbot.waitSignal(document.save_failed) as caught:
        document.rename("A")
        desk.orders[0][1].set_exception(DiskFull("disk_full"))
    assert caught.args[0].code == "disk_full"
    assert not document.is_saved
    document.retry()
    with qtbot.waitSignal(document.saved):
        desk.orders[1][1].set_result(None)


@pytest.mark.parametrize(
    "end",
    [
        lambda desk, _: desk.orders[0][1].set_result(None),
        lambda desk, _: desk.orders[0][1].set_exception(DiskFull("disk_full")),
        lambda _, document: document.deleteLater(),
    ],
    ids=["written", "failed", "let go"],
)
async def test_whoever_waits_for_a_write_hears_of_its_end_whatever_that_is(desk, end):
    document = desk.document()
    await document.written()
    document.rename("A")
    waiting = asyncio.create_task(document.written())
    await asyncio.sleep(0)
    assert not waiting.done()
    end(desk, document)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    await asyncio.wait_for(waiting, 5)


def test_what_is_not_written_yet_is_handed_over_before_the_engine_stops(desk):
    document = desk.document()
    document.rename("A")
    document.seal()
    document.rename("B")
    document.flush()
    document.flush()
    assert [value.title for value in desk.written] == ["A", "B"]


def test_a_document_is_let_go_with_its_undo_stack(desk):
    document = desk.document()
    document.rename("A")
    gone = weakref.ref(document)
    document.deleteLater()
    del document
    desk.bridge.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None


def test_edits_are_in_the_library_after_the_engine_has_stopped(qtbot):
    engine = EngineThread()
    app = engine.start().result(20).app
    bridge = EngineBridge(engine.call)

    async def save(value):
        await app.library.save_sequence(value, app.clock.now())

    document = SequenceDocument(sequence(), bridge, save)
    for number in range(30):
        document.seal()
        document.rename(f"Title {number}")
    document.flush()
    bridge.close()
    assert engine.stop(20)
    again = EngineThread()
    library = again.start().result(20).app.library
    found = again.call(library.sequence(document.sequence.id)).result(10)
    assert again.stop(20)
    assert found == document.sequence
