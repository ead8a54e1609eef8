"""The library before there is anything in it: what the program is for, and three beginnings."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_3, SPACE_5, SPACE_6, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.scroller import scrolling
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

_words = partial(text.text, section="library")
_WIDTH_MOST = 640


class Beginning(QWidget):
    """One line of the checklist: its tick, what to do, and what it came to."""

    asked = Signal()

    def __init__(self, words: str, more: str, parent: QWidget | None = None) -> None:
        """Take what is to be done and a quiet word on it."""
        super().__init__(parent)
        self._words = words
        self._more = more
        self.glyph = StateGlyph(Tone.QUIET, "")
        self.button = Button(words, Kind.LINK)
        self.button.clicked.connect(self.asked)
        self.said = Label(more, Type.CONTROL, ink="muted", wraps=True)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button)
        row.addWidget(self.said, 1)
        self.is_done = False
        self.tick(is_done=False)

    def stand_at(self, width_px: int) -> None:
        """Have what is said begin behind words of this width, as in the other lines."""
        self._row.insertSpacing(2, width_px - self.button.sizeHint().width())

    def tick(self, *, is_done: bool, said: str = "") -> None:
        """Show whether it is done, and what it came to."""
        self.is_done = is_done
        word = _words("check_done" if is_done else "check_open")
        self.glyph.show_state(Tone.DONE if is_done else Tone.QUIET, word)
        self.said.setText(said or (word if is_done else self._more))
        self.button.setAccessibleDescription(f"{word}. {self.said.text()}")


class Welcome(QWidget):
    """Purpose, ways in, and a checklist whose ticks are live."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk; every button is a command."""
        super().__init__(parent)
        self._desk = desk
        about(self, "first-run")
        actions = desk.actions
        keys = actions.action("library.add_files").shortcut().toString()
        self.state = EmptyState(
            _words("welcome"),
            _words("welcome_more", {"keys": keys}),
            primary=_words("welcome_folder"),
            quiet=_words("welcome_sample"),
            icon="library",
        )
        self.state.primary.clicked.connect(actions.action("library.add_folder").trigger)
        self.state.quiet.clicked.connect(actions.action("help.sample").trigger)
        self.key = Beginning(_words("check_key"), _words("check_key_more"))
        self.key.asked.connect(actions.action("settings.keys").trigger)
        self.cap = Beginning(_words("check_cap"), _words("check_cap_more"))
        self.cap.asked.connect(actions.action("settings.caps").trigger)
        self.pictures = Beginning(_words("check_pictures"), _words("check_pictures_more"))
        self.pictures.asked.connect(actions.action("library.add_folder").trigger)
        self._lay_out()
        desk.preferences.changed.connect(self._on_settings)
        desk.accounts.changed.connect(self._on_accounts)
        self._on_settings(None)
        self._on_accounts(None)

    def show_pictures(self, *, has_any: bool) -> None:
        """Tick the line of the pictures, or not."""
        self.pictures.tick(is_done=has_any)

    def _on_settings(self, _settings: object) -> None:
        cap = self._desk.preferences.current.caps.month_micros
        said = _words("check_cap_done", {"cap": cap}) if cap is not None else ""
        self.cap.tick(is_done=cap is not None, said=said)

    def _on_accounts(self, _provider: object) -> None:
        standings = self._desk.accounts.standings.values()
        self.key.tick(is_done=any(standing.has_key for standing in standings))

    def _lay_out(self) -> None:
        checks = QWidget()
        checks.setMaximumWidth(look.height(_WIDTH_MOST))
        column = QVBoxLayout(checks)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(Label(_words("checklist"), Type.CONTROL_STRONG))
        column.addSpacing(SPACE_1)
        lines = (self.key, self.cap, self.pictures)
        widest = max(line.button.sizeHint().width() for line in lines)
        for line in lines:
            line.stand_at(widest)
            column.addWidget(line)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(checks, 8)
        row.addStretch(1)
        inside = QWidget()
        inside.setProperty("ground", "none")
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        whole.setSpacing(SPACE_5)
        whole.addWidget(self.state, 1)
        whole.addLayout(row)
        whole.addSpacing(SPACE_2 + SPACE_3)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(inside))
