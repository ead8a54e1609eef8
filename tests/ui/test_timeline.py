"""The timeline over the real program: looked at, filtered, judged and put right by keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.events import FrameDone
from seedream_desktop.domain.ids import RequestId, RunId, SubjectId
from seedream_desktop.domain.judgement import Flag
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.delegates.frame import FRAME_ROLE
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.views.timeline.filters import Asking
from seedream_desktop.ui.widgets.menu import Menu
from tests.ui import reach
from tests.ui.test_frames_desk import A, B, C, opened
from tests.unit.storage import samples

Key = Qt.Key
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
DOWN = Qt.Orientation.Vertical


class Room:
    """The shown timeline with three images, each with an unsure result of one request."""

    def __init__(self, running) -> None:
        self.running = running
        self.desk = running.desk
        self.made = opened(running)
        running.window.go("go.timeline")
        self.workspace = running.window._at
        self.page = self.workspace.page
        self.table, self.model = self.page.table, self.page.model
        self.tester = QAbstractItemModelTester(
            self.model, QAbstractItemModelTester.FailureReportingMode.Fatal, self.model
        )
        running.wait(lambda: self.workspace.screening.sieve.is_idle)
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()

    def press(self, key, keys=NONE) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, keys)
        self.settle()

    def at(self) -> tuple[int, int]:
        index = self.table.currentIndex()
        return index.row(), index.column()

    def wait(self, until) -> None:
        self.running.wait(until)
        self.settle()

    def cell(self, row, column=1):
        return self.model.index(row, column).data(FRAME_ROLE)

    def rows(self) -> list[str]:
        names = [self.model.headerData(row, DOWN) for row in range(self.model.rowCount())]
        return [name.split(",")[0] for name in names]

    def deliver(self, version) -> None:
        """Have a further result arrive, as a run's."""
        self.running.ask(self.desk.program.library.adopt([version]))
        done = FrameDone(run=RunId("run-1"), version=version, provider=samples.PROVIDER)
        self.desk.bridge.publish(done)
        record = self.desk.frames.table.record
        self.wait(lambda: version in record.versions((version.image, version.step)))


@pytest.fixture
def room(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return Room(running)


def test_it_shows_the_open_sequence_with_the_eye_on_the_first_result(room):
    assert (room.model.rowCount(), room.model.columnCount()) == (3, 2)
    assert room.at() == (0, 1)
    assert room.table.hasFocus()
    assert room.desk.focus.current == Shot(A, samples.STEP)
    assert room.page.strip.heading.words.endswith("① golden hour")
    assert room.page.tools.heading.words == "Watches"


def test_a_result_appears_in_its_frame_and_the_view_stays_where_it_is(room):
    resets = QSignalSpy(room.model.modelReset)
    room.table.show_edge(300)
    room.table.verticalScrollBar().setValue(40)
    room.deliver(samples.version("newer", image=B))
    assert room.cell(1).versions == 2
    assert resets.count() == 0
    assert room.table.verticalScrollBar().value() == 40
    assert room.at() == (0, 1)


def is_scored(room):
    drifts = room.desk.drifts
    return samples.STEP in drifts._fresh and not drifts._going


def test_nothing_is_loaded_or_looked_through_for_it_while_another_place_is_shown(room):
    room.wait(lambda: is_scored(room))  # since it was gone to
    room.desk.actions.action("go.queue").trigger()
    scored = []
    room.desk.drifts.scored.connect(scored.append)
    room.deliver(samples.version("newer", image=B))
    room.wait(lambda: room.model.table.frame(B, samples.STEP).chosen.id == "newer")
    assert {"timeline", "versions"} & room.desk.loader._views.keys() == set()
    assert scored == []
    room.desk.actions.action("go.timeline").trigger()
    assert "versions" in room.desk.loader._views
    room.wait(lambda: scored != [])


def test_a_step_is_looked_through_once_it_is_made_and_not_at_each_of_its_results(room):
    scored, frames = [], room.desk.frames
    room.wait(lambda: is_scored(room))  # since it was gone to
    room.desk.drifts.scored.connect(scored.append)
    made = frames.table.record.maker(frames.table.version(room.made[A]))
    going = replace(made, request=RequestId("rq-going"), state=RequestState.ACCEPTED)
    frames.frames_changed.emit(frames.table.put_making(going))
    room.deliver(samples.version("newer", image=B))
    assert not room.desk.drifts._going
    ended = replace(going, state=RequestState.CANCELLED)
    frames.frames_changed.emit(frames.table.put_making(ended))
    room.wait(lambda: scored != [])


def test_arrows_walk_and_the_desk_follows_and_leads(room):
    room.press(Key.Key_Down)
    assert room.desk.focus.current == Shot(B, samples.STEP)
    room.press(Key.Key_Left)
    assert room.desk.focus.current == Shot(B)
    room.desk.focus.show(Shot(C, samples.STEP))
    assert room.at() == (2, 1)


def test_what_is_selected_is_told_and_rated_together(room):
    room.press(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(room.desk.focus.selection) == 2
    room.press("p")
    for image in (A, B):
        assert room.desk.frames.mark(SubjectId(room.made[image])).flag is Flag.PICK
    assert room.cell(0).flag is Flag.PICK


def test_the_delete_key_rejects_and_takes_nothing_away(room):
    room.press(Key.Key_Delete)
    assert room.desk.frames.mark(SubjectId(room.made[A])).flag is Flag.REJECT
    assert room.cell(0).versions == 1
    room.running.window.do("edit.undo")
    assert room.desk.frames.mark(SubjectId(room.made[A])).flag is Flag.NONE


def test_enter_compares_a_result_with_what_it_was_made_of(room):
    room.press(Key.Key_Return)
    assert room.desk.focus.pair == (Shot(A), Shot(A, samples.STEP))
    assert room.running.window.place == "go.compare"


def test_two_selected_results_are_compared_with_each_other(room):
    room.press(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    room.running.window.do("view.compare")
    assert room.desk.focus.pair == (Shot(A, samples.STEP), Shot(B, samples.STEP))


def test_space_shows_one_picture_large_and_the_same_keys_walk(room):
    room.press(Key.Key_Space)
    assert room.page.is_loupe
    assert room.page.loupe.hasFocus()
    room.press(Key.Key_Down)
    assert room.at() == (1, 1)
    room.press("x")
    assert room.desk.frames.mark(SubjectId(room.made[B])).flag is Flag.REJECT
    assert "rejected" in room.page.loupe.accessibleDescription()
    room.press(Key.Key_Space)
    assert not room.page.is_loupe
    room.press("e")
    room.press(Key.Key_Escape)
    assert not room.page.is_loupe
    assert room.table.hasFocus()


def test_versions_are_stepped_with_comma_and_full_stop_and_chosen(room):
    room.deliver(samples.version("newer", image=A))
    assert room.page.strip.current.id == "newer"
    room.press(",")
    assert room.desk.focus.current == Shot(A, samples.STEP, room.made[A])
    assert room.page.strip.choose.isEnabled()
    room.page.strip.choose.click()
    room.wait(lambda: room.desk.frames.table.frame(A, samples.STEP).chosen.id == room.made[A])
    assert not room.page.strip.choose.isEnabled()
    room.press(".")
    assert room.page.strip.current.id == "newer"
    room.running.window.do("edit.undo")
    room.wait(lambda: room.desk.frames.table.frame(A, samples.STEP).chosen.id == "newer")


def test_keys_judge_the_version_that_is_looked_at_though_another_one_is_chosen(room):
    room.deliver(samples.version("newer", image=A))
    room.press(",")
    room.press("5")
    stars = {name: room.desk.frames.mark(SubjectId(name)).stars for name in (room.made[A], "newer")}
    assert stars == {room.made[A]: 5, "newer": 0}
    assert room.workspace.panel.under.text().endswith("version 1 of 2")
    assert room.desk.handing.subjects_here() == (room.made[A],)
    room.table.selectAll()
    room.settle()
    assert room.made[A] in room.desk.handing.subjects_here()


def test_two_versions_that_are_selected_in_the_strip_are_compared(room):
    room.deliver(samples.version("newer", image=A))
    room.page.strip.list.setFocus()
    room.page.strip.list.selectAll()
    room.press("c")
    assert room.desk.focus.pair == (
        Shot(A, samples.STEP, room.made[A]),
        Shot(A, samples.STEP, "newer"),
    )


def test_an_unsure_pair_says_so_and_is_confirmed_by_a_button(room):
    assert room.cell(0).is_unsure
    assert room.page.strip.right.isVisible()
    room.page.strip.right.click()
    room.wait(lambda: not room.desk.frames.table.frame(A, samples.STEP).is_unsure)
    assert not room.cell(0).is_unsure
    assert not room.page.strip.right.isVisible()
    room.running.window.do("edit.undo")
    room.wait(lambda: room.desk.frames.table.frame(A, samples.STEP).is_unsure)


def test_results_change_places_by_the_menu_and_back_by_undo(room):
    room.page.strip.repair.click()
    menu = room.page.table.findChild(Menu)
    room.wait(menu.isVisible)
    assert [action.text().split(" (")[0] for action in menu.actions()] == room.rows()[1:]
    menu.setActiveAction(menu.actions()[0])
    QTest.keyClick(menu, Key.Key_Return)
    room.wait(lambda: chosen(room, B) == room.made[A])
    assert chosen(room, A) == room.made[B]
    assert not room.cell(0).is_unsure
    room.running.window.do("edit.undo")
    room.wait(lambda: chosen(room, A) == room.made[A])
    assert room.cell(0).is_unsure


def test_a_result_that_is_dropped_on_another_image_becomes_its(room):
    assert room.table.may_land(0, 2, 1)
    room.table.swapped.emit(0, 2, 1)
    room.wait(lambda: chosen(room, C) == room.made[A])
    assert chosen(room, A) == room.made[C]


def test_the_filter_shows_what_fits_and_says_how_many(room):
    filters = room.page.filters
    filters.sought.setText(room.rows()[1].lower())
    room.wait(lambda: room.model.rowCount() == 1)
    assert filters.count.text() == "1 of 3 pictures"
    filters.sought.setText("")
    room.wait(lambda: room.model.rowCount() == 3)
    filters.sought.setText("rating:nine")
    room.wait(filters.wrong.isVisible)
    assert room.model.rowCount() == 3
    filters.show_everything()
    assert not filters.wrong.isVisible()


def test_what_no_longer_fits_stays_until_the_filter_changes_and_what_fits_now_comes_in(room):
    room.press("3")
    room.page.filters.stars.setCurrentIndex(3)
    room.page.filters.stars.activated.emit(3)
    room.wait(lambda: room.model.rowCount() == 1)
    room.desk.judging.rate([SubjectId(room.made[A])], 0)
    room.settle()
    assert room.model.rowCount() == 1
    room.page.filters.show_everything()
    room.wait(lambda: room.model.rowCount() == 3)


def test_what_is_rated_elsewhere_comes_in_where_nothing_fitted_before(room):
    room.page.filters.stars.setCurrentIndex(3)
    room.page.filters.stars.activated.emit(3)
    room.wait(lambda: room.page.middle is room.page.nothing)
    room.desk.judging.rate([SubjectId(room.made[B])], 4)
    room.settle()
    assert room.page.middle is room.table
    assert room.rows() == [room.desk.frames.table.image(B).picture.name]
    assert room.page.filters.count.text() == "1 of 3 pictures"


def test_what_no_longer_fits_stays_though_the_table_is_read_anew(room):
    room.page.filters.ask_for(Asking.UNSURE)
    room.wait(lambda: room.model.rows.kept)
    room.desk.judging.confirm([room.made[A]])
    room.wait(lambda: not room.cell(0).is_unsure)
    room.desk.frames.refresh()
    room.wait(lambda: room.desk.frames.is_read)
    room.wait(lambda: room.workspace.screening.sieve.is_idle)
    assert room.model.rowCount() == 3
    room.page.filters.show_everything()
    room.page.filters.ask_for(Asking.UNSURE)
    room.wait(lambda: room.model.rowCount() == 2)


def test_what_a_chip_counts_is_what_it_shows(room):
    room.deliver(samples.version("newer", image=A))
    judging, chips = room.desk.judging, room.page.filters.chips
    judging.flag([SubjectId(room.made[A])], Flag.PICK)
    assert not chips[Asking.PICKED].isVisible(), "another version is chosen"
    judging.choose(room.made[A])
    room.wait(chips[Asking.PICKED].isVisible)
    judging.flag([SubjectId(C)], Flag.PICK)
    assert chips[Asking.PICKED].text() == "Picked 2"
    chips[Asking.PICKED].click()
    room.wait(lambda: room.model.rowCount() == 2)


def test_a_result_of_an_image_that_was_taken_out_is_kept_for_its_return(room):
    room.desk.documents.current.remove_images({B})
    room.wait(lambda: room.model.rowCount() == 2)
    room.deliver(samples.version("late", image=B))
    room.desk.documents.undo.undo()
    room.wait(lambda: room.model.rowCount() == 3)
    assert room.desk.frames.table.frame(B, samples.STEP).chosen.id == "late"


def test_beside_the_table_stands_what_is_thought_and_how_it_was_made(room):
    panel = room.workspace.panel
    assert panel.under.text().startswith("golden hour · pairing unsure · version 1 of 1")
    assert panel.cost.value.text() == "$0.035"
    panel.rating.note.setPlainText("keep the stitching")
    panel.rating.keep_note()
    room.press("4")
    held = room.desk.frames.mark(SubjectId(room.made[A]))
    assert (held.notes[""], held.stars) == ("keep the stitching", 4)
    room.press(Key.Key_Left)
    assert panel.under.text() == "Original"
    assert panel.file.isVisibleTo(panel)
    assert panel.rating.note.toPlainText() == ""


def test_a_note_is_kept_when_another_sequence_takes_the_screen_while_it_is_written(room):
    room.running.window.go("go.library")
    room.running.window.go("go.timeline")
    room.workspace.panel.rating.note.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "dust")
    room.press(Key.Key_N, CTRL)
    assert room.desk.documents.current.sequence.id != samples.SEQUENCE
    library = room.desk.program.library
    room.running.ask(library.judgements.save([]))
    words = room.running.ask(library.judgements.of(samples.SEQUENCE))
    assert [(word.subject, word.value) for word in words] == [(room.made[A], "dust")]
    room.desk.documents.open(samples.SEQUENCE)
    assert room.desk.documents.undo.undo_text == "writing a note"


def test_at_the_largest_text_in_the_smallest_window_the_versions_are_whole(room):
    room.page.table.go_to(0, 1)
    room.running.window.resize(1180, 720)
    look.show_text_at(2.0)
    room.settle()
    strip = room.page.strip
    for part in (strip.right, strip.repair, strip.choose, strip.compare, strip.list):
        assert part.visibleRegion().boundingRect() == part.rect(), part.accessibleName()


def test_the_title_is_whole_in_the_smallest_window(room):
    room.running.window.resize(1180, 720)
    room.settle()
    tools = room.page.tools
    tools.heading.show_words("Studio clean · Ceramics")
    room.settle()
    assert tools.heading.width() >= tools.heading.sizeHint().width()
    assert (tools.colours.currentText(), tools.colours.toolTip()) == ("no colours", "Colour by")


def test_where_nothing_fits_the_way_back_is_a_button(room):
    room.page.filters.sought.setText("no such thing")
    room.wait(lambda: room.page.middle is room.page.nothing)
    room.page.nothing.primary.click()
    room.wait(lambda: room.page.middle is room.table)
    assert room.model.rowCount() == 3


def test_chips_count_what_asks_to_be_seen(room):
    chip = room.page.filters.chips[Asking.UNSURE]
    assert chip.text() == "Unsure 3"
    assert not room.page.filters.chips[Asking.FAILED].isVisible()
    room.page.strip.right.click()
    room.wait(lambda: chip.text() == "Unsure 2")
    chip.click()
    room.wait(lambda: room.model.rowCount() == 2)


def test_the_search_is_in_reach_of_its_key(room):
    room.running.window.do("edit.find")
    assert room.page.filters.sought.hasFocus()


def test_the_size_of_pictures_is_kept_for_the_next_start(room):
    room.press(Key.Key_Plus, CTRL)
    edge_px = room.table.edge_px
    assert room.workspace.widths() == (edge_px, 0)
    assert room.running.window.memory().widths["go.timeline"] == (edge_px, 0)
    room.press(Key.Key_Minus, CTRL)
    assert room.table.edge_px < edge_px
    room.workspace.put_back((320, 2))
    assert room.table.edge_px == room.page.tools.zoom.value() == 320
    assert room.page.tools.colours.currentIndex() == 2
    room.page.tools.fit.click()
    assert room.workspace.widths() == (0, 2)


def test_a_column_is_selected_from_its_menu(room):
    menu = room.workspace.deeds.menus.open_column(1, QPoint(10, 10))
    words = [action.text() for action in menu.actions()]
    assert "Show only unsure pairs" in words
    menu.actions()[0].trigger()
    menu.close()
    room.settle()
    assert len(room.desk.focus.selection) == 3


def test_the_menu_of_a_frame_offers_what_can_be_done_with_it(room):
    room.running.window.do("view.menu_here")
    menu = QApplication.activePopupWidget()
    words = [action.text() for action in menu.actions() if action.text()]
    assert {"It is right", "Move to…", "Select the column"} <= set(words)
    menu.close()


def test_every_control_is_reached_by_keys_and_has_a_name(room):
    room.table.setFocus()
    assert reach.unreachable(room.running.window) == []
    assert reach.nameless(room.running.window) == []
    assert reach.speechless(room.running.window) == []


def test_all_versions_stand_in_rows_and_the_eye_stays(room):
    room.deliver(samples.version("newer", image=A))
    room.page.tools.shows.choose(1)
    room.page.tools.shows.chosen.emit(1)
    room.settle()
    assert room.model.rowCount() == 4
    room.table.go_to(1, 1)
    room.settle()
    assert room.desk.focus.current.version == "newer"
    room.page.tools.shows.chosen.emit(0)
    room.settle()
    assert room.model.rowCount() == 3


def test_an_edited_step_leaves_the_view_where_it_was_and_greys_its_results(room):
    room.press(Key.Key_Down)
    room.desk.documents.current.write_prompt(samples.STEP, "cold")
    room.wait(lambda: room.cell(0).older != "")
    assert room.cell(0).older == "before the last edit"
    assert room.at() == (1, 1)


def test_without_frames_it_says_what_it_is_for_and_where_to_go(room):
    workspace = room.workspace
    room.desk.documents.create("Empty")
    room.wait(lambda: room.desk.frames.is_read)
    assert workspace._pages.currentWidget() is workspace.empty
    assert workspace.inspector is None
    assert "“Empty” has no pictures yet" in workspace.empty._below.text()
    workspace.empty.primary.click()
    assert room.running.window.place == "go.build"
    room.desk.documents.close_current()
    assert workspace.empty._below.text().startswith("No sequence is open")


def chosen(room, image):
    held = room.desk.frames.table.frame(image, samples.STEP).chosen
    return held.id if held is not None else None


def test_gone_to_before_the_sequence_is_read_the_keys_are_the_tables(room):
    room.running.window.go("go.library")
    room.desk.documents.close_current()
    room.running.window.go("go.timeline")
    assert room.workspace.empty.primary.hasFocus()
    room.desk.documents.open(samples.SEQUENCE)
    room.wait(lambda: room.desk.frames.is_read)
    assert room.table.hasFocus()
    assert room.at() == (0, 1)
    room.press(Key.Key_Down)
    assert room.desk.focus.current == Shot(B, samples.STEP)
