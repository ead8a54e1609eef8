"""Time as the program lives it, so that tests need not wait."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seedream_desktop.app.clock import SystemClock
from seedream_desktop.ports.world import Clock

if TYPE_CHECKING:
    from seedream_desktop.net.client import Patience
    from seedream_desktop.net.transfer import Stall


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Time as the program lives it, and how long it waits for the network (None: as usual).

    is_patient is for a program that stays: see engine Surroundings.
    """

    clock: Clock = field(default_factory=SystemClock)
    patience: "Patience | None" = None
    stall: "Stall | None" = None
    paid_read_timeout_s: float | None = None
    is_patient: bool = False
