"""No word is cut and nothing lies on another: in long words, in Chinese, and at 200 % text."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import Audience, sections_of
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.views.library.workspace import LibraryWorkspace
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.label import Label
from tests.fixtures.fitting import misfits
from tests.fixtures.longer import LONGER, lengthened, longer_spoken
from tests.shots import handing, keys, reviews, rules
from tests.shots.library import filled, reading

SIZES = ((1180, 720), (1600, 900))
PLACES = ("library", "build", "timeline", "compare", "queue", "ledger")
DIALOGS = (
    *("settings.open", "settings.keys", "settings.caps", "help.shortcuts"),
    *("help.what_is_sent", "help.licences", "file.export", "file.contact_sheet", "review.pack"),
)


def rest() -> None:
    """Let layouts that wait for each other come to an end."""
    for _ in range(30):
        QCoreApplication.processEvents()


PAGES = {**keys.PAGES, **rules.PAGES, **reviews.PAGES, **handing.PAGES}
"""Dialogs in states that the sample does not bring them into."""


def opened(window: QWidget) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


HARD = {
    (LONGER, 1.0): SIZES,
    ("zh", 1.0): SIZES,
    ("en", 2.0): SIZES,
    ("zh", 2.0): SIZES,
    (LONGER, 2.0): ((1440, 900),),
}
"""Languages and sizes of text, and the sizes of the window that hold them."""


@pytest.fixture(params=HARD, ids=str)
def hard(request):
    """The program on the sample, in words that need more room than most."""
    language, scale = request.param
    with longer_spoken():
        text.speak(Audience.WINDOW, language)
        running = request.getfixturevalue("running")
        running.window.show()
        look.show_text_at(scale)  # at once, with everything there
        running.window.do("help.sample")
        desk = running.desk
        running.wait(lambda: desk.documents.current is not None and desk.outlook.is_fresh)
        yield running
        request.getfixturevalue("running").window.hide()


@pytest.fixture(params=["en", "zh", LONGER])
def hard_text(request):
    """The empty program at 200 % text."""
    with longer_spoken():
        text.speak(Audience.WINDOW, request.param)
        running = request.getfixturevalue("running")
        running.window.resize(1440, 900)
        running.window.show()
        look.show_text_at(2.0)
        yield running
        running.window.hide()


@pytest.fixture
def sizes(request):
    return HARD[request.node.callspec.params["hard"]]


def test_every_workspace_and_dialog_fits(hard, sizes):
    window, found = hard.window, {}
    for place in PLACES:
        window.do(f"go.{place}")
        for size in sizes:
            window.resize(*size)
            rest()
            assert (window.width(), window.height()) == size, place
            found |= dict.fromkeys(misfits(window), f"{place} {size}")
    window.resize(*sizes[0])
    for command in DIALOGS:
        hard.desk.actions.action(command).trigger()
        hard.wait(lambda: opened(window) != [])
        rest()
        for dialog in opened(window):
            found |= dict.fromkeys(misfits(dialog), command)
            dialog.reject()
        hard.wait(lambda: opened(window) == [])
    assert found == {}


@pytest.mark.parametrize("language", ["en", "zh", LONGER])
def test_every_state_of_the_dialogs_fits_at_200_percent(shown, language):
    found = {}
    with longer_spoken():
        text.speak(Audience.WINDOW, language)
        look.show_text_at(2.0)
        for name, make in PAGES.items():
            page = make()
            page.show()
            rest()
            found |= dict.fromkeys(misfits(page), name)
            page.close()
            page.deleteLater()
    assert found == {}


def test_the_crowded_library_fits_at_200_percent(hard_text, tmp_path):
    """Anchors, a watched folder, and the list of what was left out or an import under way."""
    running, window = hard_text, hard_text.window
    filled(running)
    folder = tmp_path / "Tethered, day 2"
    folder.mkdir()
    running.desk.watching.begin(folder)
    running.wait(lambda: running.desk.watching.watched is not None)
    window.findChild(LibraryWorkspace).pictures.problems.unfold()
    found = {}
    for state in ("left out", "under way"):
        for size in ((1440, 900), (1600, 900)):
            window.resize(*size)
            rest()
            found |= dict.fromkeys(misfits(window), f"{state} {size}")
        reading(running)
    assert found == {}


def test_long_words_are_two_fifths_longer_and_keep_what_is_filled_in():
    told = "Run {requests:request} · at most {cost:usd}"
    long = lengthened(told)
    assert "{requests:request}" in long
    assert "{cost:usd}" in long
    english = sections_of("en")["shell"]
    words = [one for one in english.values() if isinstance(one, str) and "{" not in one]
    share = sum(map(len, map(lengthened, words))) / sum(map(len, words))
    assert 1.3 < share < 1.6
    with longer_spoken():
        text.speak(Audience.WINDOW, LONGER)
        assert text.text("places", section="shell") == lengthened(english["places"])


def test_what_does_not_fit_is_found(shown):
    """The judge is judged: words that are cut, and a label on a button."""
    room = QWidget()
    cut = Button("Add a folder of pictures", parent=room)
    cut.setGeometry(0, 0, 40, 28)
    over = Label("Over it", parent=room)
    over.setGeometry(20, 4, 80, 20)
    low = QLabel("Many words that need more than a single line here", room)
    low.setWordWrap(True)
    low.setGeometry(0, 60, 80, 16)
    gone = QPushButton("Gone", room)
    gone.setGeometry(600, 400, 100, 28)
    shown(room, 640, 300)
    lines = "\n".join(misfits(room))
    for said in ("cuts 'Add a folder", "lies on Label", "of height and has 16", "is beyond"):
        assert said in lines, lines
