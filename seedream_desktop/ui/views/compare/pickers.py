"""The two choices above the canvas: which state of the image is A, and which is B."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from seedream_desktop.domain.frames import Table
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, Type
from seedream_desktop.ui.views.compare import comparison as course
from seedream_desktop.ui.views.compare import wording
from seedream_desktop.ui.views.compare.wording import words
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.tips import plain_tip

_WIDEST = 208


class StateSelect(Select):
    """A choice that takes no more room than it may."""

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width(), look.height(_WIDEST)), hint.height())


class StatePicker(QWidget):
    """A or B: the original, a step, or one of a step's versions."""

    picked = Signal(object)
    """Carries the Shot that the user wants."""

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        """Take the side's letter."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.select = StateSelect(words(f"picker_{letter.lower()}"))
        self.select.picked.connect(self.picked)
        mark = Label(letter, Type.CONTROL_STRONG, ink="muted")
        mark.setBuddy(self.select)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1 + 2)
        row.addWidget(mark)
        row.addWidget(self.select, 1)

    def show_state(self, table: Table, shot: Shot) -> None:
        """Offer what there is of an image, and show which is chosen."""
        entries: list[tuple[str, object]] = [
            (wording.state_name(table, state), state) for state in course.states(table, shot)
        ]
        self.select.offer(entries, course.told_apart(table, shot))
        image = wording.image_name(table, shot.image)
        name = wording.state_name(table, shot)
        self.select.setToolTip(plain_tip(words("of_image", name=name, image=image)))
        self.select.setAccessibleDescription(image)
