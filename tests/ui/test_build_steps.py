"""Steps are added, ordered, switched and kept by keyboard alone; every edit can be undone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.step import SizeChoice, StepMode
from seedream_desktop.ui.views.build.command_menu import OF_STEP, command_menu
from tests.ui import reach
from tests.ui.building import CTRL, LOCAL, PAID, SECOND, THIRD

Key = Qt.Key


def prompts(bench):
    return [step.prompt for step in bench.steps]


def test_a_step_is_added_and_written_by_keyboard_alone(bench):
    bench.begin(LOCAL)
    bench.press(Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert bench.focus is bench.text
    bench.type("cooler")
    assert prompts(bench) == ["warmer", "cooler"]
    assert bench.steps[1].family == "classic"
    bench.undo()
    bench.undo()
    assert prompts(bench) == ["warmer"]
    bench.redo()
    bench.redo()
    assert prompts(bench) == ["warmer", "cooler"]


def test_arriving_the_keyboard_is_at_the_open_step_and_f6_goes_through_the_columns(bench):
    bench.begin(LOCAL)
    assert bench.focus is bench.column.stack.cards[LOCAL.id]
    workspace = bench.window._workspaces["go.build"]
    bench.window.resize(1180, 720)
    bench.running.wait(workspace.pictures.isVisible)
    for column in (workspace.pictures, workspace.plan):
        bench.window.next_pane(1)
        assert column.isAncestorOf(bench.focus)


def test_a_sequence_that_opens_in_place_leads_to_its_step_and_not_to_its_title(bench, qtbot):
    bench.window.do("go.build")
    bench.desk.documents.create("Work", [], [LOCAL])
    qtbot.waitUntil(lambda: bench.focus is bench.column.stack.cards[LOCAL.id])


def test_another_sequence_in_place_of_one_being_written_takes_no_letter_into_its_title(
    bench, qtbot
):
    bench.begin(LOCAL)
    bench.text.setFocus()
    bench.desk.documents.create("Work of others")
    qtbot.waitUntil(lambda: bench.focus is bench.column.add_button)
    bench.desk.documents.create("More", [], [SECOND])
    qtbot.waitUntil(lambda: bench.focus is bench.column.stack.cards[SECOND.id])


def test_the_first_step_of_all_is_the_free_one(bench):
    bench.begin()
    bench.call("step.add")
    assert (bench.steps[0].provider, bench.steps[0].mode) == ("local", StepMode.SET)


def test_what_is_edited_elsewhere_waits_its_turn_and_is_there_on_the_return(bench):
    bench.begin(LOCAL)
    bench.window.do("go.library")
    document, cards = bench.desk.documents.current, bench.column.stack.cards
    document.add_step(SECOND)
    document.add_step(THIRD)
    assert list(cards) == [LOCAL.id]
    bench.window.do("go.build")
    assert list(cards) == [LOCAL.id, SECOND.id, THIRD.id]
    bench.window.do("go.library")
    bench.undo()
    bench.running.wait(lambda: list(cards) == [LOCAL.id, SECOND.id])


def test_a_step_that_came_unseen_can_be_moved_at_once(bench):
    bench.begin(LOCAL)
    bench.window.do("go.library")
    bench.desk.documents.current.add_step(SECOND)
    bench.column.move_step(SECOND.id, -1)
    assert prompts(bench) == [SECOND.prompt, LOCAL.prompt]
    assert SECOND.id in bench.column.stack.cards


def test_a_suggestion_becomes_the_first_step(bench):
    bench.begin()
    button = bench.column.suggestions.buttons[0]
    button.setFocus()
    bench.press(Key.Key_Space)
    assert len(bench.steps) == 1
    assert bench.focus is bench.text
    assert not bench.column.suggestions.isVisible()


def test_no_story_is_suggested_where_pictures_are(bench):
    bench.begin()
    with_pictures = len(bench.column.suggestions.buttons)
    bench.document.remove_images({image.id for image in bench.document.sequence.images})
    assert len(bench.column.suggestions.buttons) == with_pictures + 1


@pytest.mark.parametrize(
    ("command", "after"),
    [
        ("step.duplicate", ["warmer", "sepia", "sepia", "sharpen"]),
        ("step.remove", ["warmer", "sharpen"]),
        ("step.move_up", ["sepia", "warmer", "sharpen"]),
        ("step.move_down", ["warmer", "sharpen", "sepia"]),
    ],
)
def test_the_list_is_changed_by_its_keys_and_back_by_undo(bench, command, after):
    bench.begin(LOCAL, SECOND, THIRD)
    bench.column.stack.focus_on(SECOND.id)
    key, keys = {
        "step.duplicate": (Key.Key_D, CTRL),
        "step.remove": (Key.Key_Backspace, CTRL),
        "step.move_up": (Key.Key_Up, CTRL),
        "step.move_down": (Key.Key_Down, CTRL),
    }[command]
    bench.press(key, keys)
    assert prompts(bench) == after
    assert bench.column.isAncestorOf(bench.focus)
    bench.undo()
    assert prompts(bench) == ["warmer", "sepia", "sharpen"]
    bench.redo()
    assert prompts(bench) == after


def test_delete_on_a_card_takes_the_step_and_no_picture(bench):
    bench.begin(LOCAL, SECOND)
    grid = bench.window._workspaces["go.build"].pictures.grid
    grid.selectAll()
    bench.column.stack.focus_on(SECOND.id)
    bench.press(Key.Key_Delete)
    assert prompts(bench) == ["warmer"]
    bench.call("step.choose_provider")
    bench.press(Key.Key_Delete)
    bench.press(Key.Key_A)
    assert len(bench.document.sequence.images) == 3
    assert bench.steps[0].anchors == ()
    grid.setFocus()
    bench.press(Key.Key_Delete)
    assert bench.document.sequence.images == ()


def test_a_card_has_a_menu_of_what_can_be_done_to_it(bench):
    bench.begin(LOCAL, SECOND)
    bench.column.stack.focus_on(SECOND.id)
    menu = command_menu(bench.desk.actions, OF_STEP, bench.column)
    names = [action.objectName() for action in menu.actions() if action.objectName()]
    assert {"step.duplicate", "step.remove", "step.save_preset"} <= set(names)
    assert "step.move_down" not in names
    menu.deleteLater()


def test_the_menu_of_a_card_comes_by_key(bench):
    bench.begin(LOCAL, SECOND)
    card = bench.column.stack.cards[LOCAL.id]
    card.setFocus()
    bench.press(Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    bench.running.wait(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    duplicate = next(a for a in menu.actions() if a.objectName() == "step.duplicate")
    menu.setActiveAction(duplicate)
    QTest.keyClick(menu, Key.Key_Return)
    assert prompts(bench)[:2] == ["warmer", "warmer"]


def test_a_step_is_switched_off_by_its_key_its_switch_and_shown_so(bench):
    bench.begin(LOCAL)
    card = bench.column.stack.cards[LOCAL.id]
    card.setFocus()
    bench.press(Key.Key_Space, CTRL)
    assert not bench.steps[0].is_on
    assert not card.switch.isChecked()
    card.switch.setFocus()
    bench.press(Key.Key_Space)
    assert bench.steps[0].is_on
    bench.undo()
    assert not card.switch.isChecked()


def test_a_card_is_dragged_to_another_place_and_esc_gives_it_up(bench):
    bench.begin(LOCAL, SECOND, THIRD)
    bench.column.open(None)
    bench.settle()
    cards = bench.column.stack.cards
    first, third = cards[LOCAL.id], cards[THIRD.id]
    start = QPoint(8, 20)
    over = first.mapFromGlobal(third.mapToGlobal(QPoint(8, third.height() - 2)))
    QTest.mousePress(first, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(first, over)
    assert bench.column.stack._mark.isVisible()
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=over)
    assert prompts(bench) == ["sepia", "sharpen", "warmer"]
    bench.undo()
    first.setFocus()
    QTest.mousePress(first, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(first, over)
    bench.press(Key.Key_Escape)
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=over)
    assert prompts(bench) == ["warmer", "sepia", "sharpen"]


def test_cards_are_kept_when_they_are_put_into_another_order(bench):
    bench.begin(LOCAL, SECOND)
    card = bench.column.stack.cards[SECOND.id]
    card.setFocus()
    bench.press(Key.Key_Up, CTRL)
    assert bench.column.stack.cards[SECOND.id] is card
    assert bench.focus is card
    assert card.accessibleName().startswith("1.")
    assert card.switch.accessibleName() == "Use step 1"


def test_enter_opens_a_card_and_again_folds_it(bench):
    bench.begin(LOCAL, SECOND)
    bench.column.stack.focus_on(SECOND.id)
    bench.press(Key.Key_Return)
    assert bench.text.toPlainText() == "sepia"
    bench.press(Key.Key_Return)
    assert not bench.editor.isVisible()
    bench.call("step.edit_prompt")
    assert bench.focus is bench.text
    assert bench.text.toPlainText() == "sepia"


def test_settings_of_a_step_are_pasted_without_its_prompt(bench):
    rich = replace(PAID, mode=StepMode.EACH, size=SizeChoice.parse("2K"), leading_anchors=2)
    bench.begin(rich, SECOND)
    assert not bench.can("edit.paste_settings")
    bench.call("edit.copy_settings")
    bench.column.stack.focus_on(SECOND.id)
    bench.call("edit.paste_settings")
    pasted = bench.steps[1]
    assert (pasted.prompt, pasted.provider, pasted.mode) == ("sepia", "wavespeed", StepMode.EACH)
    assert (str(pasted.size), pasted.leading_anchors) == ("2K", 2)
    bench.undo()
    assert bench.steps[1] == SECOND


def test_the_title_is_edited_in_place_and_undone(bench):
    bench.begin(LOCAL)
    title = bench.column.head.title
    title.setFocus()
    title.selectAll()
    bench.type("Shoes")
    bench.press(Key.Key_Return)
    assert bench.document.sequence.title == "Shoes"
    bench.undo()
    assert title.text() == "Work"
    title.setFocus()
    bench.type("x")
    bench.press(Key.Key_Escape)
    assert title.text() == bench.document.sequence.title == "Work"


def test_nothing_is_open_until_a_sequence_is_begun_from_the_empty_state(bench):
    bench.window.do("go.build")
    workspace = bench.window._workspaces["go.build"]
    assert not bench.can("step.add")
    bench.focus.click()
    assert bench.document.sequence.title
    assert workspace.columns.isVisible()
    assert bench.can("step.add")
    bench.desk.documents.close_current()
    bench.settle()
    assert workspace.none_open.isVisible()
    assert not bench.can("step.add")


def test_every_control_has_a_name_and_is_reached_with_three_steps(bench):
    bench.begin(LOCAL, replace(PAID, id=SECOND.id, size=SizeChoice.parse("1080x1080")), THIRD)
    bench.column.open(SECOND.id)
    bench.running.wait(lambda: bench.desk.outlook.is_fresh)
    bench.settle()
    assert reach.nameless(bench.window) == []
    assert reach.unreachable(bench.window) == []


def test_tab_goes_from_a_card_through_its_editor_to_the_next_card(bench):
    bench.begin(LOCAL, SECOND)
    bench.column.stack.focus_on(LOCAL.id)
    stops = reach.tabbed(bench.window)
    cards = bench.column.stack.cards
    order = [cards[LOCAL.id], bench.text, bench.editor.target.provider, cards[SECOND.id]]
    places = [stops.index(stop) for stop in order]
    assert places == sorted(places)


def test_a_preset_is_saved_under_a_name_and_inserted_again(bench):
    kept = replace(PAID, mode=StepMode.VARIANTS, count=3, size=SizeChoice.parse("2048x1536"))
    bench.begin(kept)
    bench.call("step.save_preset")
    bench.running.wait(lambda: bench.window.findChildren(reach.QLineEdit) and _dialog(bench))
    dialog = _dialog(bench)
    dialog._line.setText("  Three   looks ")
    dialog._on_save()
    bench.running.wait(lambda: bool(bench.desk.presets.own))
    (preset,) = bench.desk.presets.own
    assert preset.title == "Three looks"
    bench.column.insert(preset)
    made = bench.steps[1]
    assert replace(made, id=kept.id) == kept
    store = bench.desk.program.settings
    bench.running.wait(lambda: "Three looks" in store.current.presets)
    assert store.reload().presets["Three looks"].count == 3
    bench.desk.presets.remove("Three looks")
    bench.running.wait(lambda: not store.current.presets)


def test_a_preset_without_a_name_is_not_saved(bench):
    bench.begin(LOCAL)
    bench.call("step.save_preset")
    bench.running.wait(lambda: _dialog(bench) is not None)
    dialog = _dialog(bench)
    dialog._line.setText(" ")
    dialog._on_save()
    assert dialog.isVisible()
    dialog.reject()
    bench.running.wait(lambda: _dialog(bench) is None)
    assert bench.desk.presets.own == ()


def _dialog(bench):
    from seedream_desktop.ui.views.build.preset_dialog import PresetDialog

    return next((one for one in bench.column.findChildren(PresetDialog) if one.isVisible()), None)


def test_a_step_that_hinders_the_run_is_marked_on_its_card_until_it_is_mended(bench):
    bench.begin(LOCAL, replace(SECOND, prompt="a hat"))
    card = bench.column.stack.cards[SECOND.id]
    bench.running.wait(card._remark.isVisible)
    assert "hinders the run" in card.accessibleDescription()
    assert not bench.column.stack.cards[LOCAL.id]._remark.isVisible()
    bench.document.write_prompt(SECOND.id, "sepia")
    bench.running.wait(lambda: not card._remark.isVisible())
    assert "hinders" not in card.accessibleDescription()


def test_columns_keep_the_widths_that_the_user_gave_them(bench):
    bench.begin(LOCAL)
    bench.window.resize(1440, 900)
    bench.settle()
    assert bench.window.memory().widths == {}
    workspace = bench.window._workspaces["go.build"]
    workspace.columns.moveSplitter(500, 1)
    kept = bench.window.memory().widths["go.build"]
    assert kept[0] > 450
    workspace.put_back((380, 600, 330))
    assert workspace.widths() != kept
    workspace.put_back(kept)
    bench.settle()
    assert workspace.widths() == kept
    workspace.put_back((1,))
    assert workspace.widths() == kept
