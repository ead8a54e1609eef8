"""The zoom, said and chosen: 100 % is one pixel of the picture to one of the screen."""

from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import ICON_SMALL, SPACE_2, Type
from seedream_desktop.ui.views.compare.wording import words
from seedream_desktop.ui.widgets.choice import Select

_OFFERED: Final = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_FIT: Final = 0.0
_SAME: Final = 0.0005


class ZoomBox(Select):
    """Shows the scale that holds, whatever brought it about."""

    asked = Signal(object)
    """Carries a scale, or None for fitted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin fitted."""
        self._short = ""
        self._state = (0.0, False)
        super().__init__(words("zoom"), parent=parent)
        self.setToolTip(words("zoom_hint"))
        self.setAccessibleDescription(words("zoom_hint"))
        self.picked.connect(self._on_picked)
        self.show_scale(1.0, is_fitted=True)

    def show_scale(self, scale: float, *, is_fitted: bool) -> None:
        """Show a scale in device pixels per pixel of the picture that is judged.

        The entry that holds is renamed at once; the others are made when they are looked at.
        """
        if (scale, is_fitted) == self._state:
            return
        self._state = scale, is_fitted
        percent = percent_of(scale)
        code = "zoom_fit_at" if is_fitted else "zoom_whole" if scale == 1.0 else "zoom_at"
        self._short = words("zoom_at" if scale == 1.0 and not is_fitted else code, percent=percent)
        if self.count():
            self.setItemText(max(self.currentIndex(), 0), words(code, percent=percent))
        else:
            self.addItem(words(code, percent=percent), _FIT if is_fitted else scale)
        self.update()

    def showPopup(self) -> None:
        self._fill()
        super().showPopup()

    def _fill(self) -> None:
        scale, is_fitted = self._state
        percent = percent_of(scale)
        fit = words("zoom_fit_at", percent=percent) if is_fitted else words("zoom_fit")
        entries: list[tuple[str, object]] = [(fit, _FIT)]
        known = [each for each in _OFFERED if abs(each - scale) > _SAME * scale]
        if not is_fitted:
            known.append(scale)
        offered = sorted({*known, 1.0} if is_fitted else known)
        entries += [(self._entry(each), each) for each in offered]
        self.offer(entries, _FIT if is_fitted else scale)

    def currentText(self) -> str:
        return self._short

    def sizeHint(self) -> QSize:
        widest = look.metrics(Type.CONTROL).horizontalAdvance(words("zoom_fit_at", percent="100"))
        return QSize(widest + look.height(ICON_SMALL) + 3 * SPACE_2 + 2, look.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _entry(self, scale: float) -> str:
        code = "zoom_whole" if scale == 1.0 else "zoom_at"
        return words(code, percent=percent_of(scale))

    def _on_picked(self, scale: float) -> None:
        self.asked.emit(None if scale == _FIT else scale)


def percent_of(scale: float) -> str:
    """Return a scale in percent, with a decimal where it is small."""
    percent = scale * 100
    return f"{percent:.0f}" if percent >= 10 else f"{percent:.1f}"  # noqa: PLR2004 (a figure more)
