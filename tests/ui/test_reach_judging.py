"""Where a set is judged and handed over, every control has a name and is reached by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from seedream_desktop.ui.dialogs.contact_sheet.dialog import ContactSheetDialog
from seedream_desktop.ui.dialogs.export.conflict import ConflictDialog
from seedream_desktop.ui.dialogs.export.dialog import ExportDialog
from seedream_desktop.ui.dialogs.export.receipts import ReceiptsDialog
from seedream_desktop.ui.dialogs.review.merging import MergeDialog
from seedream_desktop.ui.dialogs.review.packing import PackDialog
from seedream_desktop.ui.models.export_draft import Policy
from tests.fixtures.choices import choices, written
from tests.fixtures.results import finished, mark_unsure
from tests.fixtures.reviewing import index_of
from tests.ui import reach

K = Qt.Key
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
WAYS = {
    "side": (K.Key_Y, NONE),
    "split": (K.Key_Y, SHIFT),
    "top and bottom": (K.Key_Y, Qt.KeyboardModifier.AltModifier),
    "blink": (K.Key_B, NONE),
    "difference": (K.Key_D, NONE),
    "onion": (K.Key_O, NONE),
    "one": (K.Key_E, NONE),
    "survey": (K.Key_N, NONE),
}


@pytest.fixture
def shop(qtbot, running, tmp_path):
    """A finished sequence of three pictures and two steps, one of whose pairs is not sure."""
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    finished(running, tmp_path)
    mark_unsure(running, 1)
    running.desk.frames.refresh()
    running.wait(lambda: running.desk.frames.is_read)
    return running


def shown(running, kind):
    """Wait for a dialog that has the focus."""

    def found():
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    running.wait(lambda: bool(found()))
    dialog = found()[-1]
    running.wait(lambda: dialog.isAncestorOf(QApplication.focusWidget() or running.window))
    return dialog


def opened(running, command, kind):
    running.desk.actions.action(command).trigger()
    return shown(running, kind)


def walk(root):
    assert reach.nameless(root) == []
    assert reach.unreachable(root) == []
    assert reach.speechless(root) == []


def leave(running, dialog):
    QTest.keyClick(QApplication.focusWidget() or dialog, K.Key_Escape)
    running.wait(lambda: QApplication.activeModalWidget() is None)


def export(running, folder):
    """Export all to a folder, with the dialog's own way to begin."""
    dialog = opened(running, "file.export", ExportDialog)
    dialog.where.take(folder)
    running.wait(lambda: dialog.is_settled and dialog.begin.isEnabled())
    dialog.begin.click()
    return dialog


@pytest.mark.parametrize("preset", ["archive", "client", "web"])
def test_the_export_dialog_is_walked_with_each_preset(shop, tmp_path, preset):
    dialog = opened(shop, "file.export", ExportDialog)
    dialog.where.take(tmp_path / "out")
    dialog.draft.show(preset)
    dialog.draft.tick(preset, is_on=True)
    dialog.editor.name.line.setText("{sequence}")
    dialog.editor.name.edited.emit("{sequence}")
    shop.wait(lambda: dialog.is_settled)
    assert dialog.names.unfold.isVisible()
    dialog.names.unfold.click()
    walk(dialog)
    leave(shop, dialog)


def test_the_question_about_a_file_that_is_there_and_the_receipts_are_walked(shop, tmp_path):
    export(shop, tmp_path / "out")
    exports = shop.desk.exports
    shop.wait(lambda: exports.progress is not None and exports.progress.is_over)
    shop.window.activateWindow()  # a platform without a window manager makes no other active
    shop.wait(lambda: QApplication.focusWidget() is not None)
    walk(shop.window)
    shop.window.body._exported.receipts.click()
    receipts = shown(shop, ReceiptsDialog)
    walk(receipts)
    receipts.accept()
    shop.desk.exports.dismiss()
    for path in (tmp_path / "out").rglob("*.*"):
        path.write_bytes(b"another")
    dialog = opened(shop, "file.export", ExportDialog)
    dialog.draft.handle(Policy.ASK)
    shop.wait(lambda: dialog.is_settled and dialog.begin.isEnabled())
    dialog.begin.click()
    question = shown(shop, ConflictDialog)
    walk(question)
    leave(shop, question)


def test_the_contact_sheet_is_walked(shop):
    dialog = opened(shop, "file.contact_sheet", ContactSheetDialog)
    walk(dialog)
    leave(shop, dialog)


def test_packing_a_review_and_taking_in_what_came_back_are_walked(shop, tmp_path):
    dialog = opened(shop, "review.pack", PackDialog)
    shop.wait(lambda: "3 pictures" in dialog.counts.text())
    walk(dialog)
    wish, sequence = dialog.wish, shop.desk.documents.current.sequence
    leave(shop, dialog)
    bundle = tmp_path / "review.html"
    shop.desk.reviews.pack(sequence.id, "Shoes", wish, bundle)
    shop.wait(lambda: bundle.exists() and not shop.desk.reviews.packing.is_going)
    for who in ("Mei", ""):
        said = choices(index_of(bundle), [(0, 1, "flag", "pick", 10**13)], who=who)
        shop.desk.reviews.open(written(tmp_path / f"{who}.json", said))
        dialog = shown(shop, MergeDialog)
        walk(dialog)
        leave(shop, dialog)


@pytest.mark.parametrize("way", WAYS)
def test_compare_is_walked_in_each_of_its_ways(shop, way):
    shop.window.go("go.compare")
    compare = shop.window._at
    shop.wait(lambda: compare.session.showing.is_settled)
    QTest.keyClick(compare.canvas, *WAYS[way])
    shop.wait(lambda: compare.panel.measuring.figures is not None or way == "survey")
    compare.canvas.setFocus()
    walk(shop.window)


def test_f6_goes_round_the_panes_of_compare_and_of_the_timeline(shop):
    for place in ("go.compare", "go.timeline"):
        shop.window.go(place)
        panes = [pane for pane in shop.window._at.panes() if pane.isVisible()]
        reached = set()
        for _ in range(len(panes) + 4):
            QTest.keyClick(QApplication.focusWidget(), K.Key_F6)
            now = QApplication.focusWidget()
            reached |= {n for n, pane in enumerate(panes) if pane is now or pane.isAncestorOf(now)}
        assert reached == set(range(len(panes)))


def test_the_second_window_says_what_it_shows_and_is_left_by_escape(shop, qtbot):
    shop.window.go("go.compare")
    compare = shop.window._at
    shop.wait(lambda: compare.session.showing.is_settled)
    QTest.keyClick(compare.canvas, K.Key_F11, SHIFT)
    second = compare.second.window
    qtbot.waitActive(second)
    assert reach.nameless(second) == []
    assert reach.name_of(second.canvas) == reach.name_of(compare.canvas)
    assert second.windowTitle() == "Compare · second window"
    QTest.keyClick(second.canvas, K.Key_Escape)
    assert compare.second.window is None


def test_the_loupe_is_walked(shop):
    shop.window.go("go.timeline")
    shop.window.do("view.loupe")
    walk(shop.window)
    assert not [d for d in QApplication.topLevelWidgets() if isinstance(d, QDialog)]
