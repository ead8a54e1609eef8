"""Compare in the real window: two states of an image, by keys and by mouse."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.ui import text
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.viewport import FITTED, Nudge
from seedream_desktop.ui.catalogue import Audience
from seedream_desktop.ui.delegates.cell import CELL_ROLE
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.theme.look import look
from tests.fixtures.compared import BLUE, GREEN, studio
from tests.ui import reach

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
K = Qt.Key
K_TIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def compared(qtbot, running, tmp_path):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return studio(running, tmp_path / "in")


def press(compared, key, keys=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, keys)
    compared.running.wait(lambda: compared.session.showing.is_settled)


def is_near(one, other, within=30):
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def image(compared, number):
    return compared.session.table.images[number]


def test_it_begins_with_the_original_beside_the_last_result_and_the_canvas_has_the_focus(compared):
    pair = compared.session.comparison
    assert (pair.a, pair.b.step) == (Shot(image(compared, 0)), compared.session.table.steps[1])
    assert compared.canvas.hasFocus()
    assert compared.desk.focus.current == pair.b
    assert compared.stage.mode is Mode.SPLIT
    assert is_near(compared.colour(0.3, 0.9), GREEN)
    assert is_near(compared.colour(0.7, 0.9), BLUE)


def test_every_way_has_its_key_and_says_so(compared):
    ways = (
        (K.Key_Y, None, Mode.SIDE, "side by side"),
        (K.Key_Y, SHIFT, Mode.SPLIT, "split 50 percent"),
        (K.Key_Y, ALT, Mode.TOP_BOTTOM, "top and bottom, split 50 percent"),
        (K.Key_D, None, Mode.DIFFERENCE, "difference, gain 4"),
        (K.Key_O, None, Mode.ONION, "onion skin, B 50 percent"),
        (K.Key_B, None, Mode.BLINK, "blinking"),
        (K.Key_E, None, Mode.ONE, "B alone"),
    )
    for key, keys, mode, said in ways:
        press(compared, key, keys or Qt.KeyboardModifier.NoModifier)
        assert compared.stage.mode is mode
        pair, place = "Original and step 2, softer shadow", "IMG_0000.png, image 1 of 3"
        assert compared.canvas.told == f"Compare: {pair}, {place}, {said}"
        assert compared.view.bar.modes.current == list(Mode).index(mode)
    foot = compared.view.foot
    heard = [level.accessibleName() for level in (foot.opacity, foot.gain, foot.hz)]
    assert heard == ["Opacity of B in percent", "Gain: 4 ×", "Blinks a second: 1"]
    press(compared, K.Key_N)
    assert compared.stage.mode is Mode.SURVEY
    assert compared.canvas.told == "Survey of 3 pictures, number 1: Original"
    press(compared, K.Key_C)
    assert compared.stage.mode is Mode.BLINK


@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_the_smallest_window_all_above_the_canvas_stands_in_one_row(
    qtbot, running, tmp_path, language
):
    text.speak(Audience.WINDOW, language)
    running.window.resize(1600, 900)  # where the ways are words
    running.window.show()
    made = studio(running, tmp_path / "in")
    bar = made.view.bar
    assert not bar.wide.isHidden()
    running.window.resize(1180, 720)
    running.wait(lambda: made.canvas.y() == bar.height() + 1 < 2 * look.height())
    parts = (bar.a, bar.b, bar.swap, bar.modes, bar.zoom, bar.more)
    middles = {part.mapTo(bar, part.rect().center()).y() for part in parts}
    assert max(middles) - min(middles) <= 1


def test_the_filmstrip_spends_no_room_on_endings_and_tells_them_all_the_same(compared):
    first = compared.view.strip.film.index(0, 0)
    assert first.data(CELL_ROLE).name == "IMG_0000"
    assert first.data(K_TIP) == first.data() == "IMG_0000.png"


def test_a_survey_says_where_the_figures_are(compared):
    press(compared, K.Key_N)
    said = compared.view.panel.measured
    assert said.text() == "Figures are of two pictures: any other view of A and B has them."


def test_the_handle_is_a_slider_that_keys_move(compared):
    handle = compared.canvas.handle
    handle.setFocus()
    assert handle.accessibleName() == "Split 50 percent"
    for key, keys, percent in (
        (K.Key_Right, None, 51),
        (K.Key_Left, SHIFT, 41),
        (K.Key_Home, None, 0),
        (K.Key_End, None, 100),
        (K.Key_Return, None, 50),
    ):
        QTest.keyClick(handle, key, keys or Qt.KeyboardModifier.NoModifier)
        assert (handle.value(), round(compared.stage.share * 100)) == (percent, percent)
        assert handle.accessibleName() == f"Split {percent} percent"
    assert compared.session.comparison.b.image == image(compared, 0), "no picture was stepped"


def test_arrows_step_images_and_steps_and_zoom_survives(compared):
    compared.sharp()
    press(compared, K.Key_Z)
    assert compared.stage.view.scale == 1.0
    press(compared, K.Key_Right)
    pair = compared.session.comparison
    assert pair.a.image == pair.b.image == image(compared, 1)
    assert compared.stage.view.scale == 1.0
    assert compared.view.bar.zoom.currentText() == "100 %"
    press(compared, K.Key_Up)
    assert compared.session.comparison.b.step == compared.session.table.steps[0]
    press(compared, K.Key_Down)
    press(compared, K.Key_Left)
    assert compared.session.comparison.b == Shot(
        image(compared, 0), compared.session.table.steps[1]
    )
    assert compared.view.strip.currentIndex().row() == 0


def test_a_pinned_picture_stays_while_b_goes_through_the_set(compared):
    press(compared, K.Key_K)
    press(compared, K.Key_Right)
    press(compared, K.Key_Right)
    pair = compared.session.comparison
    assert (pair.a.image, pair.b.image) == (image(compared, 0), image(compared, 2))
    assert compared.stage.exhibits[0].words == "Original · IMG_0000.png"
    assert compared.view.foot.pin.isChecked()
    press(compared, K.Key_S)
    assert compared.session.comparison.a.image == image(compared, 2)


def test_a_key_that_is_held_shows_the_picture_before(compared):
    press(compared, K.Key_E)
    assert is_near(compared.colour(0.5, 0.9), BLUE)
    QTest.keyPress(compared.canvas, K.Key_Backslash)
    assert is_near(compared.colour(0.5, 0.9), GREEN)
    QTest.keyRelease(compared.canvas, K.Key_Backslash)
    assert is_near(compared.colour(0.5, 0.9), BLUE)


def test_called_from_a_menu_the_picture_before_stays_until_it_is_called_again(compared):
    press(compared, K.Key_E)
    compared.desk.actions.do("compare.before")
    QTest.keyRelease(compared.canvas, K.Key_Return)
    assert is_near(compared.colour(0.5, 0.9), GREEN)
    compared.desk.actions.do("compare.before")
    assert is_near(compared.colour(0.5, 0.9), BLUE)


def test_nothing_blinks_by_itself_where_motion_is_unwanted(compared):
    look.allow_motion(allowed=False)
    press(compared, K.Key_B)
    assert not compared.stage.is_blinking
    assert is_near(compared.colour(0.5, 0.9), BLUE)
    press(compared, K.Key_B)
    assert is_near(compared.colour(0.5, 0.9), GREEN)
    look.allow_motion(allowed=True)
    assert compared.stage.is_blinking
    press(compared, K.Key_B)
    assert compared.stage.mode is not Mode.BLINK
    assert not compared.stage.is_blinking


def test_more_than_three_blinks_a_second_are_asked_for(compared, qtbot):
    press(compared, K.Key_B)
    compared.view.foot.hz.setValue(8)
    assert compared.stage.hz == 3.0
    question = qtbot.wait_until(lambda: _question() is not None) or _question()
    question.safe.click()
    assert compared.stage.hz == 3.0
    compared.view.foot.hz.setValue(7)
    qtbot.wait_until(lambda: _question() is not None)
    _question().answer.click()
    compared.running.wait(lambda: compared.stage.hz == 3.5)


def _question():
    from seedream_desktop.ui.dialogs.question import Question

    tops = QApplication.topLevelWidgets()
    return next((w for w in tops if isinstance(w, Question) and w.isVisible()), None)


def test_the_wheel_zooms_to_the_pointer_and_a_drag_moves_both(compared):
    press(compared, K.Key_Y)
    compared.sharp()
    stage, canvas = compared.stage, compared.canvas
    at = QPointF(canvas.width() * 0.2, canvas.height() * 0.4)
    frame = stage.frames(canvas.room)[0]
    before = frame.fraction_at(stage.view, at.x(), at.y())
    for _ in range(8):
        canvas.zoom_by(1.25, at)
    after = stage.frames(canvas.room)[0].fraction_at(stage.view, at.x(), at.y())
    assert after == pytest.approx(before, abs=0.01)
    point = at.toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=point)
    QTest.mouseMove(canvas, point + canvas.rect().center() / 20)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=point)
    a, b = (f.centre(stage.view) for f in stage.frames(canvas.room).values())
    assert a == pytest.approx(b, abs=0.001)


def test_unlocked_or_with_shift_one_picture_moves_and_keeps_its_offset(compared):
    press(compared, K.Key_Y)
    press(compared, K.Key_Z)
    stage = compared.stage
    press(compared, K.Key_L)
    assert not compared.view.foot.lock.isChecked()
    press(compared, K.Key_Right, CTRL)
    offset = stage.nudge_of(1)
    assert offset.x > 0
    assert stage.nudge_of(0).x == 0
    press(compared, K.Key_L)
    press(compared, K.Key_Left, CTRL)
    assert stage.nudge_of(1) == offset
    press(compared, K.Key_0, CTRL)
    assert (stage.view, stage.nudge_of(1).x) == (FITTED, 0)


def test_ratings_go_to_what_is_seen_and_are_shown(compared):
    version = compared.session.table.frame(
        image(compared, 0), compared.session.table.steps[1]
    ).chosen
    press(compared, K.Key_4)
    press(compared, K.Key_P)
    mark = compared.desk.frames.mark(SubjectId(version.id))
    assert (mark.stars, mark.flag) == (4, "pick")
    rating = compared.view.panel.rating
    assert rating.stars.value() == 4
    assert rating.pick.isChecked()
    rating.note.setPlainText("keep the stitching")
    rating.keep_note()
    assert compared.desk.frames.mark(SubjectId(version.id)).notes == {"": "keep the stitching"}
    press(compared, K.Key_Right)
    assert rating.note.toPlainText() == ""
    assert rating.stars.value() == 0


def test_pick_and_reject_are_clicked_on_and_off(compared):
    frames, rating = compared.desk.frames, compared.view.panel.rating
    table = compared.session.table
    seen = SubjectId(table.frame(image(compared, 0), table.steps[1]).chosen.id)
    for button, flag in ((rating.pick, "pick"), (rating.reject, "reject"), (rating.reject, "")):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert frames.mark(seen).flag == flag


def test_a_survey_lets_go_of_a_picture_and_the_others_get_its_room(compared):
    press(compared, K.Key_N)
    stage, canvas = compared.stage, compared.canvas
    before = stage.panes(canvas.room)[0].width
    press(compared, K.Key_Right)
    assert compared.desk.focus.current == compared.session.surveyed[1]
    press(compared, K.Key_Delete)
    assert len(stage.exhibits) == 2
    assert stage.panes(canvas.room)[0].width >= before
    press(compared, K.Key_Delete)
    assert len(stage.exhibits) == 2, "two are the fewest"


def test_behind_a_survey_no_key_changes_the_pair(compared):
    pair = compared.session.comparison
    press(compared, K.Key_N)
    for key in (K.Key_S, K.Key_K, K.Key_Comma, K.Key_Up, K.Key_Down):
        press(compared, key)
    press(compared, K.Key_C)
    assert compared.session.comparison == pair


def test_in_a_survey_down_goes_to_the_picture_below(compared):
    press(compared, K.Key_N)
    stage = compared.stage
    panes = stage.panes(compared.canvas.room)
    below = next(number for number, pane in panes.items() if pane.y > 0 and pane.x == 0)
    press(compared, K.Key_Down)
    assert stage.current == below
    press(compared, K.Key_Up)
    assert stage.current == 0


def test_a_survey_goes_to_the_image_that_is_clicked_in_the_strip_and_says_so(compared):
    press(compared, K.Key_N)
    strip = compared.view.strip
    at = strip.visualRect(strip.film.index(2, 0)).center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
    compared.running.wait(lambda: compared.session.showing.is_settled)
    assert {shot.image for shot in compared.session.surveyed} == {image(compared, 2)}
    assert compared.desk.focus.current == compared.session.surveyed[0]
    assert compared.view.foot.place.words == "IMG_0002.png · 3 of 3"


def test_a_survey_of_several_images_tells_of_the_one_that_is_judged(compared):
    step = compared.session.table.steps[1]
    shots = tuple(Shot(image(compared, number), step) for number in range(3))
    compared.window.go("go.timeline")
    compared.desk.focus.show(shots[0], shots)
    compared.desk.actions.do("view.survey")
    press(compared, K.Key_Right)
    assert compared.view.foot.place.words == "IMG_0001.png · 2 of 3"
    assert compared.view.strip.currentIndex().row() == 1


def test_a_survey_lets_go_of_what_is_no_longer_in_the_sequence(compared):
    press(compared, K.Key_N)
    document = compared.desk.documents.current
    steps = document.sequence.steps
    document.remove_step(steps[1].id)
    compared.running.wait(lambda: len(compared.session.table.steps) == 1)
    assert [shot.step for shot in compared.session.surveyed] == [None, steps[0].id]
    document.remove_step(steps[0].id)
    compared.running.wait(lambda: not compared.session.table.steps)
    assert compared.stage.mode is Mode.SPLIT, "one picture is no survey"


def test_where_there_are_no_two_pictures_a_survey_is_refused_with_a_word(compared, tmp_path):
    compared.begin([compared.picture("alone.png")])
    compared.running.wait(lambda: compared.stage.exhibits[1].trouble != "")
    said = []
    compared.desk.messages.said.connect(lambda remark: said.append(remark.words))
    compared.view.bar.modes._group.button(list(Mode).index(Mode.SURVEY)).click()
    assert compared.stage.mode is Mode.SPLIT
    assert compared.view.bar.modes.current == list(Mode).index(Mode.SPLIT)
    assert said == [
        "A survey takes two pictures at least. Nothing has been made of this image yet."
    ]


def test_swapped_each_picture_keeps_its_own_offset(compared):
    compared.stage.nudge(1, Nudge(0.1, 0.0))
    press(compared, K.Key_S)
    assert [compared.stage.nudge_of(number).x for number in (0, 1)] == [0.1, 0.0]


def test_tab_on_the_canvas_hides_the_panels_and_elsewhere_goes_on(compared):
    press(compared, K.Key_Tab)
    assert compared.view.bar.isHidden()
    assert compared.view.inspector is None
    assert compared.canvas.hasFocus()
    press(compared, K.Key_Tab)
    assert not compared.view.bar.isHidden()
    compared.view.foot.lock.setFocus()
    press(compared, K.Key_Tab)
    assert not compared.view.bar.isHidden()
    assert not compared.view.foot.lock.hasFocus()


def test_everything_is_named_and_reached(compared):
    assert reach.nameless(compared.window) == []
    assert reach.unreachable(compared.window) == []
    assert reach.speechless(compared.window) == []


def test_the_second_window_shows_the_same_and_hears_the_same_keys(compared, qtbot):
    press(compared, K.Key_F11, SHIFT)
    second = compared.view.second.window
    qtbot.waitActive(second)
    assert second.canvas.stage is compared.stage
    QTest.keyClick(second.canvas, K.Key_Y)
    assert compared.stage.mode is Mode.SIDE
    QTest.keyClick(second.canvas, K.Key_Escape)
    assert compared.view.second.window is None


def test_the_second_window_shows_what_the_eye_is_on_in_the_timeline_and_judges_that(compared):
    compared.desk.actions.do("view.second_window")
    second = compared.view.second.window
    compared.window.go("go.timeline")
    shots = tuple(Shot(image(compared, n), compared.session.table.steps[0]) for n in (1, 2))
    compared.desk.focus.show(shots[1], shots)
    compared.running.wait(lambda: "IMG_0002.png" in second.canvas.told)
    assert compared.desk.focus.selection == shots, "who watches lets go of nothing"
    compared.desk.focus.show(shots[0])
    compared.running.wait(lambda: "IMG_0001.png" in second.canvas.told)
    QTest.keyClick(second.canvas, K.Key_5)
    seen = SubjectId(compared.desk.judging.version(compared.session.comparison.b).id)
    assert compared.desk.frames.mark(seen).stars == 5
    QTest.keyClick(second.canvas, K.Key_Escape)
    compared.desk.focus.show(shots[1])
    assert compared.session.comparison.b == shots[0], "nobody watches"


def test_a_way_and_its_values_are_found_again(compared):
    press(compared, K.Key_O)
    compared.view.foot.opacity.setValue(70)
    remembered = compared.desk.preferences
    compared.running.wait(lambda: "onion" in remembered.current.remembered.get("compare", ""))
    assert remembered.current.remembered["compare"] == "onion theme 1 4 0.7"


def test_what_is_selected_in_the_timeline_is_surveyed_and_a_pair_from_there_ends_that(compared):
    steps = compared.session.table.steps
    shots = tuple(Shot(image(compared, number), steps[1]) for number in range(3))
    compared.window.go("go.timeline")
    compared.desk.focus.show(shots[1], shots)
    compared.desk.actions.do("view.survey")
    assert compared.window.place == "go.compare"
    assert [shot.image for shot in compared.session.surveyed] == list(compared.session.table.images)
    compared.running.wait(lambda: compared.session.showing.is_settled)
    assert compared.desk.focus.selection == (), "a rating goes to one picture"
    compared.window.go("go.timeline")
    compared.desk.focus.compare(Shot(image(compared, 2)), shots[2])
    assert compared.stage.mode is Mode.SPLIT
    assert compared.session.comparison.b == shots[2]
    assert compared.desk.focus.current == shots[2]


def test_a_pair_that_is_not_sure_says_so_on_its_picture(compared, tmp_path):
    path = compared.picture("unsure.png", BLUE)
    compared.result(0, 1, path, is_paired=False)
    shot = compared.session.comparison.b
    compared.desk.frames.read_again([(shot.image, shot.step)])
    compared.running.wait(lambda: "unsure" in compared.stage.exhibits[1].words)
    words = compared.stage.exhibits[1].words
    assert words.startswith("② softer shadow · v2, chosen · pairing unsure")


def test_another_sequence_is_shown_as_soon_as_it_is_read_and_none_says_what_the_place_is_for(
    compared,
):
    compared.desk.documents.create("Empty")
    compared.running.wait(lambda: compared.desk.frames.is_read)
    assert compared.view.empty.isVisible()
    assert compared.view.inspector is None
    assert compared.stage.exhibits == ()
    compared.window.go("go.library")
    compared.window.go("go.compare")
    compared.running.wait(compared.view.empty.primary.hasFocus)
