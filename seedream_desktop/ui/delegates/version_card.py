"""Paints a frame's versions side by side: picture, number, who made it, when and for how much."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from seedream_desktop.domain.judgement import Flag, Label
from seedream_desktop.ui.delegates import picture
from seedream_desktop.ui.delegates.verdict import draw_verdict
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, RADIUS_PICTURE, SPACE_1, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.focus_ring import is_marked
from seedream_desktop.ui.widgets.telling import TellingDelegate

Index = QModelIndex | QPersistentModelIndex

CARD_ROLE: Final = Qt.ItemDataRole.UserRole + 4
"""The role under which a model gives a VersionCard."""

THUMB_PX: Final = 88
_HEIGHT: Final = 66
_WIDTH: Final = 248
_SELECTED: Final = QStyle.StateFlag.State_Selected


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCard:
    """One version of a frame. older says what it rests on where that is not the chosen one.

    is_branch says that it begins another branch than the version before it.
    """

    name: str
    picture: QPixmap | None = None
    aspect: float = 4 / 3
    chosen: str = ""
    maker: str = ""
    made: str = ""
    older: str = ""
    is_unsure: bool = False
    is_branch: bool = False
    stars: int = 0
    flag: Flag = Flag.NONE
    label: Label = Label.NONE
    label_word: str = ""
    speech: str = ""


class VersionCardDelegate(TellingDelegate):
    """All cards have one size."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look.height(_WIDTH), look.height(_HEIGHT) + 2 * SPACE_2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(CARD_ROLE)
        if not isinstance(card, VersionCard):
            return
        painter.save()
        paint.begin(painter)
        box = QRectF(option.rect)
        room = QRectF(
            box.left() + SPACE_4,
            box.top() + SPACE_2,
            look.height(THUMB_PX),
            look.height(_HEIGHT),
        )
        self._draw_branch(painter, box, room, card, index)
        is_selected = bool(option.state & _SELECTED)
        self._draw_picture(painter, room, card, is_selected=is_selected)
        left = room.right() + SPACE_2
        words = QRectF(left, room.top(), box.right() - left - SPACE_2, room.height())
        self._draw_words(painter, words, card)
        if is_marked(option):
            around = box.adjusted(SPACE_1, 1, -1, -1)
            paint.outline(painter, around, look.tokens.accent, RADIUS_PICTURE + 2, width=2)
        painter.restore()

    def _draw_branch(
        self, painter: QPainter, box: QRectF, room: QRectF, card: VersionCard, index: Index
    ) -> None:
        """Join a version to the one before it of the same branch."""
        if index.row() and not card.is_branch:
            y = round(room.center().y())
            paint.hairline(painter, box.left(), room.left() - 3, y, look.tokens.outline)

    def _draw_picture(
        self, painter: QPainter, room: QRectF, card: VersionCard, *, is_selected: bool
    ) -> None:
        width = min(room.width(), room.height() * card.aspect)
        height = min(room.height(), room.width() / card.aspect)
        shown = paint.centred(room, round(width), round(height))
        if card.picture is None:
            paint.fill(painter, shown, look.tokens.raised, RADIUS_PICTURE)
        else:
            is_faded = bool(card.older) or card.flag is Flag.REJECT
            picture.draw_pixmap(painter, shown, card.picture, is_faded=is_faded)
        if card.is_unsure:
            picture.draw_unsure(painter, None, shown)
        if is_selected:
            ring = shown.adjusted(-1, -1, 1, 1)
            paint.ring(painter, ring, look.tokens.accent, RADIUS_PICTURE + 1)

    def _draw_words(self, painter: QPainter, box: QRectF, card: VersionCard) -> None:
        tokens = look.tokens
        strong, caption = look.metrics(Type.CONTROL_STRONG), look.metrics(Type.CAPTION)
        small = look.font(Type.CAPTION, tabular=True)
        line = QRectF(box.left(), box.top(), box.width(), strong.height())
        taken = paint.text(painter, line, card.name, look.font(Type.CONTROL_STRONG), tokens.text)
        if card.chosen:
            edge = look.height(GLYPH) - 2
            x = round(line.left() + taken + SPACE_2)
            place = QRectF(x, round(line.center().y() - edge / 2), edge, edge)
            state_glyph.draw(painter, place, Tone.DONE, tokens.accent, tokens.surface)
            after = line.adjusted(taken + SPACE_2 + edge + SPACE_1, 0, 0, 0)
            paint.text(painter, after, card.chosen, look.font(Type.CAPTION), tokens.accent)
        top = line.bottom() + 2
        for words, ink in ((card.maker, tokens.muted), (card.older or card.made, tokens.muted)):
            line = QRectF(box.left(), top, box.width(), caption.height() + 1)
            paint.text(painter, line, words, small, ink)
            top = line.bottom()
        verdict = QRectF(box.left(), top, box.width(), caption.height() + 2)
        wide = _verdict_px(card)
        if wide:
            verdict.setWidth(min(wide, box.width()))
            draw_verdict(
                painter,
                verdict,
                stars=card.stars,
                flag=card.flag,
                label=card.label,
                label_word=card.label_word,
                is_roomy=True,
            )


def _verdict_px(card: VersionCard) -> int:
    """Return the width that stars, flag and label take, so that they begin at the left."""
    width = (look.height(9) + 1) * card.stars + (SPACE_1 if card.stars else 0)
    if card.flag is not Flag.NONE:
        width += look.height(14) + SPACE_1
    if card.label is not Label.NONE:
        words = look.metrics(Type.CAPTION).horizontalAdvance(card.label_word)
        width += words + 3 * SPACE_1
    return width
