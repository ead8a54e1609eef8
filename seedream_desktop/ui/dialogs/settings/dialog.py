"""The settings: sections at the left, rows at the right, one search over all; applied at once."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.dialogs.settings.engine_room import (
    NetworkSection,
    StorageSection,
    queue_section,
)
from seedream_desktop.ui.dialogs.settings.everyday import (
    keyboard_section,
    look_section,
    money_section,
    notices_section,
)
from seedream_desktop.ui.dialogs.settings.handing import handing_section
from seedream_desktop.ui.dialogs.settings.section import Section
from seedream_desktop.ui.dialogs.settings.wording import words
from seedream_desktop.ui.guide.topic import FIRST, about
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_3, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.field import LineEdit
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.one_stop import OneStopGroup
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.scroller import room_for
from seedream_desktop.ui.widgets.section_button import SectionButton

_WIDTH, _HEIGHT, _SIDE = 860, 640, 176
_PAGES = {
    "look": "comfort#sight",
    "money": "caps",
    "queue": "queue",
    "network": "sent",
    "storage": "library",
    "handing": "export",
    "notices": "queue",
    "keyboard": "comfort#way",
}
"""What the guide says of each section."""


class SettingsDialog(QDialog):
    """Open it with open(). Every change holds at once; there is nothing to confirm."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Make all rows, and show the first section."""
        super().__init__(parent)
        self.setWindowTitle(words("title"))
        self.setAccessibleName(words("title"))
        self.setAccessibleDescription(words("about"))
        self.resize(QSize(look.height(_WIDTH), look.height(_HEIGHT)).boundedTo(room_for(self)))
        self.network = NetworkSection(desk, self)
        self.storage = StorageSection(desk, self)
        self.sections: tuple[Section, ...] = (
            look_section(desk, self),
            money_section(desk, self),
            queue_section(desk, self),
            self.network,
            self.storage,
            handing_section(desk, self),
            notices_section(desk, self),
            keyboard_section(desk, self),
        )
        self.search = LineEdit("", words("search"))
        self.search.setAccessibleName(words("search"))
        self.search.setClearButtonEnabled(False)
        self.search.textChanged.connect(self._show)
        self.nothing = Label("", Type.BODY, ink="muted", wraps=True)
        self._titles = {section.code: Label(section.title, Type.TITLE) for section in self.sections}
        self._lines: dict[str, list[Hairline]] = {section.code: [] for section in self.sections}
        self._lay_out()
        self._at = self.sections[0].code
        self.go(self._at)
        for section in self.sections:
            section.show_settings(desk.preferences.current)
            desk.preferences.changed.connect(section.show_settings)
        self._ring = FocusRing(self)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.storage.measure()

    def go(self, code: str) -> None:
        """Show a section."""
        self._at = code
        about(self, _PAGES.get(code, FIRST))
        self._show()
        self._scroll.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton):
                focused.click()
            return
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return
        super().keyPressEvent(event)

    def _on_section(self, number: int) -> None:
        self.search.clear()
        self.go(self.sections[number].code)

    def _show(self, _news: object = None) -> None:
        """Show the rows of a section, or of all sections those that fit what is sought."""
        sought = self.search.text().strip()
        self._mark(None if sought else self._at)
        found = 0
        for section in self.sections:
            shown = [
                row
                for row in section.rows
                if (row.fits(sought) if sought else section.code == self._at)
            ]
            found += len(shown)
            self._titles[section.code].setVisible(bool(shown))
            first = shown[0] if shown else None
            for row, line in zip(section.rows, self._lines[section.code], strict=True):
                row.light(sought)
                row.setVisible(row in shown)
                line.setVisible(row in shown and row is not first)
        self.nothing.setVisible(found == 0)
        self.nothing.setText(words("nothing_found", sought=sought))

    def _mark(self, code: str | None) -> None:
        """Mark a section's name; none while rows of all sections are shown."""
        self._group.setExclusive(code is not None)
        for number, section in enumerate(self.sections):
            button = self._group.button(number)
            button.setChecked(section.code == code)
            if section.code == self._at:  # Tab comes here while none is marked as well
                button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._side())
        whole.addWidget(Hairline(is_upright=True))
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, SPACE_4)
        right.setSpacing(SPACE_3)
        right.addWidget(self._rows(), 1)
        self.close_button = Button(words("close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE_5, 0, SPACE_5, 0)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        right.addLayout(foot)
        whole.addLayout(right, 1)

    def _side(self) -> QWidget:
        side = QFrame()
        side.setProperty("ground", "surface")
        self._side_panel = side
        column = QVBoxLayout(side)
        column.setContentsMargins(SPACE_4, SPACE_5, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_1)
        column.addWidget(Label(words("title"), Type.TITLE))
        column.addSpacing(SPACE_3)
        column.addWidget(self.search)
        column.addSpacing(SPACE_3)
        self._group = OneStopGroup(self)
        for number, section in enumerate(self.sections):
            button = SectionButton(section.title)
            self._group.addButton(button, number)
            column.addWidget(button)
        self._group.close_to_tab()
        self._group.idClicked.connect(self._on_section)
        column.addStretch(1)
        look.changed.connect(self._refit)
        self._refit()
        return side

    def _refit(self) -> None:
        """Have room for the longest name of a section, and for what the search says of itself."""
        buttons = (self._group.button(number) for number in range(len(self.sections)))
        widest = max(button.sizeHint().width() for button in buttons)
        hint = look.metrics(Type.CONTROL).horizontalAdvance(self.search.placeholderText())
        needed = max(widest, hint + 2 * SPACE_3) + 2 * SPACE_4
        self._side_panel.setFixedWidth(max(look.height(_SIDE), needed))

    def _rows(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_4)
        column.setSpacing(0)
        for section in self.sections:
            column.addWidget(self._titles[section.code])
            for row in section.rows:
                line = Hairline()
                self._lines[section.code].append(line)
                column.addWidget(line)
                column.addWidget(row)
        column.addWidget(self.nothing)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        return self._scroll


class SettingsDoor:
    """Handles settings.open; there is one dialog at a time."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        """Take the desk, and the window that the dialog belongs to."""
        self._desk = desk
        self._window = window
        self._dialog: SettingsDialog | None = None
        desk.actions.handle("settings.open", partial(self.open))

    def open(self) -> SettingsDialog:
        """Show the dialog, the one that is open if there is one."""
        if self._dialog is None:
            self._dialog = SettingsDialog(self._desk, self._window)
            self._dialog.finished.connect(self._on_finished)
        self._dialog.open()
        return self._dialog

    def _on_finished(self, _result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
