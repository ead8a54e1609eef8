"""How many requests run at once with each service, as a button with a menu."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ui.desk.preferences import Preferences
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2
from seedream_desktop.ui.views.queue.words import words
from seedream_desktop.ui.widgets.button import Button, Dress
from seedream_desktop.ui.widgets.menu import Menu

_ARROW: Final = 14
_OFFERED: Final = (1, 2, 3, 4, 6, 8, 12, 16)


class SlotsButton(Button):
    """Says the number where there is one service, else what it is about."""

    def __init__(
        self,
        preferences: Preferences,
        cards: Mapping[ProviderId, Card],
        parent: QWidget | None = None,
    ) -> None:
        """Follow the settings."""
        super().__init__("", parent=parent)
        self._preferences = preferences
        self._cards = {name: card for name, card in cards.items() if not card.is_local}
        self.setToolTip(words("slots_hint"))
        self.setAccessibleDescription(words("slots_hint"))
        self.menu_of_slots = Menu(self)
        self.menu_of_slots.aboutToShow.connect(self._fill)
        self.clicked.connect(self.unfold)
        preferences.changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + look.height(_ARROW) + SPACE_1, hint.height())

    def _draw_content(self, painter: QPainter, box: QRectF, worn: Dress) -> None:
        edge = look.height(_ARROW)
        super()._draw_content(painter, box.adjusted(0, 0, -edge - SPACE_1, 0), worn)
        arrow = look.pixmap("chevron-down", worn.ink, self, edge)
        at = QPointF(box.right() - edge - SPACE_2, round((box.height() - edge) / 2))
        painter.drawPixmap(at, arrow)

    def unfold(self) -> None:
        """Show the numbers to choose from."""
        self.menu_of_slots.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def choose(self, provider: ProviderId, parallel: int | None) -> None:
        """Set a service's number; None leaves it to what the account allows."""
        chosen = dict(self._preferences.current.concurrency)
        chosen.pop(provider, None)
        if parallel is not None:
            chosen[provider] = parallel
        self._preferences.change(concurrency=chosen)

    def _parallel(self, provider: ProviderId) -> int:
        usual = self._cards[provider].account.parallel
        return self._preferences.current.concurrency.get(provider, usual)

    def _show(self, _news: object = None) -> None:
        numbers = sorted({self._parallel(provider) for provider in self._cards})
        shown = "–".join(str(n) for n in dict.fromkeys((numbers[0], numbers[-1])))
        self.setText(words("slots", count=shown))

    def _fill(self) -> None:
        menu = self.menu_of_slots
        menu.clear()
        for provider, card in self._cards.items():
            title = menu.addAction(words("slots_service", service=card.title))
            title.setEnabled(False)
            usual, own = card.account.parallel, self._preferences.current.concurrency.get(provider)
            offered = sorted({*_OFFERED, *([own] if own else [])})
            entries = [(None, words("slots_usual", count=usual)), *((n, str(n)) for n in offered)]
            for number, said in entries:
                action = menu.addAction(said, partial(self.choose, provider, number))
                action.setCheckable(True)
                action.setChecked(own == number)
