"""How many requests a service gets at once, by whoever has said so."""

import os
from collections.abc import Mapping

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import rehearsal_of
from seedream_desktop.settings.store import SettingsStore


def parallel_of(
    settings: SettingsStore, cards: Mapping[ProviderId, Card], asked: int | None
) -> dict[ProviderId, int]:
    """Return requests at once where the user has said so: option, environment, settings.

    Raises UserFixable (concurrency_unclear).
    """
    own = settings.current.concurrency
    named = {rehearsal_of(name): parallel for name, parallel in own.items()} | dict(own)
    variable = os.environ.get("SEEDREAM_CONCURRENCY", "").strip()
    if variable and asked is None:
        if not variable.isdigit() or int(variable) < 1:
            raise UserFixable("concurrency_unclear", value=variable)
        asked = int(variable)
    if asked is not None and asked < 1:
        raise UserFixable("concurrency_unclear", value=asked)
    return named if asked is None else dict.fromkeys(cards, asked)
