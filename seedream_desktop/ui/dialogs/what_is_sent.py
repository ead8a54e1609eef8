"""Says in plain words what leaves this computer for a provider, when, and what never does."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.domain.card import Card, Recovery
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.guide.page import Block, Heading, Page, Paragraph, Piece
from seedream_desktop.ui.guide.page_view import PageView
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.offers import lasting, mega, region_of
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.label import Label

_WIDTH, _HEIGHT = 600, 620
_ROOM = 0.9
_say = partial(text.text, section="sent")

Hosts = Mapping[ProviderId, tuple[str, ...]]
"""Where each service is spoken to; nothing for what is not remote."""


class WhatIsSentDialog(DialogFrame):
    """Reading only: choose a provider, read what goes there."""

    guide_asked = Signal()

    def __init__(
        self,
        cards: Mapping[ProviderId, Card],
        first: ProviderId | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show what the first provider is sent."""
        super().__init__(_say("title"), parent, _WIDTH)
        about(self, "sent")
        self._cards = cards
        self._hosts: Hosts = {}
        self.provider = Select(
            _say("provider"), [(card.title, name) for name, card in cards.items()]
        )
        self.provider.picked.connect(self._show)
        self.facts: list[tuple[str, str]] = []
        self.page = PageView(has_margin=False)
        self._lay_out()
        row = self.provider.findData(first) if first in cards else 0
        self.provider.setCurrentIndex(row)
        self._show(self.provider.currentData())
        room = self.screen().availableSize() * _ROOM
        self.resize(self.width(), min(look.height(_HEIGHT), room.height()))

    def show_hosts(self, hosts: Hosts) -> None:
        """Say where each service is spoken to, which is not known at once."""
        self._hosts = hosts
        self._show(self.provider.currentData())

    def _show(self, provider: object) -> None:
        card = self._cards[ProviderId(str(provider))]
        self.facts = facts_of(card, self._hosts.get(card.provider, ()))
        blocks: list[Block] = []
        for number, (heading, said) in enumerate(self.facts):
            blocks += [Heading(heading, f"fact-{number}", is_small=True), Paragraph((Piece(said),))]
        self.page.show_page(Page("sent", "", tuple(blocks)))
        self.page.setAccessibleName(card.title)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(Label(_say("provider"), Type.CONTROL, ink="muted"))
        row.addWidget(self.provider)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.page, 1)
        self.guide = Button(_say("guide"), Kind.LINK)
        self.guide.setAutoDefault(False)
        self.guide.clicked.connect(self.guide_asked)
        self.add_to_foot(self.guide)
        close = Button(_say("close"), Kind.PRIMARY)
        close.clicked.connect(self.accept)
        self.add_buttons(close, safe=close)


def facts_of(card: Card, hosts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return headings with what is said beneath each, from what the card says of the service."""
    never = (_say("never"), _say("never_said"))
    if card.is_offline:
        return [(_say("when"), _say("when_offline")), never]
    return [
        (_say("when"), _say("when_remote", {"service": card.title})),
        *([(_say("where"), _where(card, hosts))] if hosts else []),
        (_say("pictures"), _pictures(card)),
        (_say("words"), text.sentences(_words(card))),
        (_say("free"), _say("free_said")),
        (_say("results"), _results(card)),
        (_say("always"), _say("always_said")),
        (_say("key"), _say("key_said")),
        never,
    ]


def _where(card: Card, hosts: tuple[str, ...]) -> str:
    params = {"hosts": text.listed(hosts), "region": region_of(card)}
    return _say("where_region" if card.regions else "where_hosts", params)


def _pictures(card: Card) -> str:
    rule = card.inputs
    made = {
        "format": text.listed(("JPEG", "PNG") if rule.takes_alpha else ("JPEG",)),
        "megapixels": mega(rule.pixels_max),
        "megabytes": mega(rule.bytes_max),
    }
    if card.references_inside:
        way = _say("pictures_inside")
    else:
        way = _say("pictures_uploaded", {"time": lasting(card.upload_lifetime_s)})
    return text.sentences((_say("pictures_made", made), way))


def _words(card: Card) -> list[str]:
    said = [_say("words_said")]
    if card.enhancer is not None:
        said.append(_say("words_enhancer"))
    if card.recovery is not Recovery.NONE:
        said.append(_say("words_lookup"))
    if card.recovery is Recovery.IDEMPOTENCY:
        said.append(_say("words_idempotency"))
    return said


def _results(card: Card) -> str:
    if not card.output_lifetime_s:
        return _say("results_said")
    return _say("results_kept", {"time": lasting(card.output_lifetime_s)})
