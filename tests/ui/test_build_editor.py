"""The open step's editor: typing is never disturbed, and the card judges what is asked."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.step import SizeChoice, StepMode
from tests.ui.building import CTRL, LOCAL, PAID, SECOND, sized
from tests.ui.modelling import picture

Key = Qt.Key
SAMPLE = bundled("samples", "ceramics", "ceramic-01.jpg")


def test_typing_is_one_edit_until_the_focus_leaves(bench):
    bench.begin(LOCAL)
    bench.call("step.edit_prompt")
    bench.text.selectAll()
    bench.type("cooler")
    bench.press(Key.Key_Tab)
    bench.call("step.edit_prompt")
    bench.text.moveCursor(bench.text.textCursor().MoveOperation.End)
    bench.type(", sepia")
    assert bench.steps[0].prompt == "cooler, sepia"
    bench.undo()
    assert bench.steps[0].prompt == bench.text.toPlainText() == "cooler"
    bench.undo()
    assert bench.text.toPlainText() == "warmer"
    bench.redo()
    bench.redo()
    assert bench.text.toPlainText() == "cooler, sepia"


def test_undo_in_the_prompt_is_the_window_s_own(bench):
    bench.begin(LOCAL)
    bench.desk.actions.handle("edit.undo", bench.desk.documents.undo.undo)
    bench.call("step.edit_prompt")
    bench.text.selectAll()
    bench.type("cooler")
    bench.press(Key.Key_Z, CTRL)
    assert bench.steps[0].prompt == bench.text.toPlainText() == "warmer"
    assert bench.focus is bench.text


def test_what_an_input_method_composes_is_left_alone_and_one_edit_when_done(bench):
    bench.begin(LOCAL)
    bench.call("step.edit_prompt")
    bench.text.selectAll()
    bench.compose("bian nuan")
    count = bench.document.undo_stack.count
    bench.document.set_leading_anchors(LOCAL.id, 1)
    bench.desk.outlook.changed.emit()
    assert bench.text.isVisible()
    bench.compose("", "变暖")
    assert bench.steps[0].prompt == "变暖"
    assert bench.document.undo_stack.count == count + 2
    bench.undo()
    assert bench.text.toPlainText() == bench.steps[0].prompt != "变暖"


def test_an_undo_while_composing_is_shown_when_the_composition_is_given_up(bench):
    bench.begin(LOCAL)
    bench.call("step.edit_prompt")
    bench.text.moveCursor(bench.text.textCursor().MoveOperation.End)
    bench.type("!")
    bench.compose("ni")
    bench.undo()
    assert bench.text.toPlainText() == "warmer!"
    bench.compose("")
    assert bench.text.toPlainText() == "warmer"


def test_focus_cursor_and_scroll_position_stay_while_everything_is_shown_again(bench):
    bench.begin(*(replace(LOCAL, id=f"st-{n}") for n in range(12)))
    bench.column.open("st-9")
    bench.call("step.edit_prompt")
    bench.text.setPlainText("brighter, sepia")
    cursor = bench.text.textCursor()
    cursor.setPosition(4)
    bench.text.setTextCursor(cursor)
    bench.settle()
    bar = bench.column.room.verticalScrollBar()
    place, widget = bar.value(), bench.text
    assert place > 0
    bench.document.switch_step("st-2", is_on=False)
    bench.document.edit_step("st-9", mode=StepMode.EACH)
    bench.desk.outlook.refresh()
    bench.running.wait(lambda: bench.desk.outlook.is_fresh)
    bench.settle()
    assert bench.focus is bench.text is widget
    assert bench.text.textCursor().position() == 4
    assert bar.value() == place


def test_the_built_in_engine_s_reading_is_told_and_what_it_does_not_know_after_a_pause(bench):
    bench.begin(LOCAL)
    field = bench.editor.prompt.field
    assert field._below.text() == "Understood: warmer."
    bench.call("step.edit_prompt")
    bench.text.moveCursor(bench.text.textCursor().MoveOperation.End)
    bench.type(", a hat")
    assert not field.control.property("wrong")
    bench.running.wait(lambda: bool(field.control.property("wrong")))
    assert "hat" in field._below.text()
    bench.text.setPlainText("warmer by 30 %, sepia")
    assert field._below.text() == "Understood: warmer 30 %, sepia."


def test_an_example_is_put_in_where_the_cursor_is(bench):
    bench.begin(LOCAL)
    bench.call("step.edit_prompt")
    bench.text.moveCursor(bench.text.textCursor().MoveOperation.End)
    bench.editor.prompt._put_in("more contrast")
    assert bench.steps[0].prompt == "warmer, more contrast"
    assert bench.focus is bench.text


@pytest.mark.parametrize(
    ("command", "control"),
    [
        ("step.edit_prompt", lambda e: e.prompt.words),
        ("step.choose_provider", lambda e: e.target.provider),
        ("step.choose_model", lambda e: e.target.family),
        ("step.choose_mode", lambda e: e.target.mode),
        ("step.choose_size", lambda e: e.size_editor.kind),
        ("step.choose_count", lambda e: e.target.count.number),
        ("step.choose_anchors", lambda e: e.anchors.leading.number),
    ],
)
def test_each_choice_has_a_command_that_leads_to_it(bench, command, control):
    bench.begin(replace(PAID, mode=StepMode.VARIANTS), SECOND)
    bench.column.open(None)
    bench.call(command)
    assert bench.focus is control(bench.editor)


def test_provider_and_model_are_chosen_by_keyboard_and_undone(bench):
    bench.begin(LOCAL)
    bench.call("step.choose_provider")
    bench.press(Key.Key_Down)
    step = bench.steps[0]
    assert (step.provider, step.family) == ("wavespeed", "seedream-5.0-lite")
    bench.call("step.choose_model")
    bench.press(Key.Key_Down)
    assert bench.steps[0].family != "seedream-5.0-lite"
    bench.undo()
    bench.undo()
    assert bench.steps[0] == LOCAL
    assert bench.editor.target.provider.currentData() == "local"


def test_only_what_a_model_can_do_is_offered_and_what_it_cannot_has_a_mend(bench):
    bench.begin(replace(LOCAL, mode=StepMode.STORY))
    target = bench.editor.target
    offered = [target.mode.itemData(row) for row in range(target.mode.count())]
    assert StepMode.SET in offered
    assert target._remark.isVisible()
    target._remark.button.setFocus()
    bench.press(Key.Key_Space)
    assert bench.steps[0].mode is not StepMode.STORY
    assert not target._remark.isVisible()
    offered = [target.mode.itemData(row) for row in range(target.mode.count())]
    assert StepMode.STORY not in offered


def test_a_story_has_panels_that_follow_its_count(bench):
    bench.begin(replace(PAID, count=3), pictures=0)
    bench.call("step.choose_mode")
    bench.press(Key.Key_End)
    assert bench.steps[0].mode is StepMode.STORY
    assert len(bench.document.sequence.images) == 3
    bench.call("step.choose_count")
    bench.press(Key.Key_Up)
    assert len(bench.document.sequence.images) == bench.steps[0].count == 4
    assert not bench.editor.anchors.isVisible()
    bench.undo()
    bench.undo()
    assert bench.document.sequence.images == ()


def test_a_story_beside_pictures_begins_a_sequence_of_its_own(bench):
    bench.begin(replace(PAID, mode=StepMode.STORY, count=2))
    bench.editor.target._remark.button.click()
    bench.settle()
    assert bench.document.sequence.title == "Work: story"
    assert [image.picture for image in bench.document.sequence.images] == [None, None]


def test_a_size_below_the_minimum_is_said_and_mended_by_one_key(bench):
    bench.begin(PAID)
    size = bench.editor.size_editor
    bench.document.choose_size(PAID.id, SizeChoice.parse("1080x1080"))
    assert size.remark.words == "1080 × 1080 is below the minimum."
    assert size.remark.button.text() == "Use 1920 × 1920"
    size.remark.button.setFocus()
    bench.press(Key.Key_Space)
    assert str(bench.steps[0].size) == "1920x1920"
    assert not size.remark.isVisible()
    assert bench.focus is size.kind
    bench.undo()
    assert str(bench.steps[0].size) == "1080x1080"


def test_figures_of_a_size_are_typed_as_one_edit(bench):
    bench.begin(PAID)
    bench.call("step.choose_size")
    bench.press(Key.Key_End)
    size = bench.editor.size_editor
    assert size.width_box.isVisible()
    first = bench.steps[0].size
    size.width_box.setFocus()
    size.width_box.selectAll()
    bench.type("2560")
    assert bench.steps[0].size.size.width_px == 2560
    bench.undo()
    assert bench.steps[0].size == first
    bench.undo()
    assert not size.width_box.isVisible()


def test_pictures_that_go_at_another_size_are_counted(bench):
    bench.begin(PAID, pictures=0)
    bench.document.add_images([sized(1, 1080, 1080), sized(2, 2400, 1800)])
    said = bench.editor.size_editor.remark.words
    assert said.startswith("1 of 2 pictures")
    assert "1920 × 1920" in said
    bench.document.edit_step(PAID.id, provider="local", family="classic")
    assert bench.editor.size_editor.remark.words == ""


def test_anchors_are_counted_and_taken_out_by_keyboard(bench):
    bench.begin(LOCAL)
    bench.call("step.choose_anchors")
    bench.press(Key.Key_Up)
    assert bench.steps[0].leading_anchors == 1
    bench.document.add_anchors(LOCAL.id, [picture(7), picture(8)])
    bench.settle()
    first, second = bench.editor.anchors._thumbs
    assert first.accessibleName() == "Remove the anchor img7.jpg"
    first.setFocus()
    bench.press(Key.Key_Delete)
    assert [one.digest for one in bench.steps[0].anchors] == [second.picture.digest]
    assert bench.focus is second
    bench.undo()
    assert len(bench.editor.anchors._thumbs) == 2


def test_scrolling_over_a_choice_changes_nothing(bench, qtbot):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    bench.begin(LOCAL, PAID_SECOND)
    for control in (bench.editor.target.provider, bench.editor.anchors.leading.number):
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(control, event)
    assert bench.steps[0] == LOCAL


PAID_SECOND = replace(PAID, id=SECOND.id)


def test_anchors_are_added_from_files(bench):
    bench.begin(LOCAL)
    bench.editor.anchors.add.setFocus()
    bench.press(Key.Key_Space)
    bench.running.wait(lambda: bench.editor.anchors.findChildren(QFileDialog) != [])
    (dialog,) = bench.editor.anchors.findChildren(QFileDialog)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(SAMPLE))
    dialog.accept()
    bench.running.wait(lambda: bench.steps[0].anchors != ())
    assert bench.steps[0].anchors[0].path == str(SAMPLE)
    assert len(bench.editor.anchors._thumbs) == 1
    bench.undo()
    assert bench.steps[0].anchors == ()
