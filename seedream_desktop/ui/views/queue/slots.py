"""How many requests run at once with each service, as a button with a menu."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ui.desk.preferences import Preferences
from seedream_desktop.ui.views.queue.fold_button import FoldButton
from seedream_desktop.ui.views.queue.words import words

_OFFERED: Final = (1, 2, 3, 4, 6, 8, 12, 16)


class SlotsButton(FoldButton):
    """Says the number where there is one service, else what it is about."""

    def __init__(
        self,
        preferences: Preferences,
        cards: Mapping[ProviderId, Card],
        parent: QWidget | None = None,
    ) -> None:
        """Follow the settings."""
        super().__init__(words("slots_hint"), parent)
        self._preferences = preferences
        self._cards = {name: card for name, card in cards.items() if not card.is_offline}
        self.menu_below.aboutToShow.connect(self._fill)
        preferences.changed.connect(self._show)
        self._show()

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
        menu = self.menu_below
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
