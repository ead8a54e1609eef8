"""The whole window in Chinese: the main job is done, and no English word is left on the way."""

import re
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import Audience

PLACES = ("library", "build", "timeline", "compare", "queue", "ledger")
DIALOGS = (
    *("settings.open", "settings.keys", "settings.caps", "help.shortcuts"),
    *("help.what_is_sent", "file.export", "file.contact_sheet", "review.pack"),
)
READS = ("text", "placeholderText", "toolTip", "windowTitle", "title")
SPEAKS = ("accessibleName", "accessibleDescription")
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
# Names of services, files, keys and formats, which are the same in all languages.
NAMES = re.compile(
    r"""\{[^}]*\}|/\S*|[\w.-]+\.(?:jpg|ai|com|pem|crt|cer|example\S*)\b|https?\S*|socks5h?\S*|classic/[\w-]+
    |\b(?:Seedream|Desktop|WaveSpeedAI|BytePlus|Ark|Volcengine|Atlas|Cloud|Novita|AI|EvoLink)\b
    |\b(?:Ctrl|Shift|Alt|Tab|Backtab|Esc|Escape|Del|Space|Return|Enter|Home|End|PgUp|PgDown|Ins)\b
    |\b(?:Backspace|Left|Right|Up|Down|Menu|English|Language|Letter|ID|lite|pro|rating|unsure)\b
    |\b(?:PNG|JPE?G|JSON|CSV|PDF|WebP|AVIF|TIFF|PEM|s?RGB|EXIF|IPTC|px|mm|dpi|v\d*|[KMG]i?B|MP)\b
    |\b(?:jpeg|png|webp|bmp|tiff|gif|heic|heif|ceramic|rq-\w+|[A-Z]+_[A-Z_]+)\b
    |\b(?:Asia\ Pacific|Europe|China)\ \([^)]*\)|ΔE""",
    re.VERBOSE,
)
ENGLISH = re.compile(r"[A-Za-z]{2,}")


def plain(words: str) -> str:
    return re.sub(r"<[^>]*>", " ", words)


def said(widget: QWidget, reads=READS + SPEAKS):
    """Return all words that a widget shows or speaks."""
    for name in reads:
        if callable(found := getattr(widget, name, None)):
            yield name, str(found() or "")
    for action in widget.actions():
        yield "action", action.text()
    model = widget.model() if isinstance(widget, QAbstractItemView) else None
    for row, column, role in product(range(12), range(12), ROLES):
        if model is not None and model.hasIndex(row, column):
            yield role.name, str(model.index(row, column).data(role) or "")


def english(root: QWidget) -> dict[str, str]:
    """Return what stands in English on a window, each with where it was found."""
    found = {}
    for widget in (root, *root.findChildren(QWidget)):
        for name, words in said(widget):
            if ENGLISH.search(NAMES.sub(" ", plain(words))):
                found[words] = f"{type(widget).__name__}.{name}"
    return found


def opened(window: QWidget) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


@pytest.fixture
def chinese(monkeypatch, request):
    """The program on the sample, in Chinese, with its two free steps run."""
    monkeypatch.delenv("WAVESPEED_API_KEY", raising=False)
    text.speak(Audience.WINDOW, "zh")
    running = request.getfixturevalue("running")
    desk = running.desk
    running.window.show()
    running.window.do("help.sample")
    running.wait(lambda: desk.documents.current is not None and desk.outlook.is_fresh)
    assert desk.outlook.figures.is_runnable
    desk.runs.start()
    running.wait(lambda: desk.queue.counts.total > 0)
    running.wait(lambda: desk.queue.counts.total == 0, 60)
    return running


def test_the_sample_runs_in_chinese_and_no_english_is_left(chinese):
    window, left = chinese.window, {}
    for place in PLACES:
        window.do(f"go.{place}")
        QApplication.processEvents()
        left |= {words: f"{place}: {at}" for words, at in english(window).items()}
    window.do("help.palette")
    assert chinese.desk.actions.search("quit")[0].entry.title == "退出"
    left |= english(window)
    for command in DIALOGS:
        chinese.desk.actions.action(command).trigger()
        chinese.wait(lambda: opened(window) != [])
        for dialog in opened(window):
            left |= {words: f"{command}: {at}" for words, at in english(dialog).items()}
            dialog.reject()
        chinese.wait(lambda: opened(window) == [])
    assert left == {}
