"""Above the canvas: what is compared, how, and how near."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from seedream_desktop.ui.canvas.modes import ICONS, Mode
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3
from seedream_desktop.ui.theme.tokens import Ground
from seedream_desktop.ui.views.compare.pickers import StatePicker
from seedream_desktop.ui.views.compare.session import LETTERS
from seedream_desktop.ui.views.compare.wording import words
from seedream_desktop.ui.views.compare.zoom_box import ZoomBox
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.menu import Menu
from seedream_desktop.ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from seedream_desktop.ui.actions import ActionRegistry

_ORDER: Final = tuple(Mode)
_PICKER: Final = 164
_MORE: Final = (
    *("compare.align", "compare.reset", ""),
    *("view.second_window", "view.full_screen", "view.inspector"),
)


class TopBar(QWidget):
    """Says words of the ways where there is room, and shows their icons where there is not."""

    mode_asked = Signal(object)
    ground_asked = Signal(object)
    _exchanged = Signal()

    def __init__(self, actions: "ActionRegistry", parent: QWidget | None = None) -> None:
        """Make everything, with nothing to compare yet."""
        super().__init__(parent)
        self._actions = actions
        self.setAccessibleName(words("bar"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.a, self.b = (StatePicker(letter) for letter in LETTERS)
        self.swap = IconButton("swap", words("swap"))
        self.swap.clicked.connect(actions.action("compare.swap").trigger)
        named = [(words(f"mode_{mode.value}"), ICONS[mode]) for mode in _ORDER]
        plain = [(name, "") for name, _icon in named]
        self.wide = SegmentedControl(words("modes"), plain)
        self.narrow = SegmentedControl(words("modes"), named, is_bare=True)
        for control in (self.wide, self.narrow):
            control.chosen.connect(self._on_mode)
        self.zoom = ZoomBox()
        self.more = IconButton("more", words("more"))
        self.more.clicked.connect(self._show_menu)
        self._menu = self._made_menu()
        self._lay_out()
        self.narrow.hide()
        # What lays this out asked for its height before, and in a pass of layouts hears of nothing.
        self._exchanged.connect(self.updateGeometry, Qt.ConnectionType.QueuedConnection)

    @property
    def modes(self) -> SegmentedControl:
        """The control that is shown."""
        return self.narrow if self.wide.isHidden() else self.wide

    def show_mode(self, mode: Mode) -> None:
        """Show how pictures are compared."""
        for control in (self.wide, self.narrow):
            control.choose(_ORDER.index(mode))

    def show_ground(self, ground: Ground) -> None:
        """Tick what lies behind the pictures."""
        self._grounds[ground].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        others = (self.swap, self.zoom, self.more)
        taken = sum(widget.sizeHint().width() for widget in others) + 8 * SPACE_3
        taken += 2 * look.height(_PICKER)
        is_wide = self.wide.sizeHint().width() + taken <= self.width()
        if is_wide == self.wide.isHidden():
            had = self.modes.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
            self.wide.setVisible(is_wide)
            self.narrow.setVisible(not is_wide)
            self._exchanged.emit()
            if had:
                self.modes.setFocus()

    def _on_mode(self, number: int) -> None:
        self.mode_asked.emit(_ORDER[number])

    def _show_menu(self) -> None:
        corner = QPoint(self.more.width() - self._menu.sizeHint().width(), self.more.height() + 4)
        self._menu.popup(self.more.mapToGlobal(corner))

    def _made_menu(self) -> Menu:
        menu = Menu(words("more"), self)
        heading = menu.addAction(words("ground"))
        heading.setEnabled(False)
        group = QActionGroup(menu)
        self._grounds = {}
        for ground in Ground:
            action = menu.addAction(words(f"ground_{ground.value}"))
            action.setCheckable(True)
            action.triggered.connect(partial(self._on_ground, ground))
            group.addAction(action)
            self._grounds[ground] = action
        menu.addSeparator()
        for command in _MORE:
            if command:
                menu.addAction(self._actions.action(command))
            else:
                menu.addSeparator()
        return menu

    def _on_ground(self, ground: Ground, _is_checked: bool = True) -> None:
        self.ground_asked.emit(ground)

    def _lay_out(self) -> None:
        pair = QWidget()
        two = QHBoxLayout(pair)
        two.setContentsMargins(0, 0, 0, 0)
        two.setSpacing(SPACE_3)
        two.addWidget(self.a)
        two.addWidget(self.swap)
        two.addWidget(self.b)
        two.addStretch(1)
        row = BarLayout(self, gap=SPACE_3)
        row.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        row.add_wide(pair, 2 * _PICKER)
        for widget in (self.wide, self.narrow, self.zoom, self.more):
            row.addWidget(widget)
