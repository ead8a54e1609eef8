"""The pictures that a request sends, in their order, with what each is for."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from seedream_desktop.domain.request import InputRole
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates import picture
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
from seedream_desktop.ui.images import STEP_PX, ThumbnailLoader, Wish, at_hand, loaded_px
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, FIRST_ROLE, TOOL_TIP, Listing
from seedream_desktop.ui.models.planned import ReferenceRow
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS_PICTURE, RING, SPACE_1, SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.density import DensityWatch
from seedream_desktop.ui.widgets.focus_ring import is_marked
from seedream_desktop.ui.widgets.telling import TellingDelegate

_EDGE: Final = 64
_ROOM: Final = 48
_GAP: Final = SPACE_2
_VIEW: Final = "plan strip"

Index = QModelIndex | QPersistentModelIndex


class StripRole(IntEnum):
    """What is known of a picture that is sent."""

    NUMBER = FIRST_ROLE + 8
    REFERENCE = FIRST_ROLE + 9


@dataclass(frozen=True, slots=True)
class _Figure:
    number: int
    reference: ReferenceRow


class StripModel(Listing[_Figure]):
    """Pictures as the service counts them: Figure 1 is the first."""

    def __init__(self, loader: ThumbnailLoader, parent: QObject | None = None) -> None:
        """Take what loads thumbnails."""
        readers: dict[int, Any] = {
            DISPLAY: _spoken,
            ACCESSIBLE: _spoken,
            TOOL_TIP: _spoken,
            CELL_ROLE: self._cell,
            StripRole.NUMBER: lambda row: row.number,
            StripRole.REFERENCE: lambda row: row.reference,
        }
        super().__init__(lambda row: row.number, readers, parent)
        self._loader = loader
        self._edge_px = STEP_PX
        loader.arrived.connect(self._on_arrived)

    def show_references(self, references: tuple[ReferenceRow, ...]) -> None:
        """Show what a request sends."""
        self.set_rows(_Figure(number, row) for number, row in enumerate(references, 1))

    def load(self, edge_px: int) -> None:
        """Have the thumbnails loaded; edge_px is their longer edge in device pixels."""
        self._edge_px = edge_px
        wishes = (self._wish(row.reference) for row in self.rows)
        self._loader.want(_VIEW, [wish for wish in wishes if wish is not None])

    def leave(self) -> None:
        """Give up what is still to be loaded."""
        self._loader.leave(_VIEW)

    def _wish(self, row: ReferenceRow) -> Wish | None:
        return Wish(row.digest, row.path, self._edge_px) if row.digest is not None else None

    def _on_arrived(self, wishes: tuple[Wish, ...]) -> None:
        came = set(wishes)
        rows = enumerate(self.rows)
        self.tell_changed([n for n, row in rows if self._wish(row.reference) in came])

    def _cell(self, row: _Figure) -> Cell:
        wish = self._wish(row.reference)
        shown = at_hand(self._loader, wish) if wish is not None else None
        is_broken = wish is not None and self._loader.is_broken(wish)
        is_anchor = row.reference.role is InputRole.ANCHOR
        return Cell(
            name=row.reference.name,
            picture=shown,
            tone=Tone.FAILED if is_broken else Tone.QUIET,
            mark=text.text("anchor_mark", section="plan") if is_anchor else "",
        )


class StripDelegate(TellingDelegate):
    """A small picture with its figure's number beneath; dashed where it is still to be made."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(_EDGE + _GAP, _ROOM + self.caption_px() + SPACE_2)

    @staticmethod
    def caption_px() -> int:
        """Return the height of the number's line."""
        return look.metrics(Type.CAPTION).height()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return
        painter.save()
        paint.begin(painter)
        box = QRectF(option.rect)
        room = QRectF(box.left() + RING, box.top() + SPACE_1, _EDGE, _ROOM)
        shown = picture.placed(cell, room)
        picture.draw(painter, cell, shown)
        if is_marked(option):
            paint.ring(painter, shown, look.tokens.accent, RADIUS_PICTURE)
        caption = QRectF(room.left(), room.bottom() + SPACE_1, _EDGE, self.caption_px())
        is_target = index.data(StripRole.REFERENCE).role is InputRole.TARGET
        ink = look.tokens.text if is_target else look.tokens.muted
        number = str(index.data(StripRole.NUMBER))
        font = look.font(Type.CAPTION, tabular=True)
        paint.text(painter, caption, number, font, ink, paint.Align.CENTRE)
        painter.restore()


class ReferenceStrip(QListView):
    """One row that scrolls sideways; the arrows go through it."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = StripModel(loader, self)
        self.setModel(self.figures)
        self.setItemDelegate(StripDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._refit)
        DensityWatch(self, self._load)
        self._refit()

    def show_references(self, name: str, references: tuple[ReferenceRow, ...]) -> None:
        """Show what a request sends; name says of which."""
        self.setAccessibleName(name)
        self.figures.show_references(references)
        self._load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._load()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.figures.leave()

    def _load(self) -> None:
        self.figures.load(loaded_px(_EDGE, self.devicePixelRatioF()))

    def _refit(self) -> None:
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(_ROOM + 2 * SPACE_2 + StripDelegate.caption_px() + bar)


def _spoken(row: _Figure) -> str:
    reference = row.reference
    params: dict[str, str | int] = {"number": row.number, "name": reference.name}
    said = text.text(f"strip_{reference.role.value}", params, section="plan")
    if reference.digest is not None or reference.after_step is None:
        return said
    to_come: dict[str, str | int] = {"what": said, "step": reference.after_step + 1}
    return text.text("strip_to_come", to_come, section="plan")
