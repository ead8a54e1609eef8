"""The look that is shown now: theme, size of text, motion; switched live."""

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from seedream_desktop.ui.theme import icons
from seedream_desktop.ui.theme.fonts import font_of
from seedream_desktop.ui.theme.palette import palette_of
from seedream_desktop.ui.theme.scale import CONTROL_HEIGHT, ICON, MOTION_MS, Type
from seedream_desktop.ui.theme.sheet import sheet_of
from seedream_desktop.ui.theme.tokens import THEMES, Theme, Tokens

TEXT_SCALE_MAX: Final = 2.0
_EFFECTS: Final = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)


class Look(QObject):
    """What every widget paints from. There is one: `look`.

    Qt repaints all widgets when it changes; `changed` is for what holds made icons or sizes.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = Theme.DARK
        self.tokens: Tokens = THEMES[Theme.DARK]
        self.text_scale = 1.0
        self.has_motion = True
        self.follows_system = False
        self.follows_system_motion = False
        self._system_moves = True
        self._effects: frozenset[Qt.UIEffect] = frozenset()
        self._flash_ms = 0

    def start(self, app: QApplication) -> None:
        """Give the program its style; call it once, before the first widget is made."""
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setWindowIcon(icons.program_icon())
        app.styleHints().colorSchemeChanged.connect(self._on_system)
        self._effects = frozenset(filter(app.isEffectEnabled, _EFFECTS))
        self._flash_ms = app.cursorFlashTime()
        self._apply()

    def show_theme(self, theme: Theme | None) -> None:
        """Switch to a theme; None follows the system's choice of light or dark."""
        self.follows_system = theme is None
        self.theme = self._system_theme() if theme is None else theme
        self._apply()

    def show_text_at(self, scale: float) -> None:
        """Show all text at 1 to 2 times its size."""
        self.text_scale = min(max(scale, 1.0), TEXT_SCALE_MAX)
        self._apply()

    def allow_motion(self, *, allowed: bool) -> None:
        """Switch movement on or off, whatever the system says."""
        self.follows_system_motion = False
        self._move(allowed)

    def follow_system_motion(self) -> None:
        """Move as the system's user wants it; fully as long as nothing else was heard."""
        self.follows_system_motion = True
        self._move(self._system_moves)

    def hear_system_motion(self, allowed: bool) -> None:
        """Take note of what the system's user wants, and go by it where that is followed."""
        self._system_moves = allowed
        if self.follows_system_motion and allowed != self.has_motion:
            self._move(allowed)

    def font(self, step: Type, *, tabular: bool = False, fixed: bool = False) -> QFont:
        """Return the font of a step of the type scale."""
        return font_of(step, self.text_scale, tabular=tabular, fixed=fixed)

    def metrics(self, step: Type, *, tabular: bool = False) -> QFontMetrics:
        """Return the measures of such a font."""
        return QFontMetrics(self.font(step, tabular=tabular))

    def height(self, at_100_percent: int = CONTROL_HEIGHT) -> int:
        """Return the height of a control, which grows with the text."""
        return round(at_100_percent * (1 + (self.text_scale - 1) * 0.75))

    def pixmap(self, name: str, tint: str, of: QWidget, size_px: int = ICON) -> QPixmap:
        """Return a drawing for the screen that a widget is on."""
        return icons.pixmap(name, tint, size_px, of.devicePixelRatioF())

    def icon(self, name: str, size_px: int = ICON) -> QIcon:
        """Return an icon in the colours of now; ask again when the look has changed."""
        return icons.icon(name, self.tokens.text, self.tokens.muted, size_px)

    @property
    def motion_ms(self) -> int:
        """How long a movement takes; 0 where none is wanted."""
        return MOTION_MS if self.has_motion else 0

    def _move(self, allowed: bool) -> None:
        self.has_motion = allowed
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._still(app)
        self.changed.emit()

    def _still(self, app: QApplication) -> None:
        """Have what Qt itself moves (menus and lists that unfold, the caret) move or rest."""
        for effect in _EFFECTS:
            app.setEffectEnabled(effect, self.has_motion and effect in self._effects)
        app.setCursorFlashTime(self._flash_ms if self.has_motion else 0)

    def _on_system(self, _scheme: Qt.ColorScheme) -> None:
        if self.follows_system:
            self.show_theme(None)

    def _system_theme(self) -> Theme:
        hints = QApplication.styleHints()
        is_light = hints.colorScheme() == Qt.ColorScheme.Light
        return Theme.LIGHT if is_light else Theme.DARK

    def _apply(self) -> None:
        self.tokens = THEMES[self.theme]
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette_of(self.tokens))
            app.setFont(self.font(Type.CONTROL))
            app.setStyleSheet(sheet_of(self.tokens, self.text_scale))
        self.changed.emit()


look: Final = Look()
