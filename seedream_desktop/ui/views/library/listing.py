"""One row of the list of sequences: title, what is in it, what it needs, what it cost."""

from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.row_ground import draw_square_ground
from seedream_desktop.ui.desk.intakes import counted
from seedream_desktop.ui.models.library import LibraryRole, SequenceState
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_1, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.telling import TellingDelegate

_words = partial(text.text, section="library")
_HEIGHT: Final = 56
_TONES: Final = {
    SequenceState.NEEDS_DECISION: Tone.DOUBT,
    SequenceState.UNFINISHED: Tone.RUNNING,
}

Index = QModelIndex | QPersistentModelIndex


def steps(count: int) -> str:
    """Return "1 step" or "3 steps"."""
    return text.counted("step", count)


class SequenceDelegate(TellingDelegate):
    """Two lines a row; a sequence at rest says nothing of its state."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), look.height(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, box = look.tokens, QRectF(option.rect)
        painter.save()
        paint.begin(painter)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        draw_square_ground(painter, box, option)
        self._draw_lines(painter, box, index, tokens.selected if is_selected else tokens.surface)
        painter.restore()

    def _draw_lines(self, painter: QPainter, box: QRectF, index: Index, ground: str) -> None:
        tokens = look.tokens
        strong, plain = look.metrics(Type.BODY_STRONG), look.metrics(Type.CONTROL)
        top = box.top() + (box.height() - strong.height() - plain.height() - SPACE_1 / 2) / 2
        inner = box.adjusted(SPACE_4, 0, -SPACE_4, 0)
        first = QRectF(inner.left(), round(top), inner.width(), strong.height())
        second = QRectF(inner.left(), first.bottom() + SPACE_1 / 2, inner.width(), plain.height())
        state = index.data(LibraryRole.STATE)
        if state in _TONES:
            word, tone = str(index.data(LibraryRole.STATE_WORD)), _TONES[state]
            first.setRight(_draw_state(painter, first, word, tone, ground) - SPACE_2)
        title = str(index.data(LibraryRole.TITLE))
        paint.text(painter, first, title, look.font(Type.BODY_STRONG), tokens.text)
        font = look.font(Type.CONTROL, tabular=True)
        spent = index.data(LibraryRole.SPENT_MICROS) or 0
        if spent:
            said = text.usd(spent)
            width = paint.text(painter, second, said, font, tokens.muted, paint.Align.RIGHT)
            second.setRight(second.right() - width - SPACE_2)
        images = counted("picture", index.data(LibraryRole.IMAGES))
        facts = {"pictures": images, "steps": steps(index.data(LibraryRole.STEPS))}
        paint.text(painter, second, _words("facts", facts), font, tokens.muted)


def _draw_state(painter: QPainter, box: QRectF, word: str, tone: Tone, ground: str) -> float:
    """Draw shape and word from the right; return where they begin."""
    colour, glyph = look.tokens.tone(tone), look.height(GLYPH)
    font = look.font(Type.CAPTION)
    room = QRectF(box.left() + box.width() / 2, box.top(), box.width() / 2, box.height())
    width = paint.text(painter, room, word, font, colour, paint.Align.RIGHT)
    left = round(box.right() - width - SPACE_1 - glyph)
    place = QRectF(left, round(box.center().y() - glyph / 2), glyph, glyph)
    state_glyph.draw(painter, place, tone, colour, ground)
    return float(left)
