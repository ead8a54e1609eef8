"""Names at the left edge of a dialog, one of which is shown."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.widgets.button import Button, Dress, Kind


class SectionButton(Button):
    """A section's name at the left edge; the one that is on is marked."""

    voice = speech.ToggleVoice

    def __init__(self, title: str) -> None:
        super().__init__(title, Kind.QUIET)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = look.metrics(Type.CONTROL_STRONG).horizontalAdvance(self.text())
        return QSize(words + 2 * SPACE_2 + 1, look.height())

    def _draw_content(self, painter: QPainter, box: QRectF, worn: Dress) -> None:
        step = Type.CONTROL_STRONG if self.isChecked() else Type.CONTROL
        room = box.adjusted(SPACE_2, 0, -SPACE_2, 0)
        paint.text(painter, room, self.text(), look.font(step), worn.ink)
