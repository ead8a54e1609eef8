"""What a start of the program was asked for, beside what the settings say."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from seedream_desktop.app.tempo import Tempo
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import rehearsal_of
from seedream_desktop.settings.store import SettingsStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What this start was asked for beside the settings: requests at once, and a region.

    provider is the one that the region is of; empty: of all that have one of this name.
    """

    parallel: int | None = None
    region: str = ""
    provider: str = ""
    tempo: Tempo = field(default_factory=Tempo)


def parallel_requests(
    settings: SettingsStore, cards: Mapping[ProviderId, Card], asked: int | None
) -> dict[ProviderId, int]:
    """Return requests at once where the user has said so: option, environment, settings.

    Raises UserFixable("concurrency_unclear").
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
