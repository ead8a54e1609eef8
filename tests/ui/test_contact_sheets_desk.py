"""Contact sheets over the real program: asked for, drawn beside other work, given up."""

import shutil
import subprocess

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from seedream_desktop.ui.dialogs.contact_sheet.dialog import ContactSheetDialog
from tests.fixtures.results import finished, mark_unsure


@pytest.fixture
def shop(running, tmp_path):
    finished(running, tmp_path, names=("a.png", "b.png", "春 c.png"))
    return running


def opened(running) -> ContactSheetDialog:
    def found():
        widgets = QApplication.topLevelWidgets()
        return [w for w in widgets if isinstance(w, ContactSheetDialog) and w.isVisible()]

    running.desk.actions.action("file.contact_sheet").trigger()
    running.wait(lambda: bool(found()))
    return found()[0]


def remark_of(running, said):
    """Wait until something is said of the sheet; runs tell their ends as well."""

    def found():
        return [r for r in said if r.words.startswith(("Sheet.p", "The contact sheet"))]

    running.wait(lambda: bool(found()))
    return found()[0]


def test_a_sheet_is_saved_with_what_was_asked_for(shop, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils: python3 dev.py setup")
    said = []
    dialog = opened(shop)
    dialog.client.setText("Acme, 21 November")
    dialog.captions["has_prompts"].click()
    shop.desk.messages.said.connect(said.append)
    target = tmp_path / "Sheet.pdf"
    dialog._take(str(target))
    remark = remark_of(shop, said)
    assert (remark.words, remark.action) == ("Sheet.pdf is made", "Open")
    done = subprocess.run(["pdftotext", str(target), "-"], check=True, capture_output=True)
    words = done.stdout.decode()
    for wanted in (
        *("Shoes", "Acme, 21 November", "春 c.png", "Original"),
        *("2 · Golden hour, slightly", "Page 1 of 1", "Colours: sRGB"),
    ):
        assert wanted in words, words
    images = subprocess.run(["pdfimages", "-list", str(target)], check=True, capture_output=True)
    assert len(images.stdout.splitlines()) == 2 + 6  # before and after


def test_unsure_results_stay_out_and_are_counted(shop):
    mark_unsure(shop, 2)
    dialog = opened(shop)
    assert len(dialog.content.entries) == 1
    assert dialog.unsure.words == "2 unsure results are left out. Look at them first."
    dialog.reject()


def test_the_first_page_follows_what_is_set(shop):
    dialog = opened(shop)
    assert dialog.pages.text() == "3 results on 1 page"
    before = dialog.page._page
    dialog.columns.show_value(1)
    dialog.side.chosen.emit(1)
    assert dialog.page._page != before
    assert dialog.page._size_mm == (297.0, 210.0)
    dialog.what.setCurrentIndex(1)
    dialog.what.activated.emit(1)
    assert dialog.pages.text() == "No result is as chosen."
    assert not dialog.pdf.isEnabled()
    dialog.reject()


def test_a_sheet_that_is_given_up_leaves_nothing(shop, tmp_path):
    said = []
    dialog = opened(shop)
    shop.desk.messages.said.connect(said.append)
    dialog._take(str(tmp_path / "out" / "Sheet.pdf"))
    sheets = shop.desk.sheets
    shop.wait(lambda: not shop.window.body._exported.isHidden())
    sheets.stop()
    words = remark_of(shop, said).words
    assert words in {
        "The contact sheet was given up. Nothing of it stays.",
        "Sheet.pdf is made",  # it was quicker
    }
    if "given up" in words:
        assert list((tmp_path / "out").iterdir()) == []


def test_the_window_goes_on_while_a_sheet_is_drawn(shop, tmp_path):
    turns, said = [], []
    dialog = opened(shop)
    shop.desk.messages.said.connect(said.append)
    clock = QTimer()
    clock.timeout.connect(lambda: turns.append(True))
    clock.start(0)
    dialog._take(str(tmp_path / "Sheet.png"))
    remark_of(shop, said)
    clock.stop()
    assert (tmp_path / "Sheet.png").exists()
    assert len(turns) > 5
