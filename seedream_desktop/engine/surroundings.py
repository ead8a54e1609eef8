"""What the engine is given: the library, the services, and how its world behaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.ledger import Caps
from seedream_desktop.engine.services import Finder
from seedream_desktop.ports.library import Blobs, Library
from seedream_desktop.ports.pictures import KeepPreviews, Pictures
from seedream_desktop.ports.provider import Downloads, Provider
from seedream_desktop.ports.queue import QueueRecord
from seedream_desktop.ports.world import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that the engine is given.

    parallel holds the user's own word per provider; prompt_checks says, for providers that
    read a prompt by rules of their own, what is wrong with one by raising PromptUnclear.
    is_patient has what fails by network or rate tried again as long as the program runs, for
    a window; else it rests after some tries, for a command that has to end. find returns the
    adapter for a provider's region, and is needed where one has several. keep_previews takes what
    arrived outputs are shown by, where somebody looks.
    """

    library: Library
    queue: QueueRecord
    blobs: Blobs
    pictures: Pictures
    providers: Mapping[ProviderId, Provider]
    cards: Mapping[ProviderId, Card]
    downloads: Mapping[ProviderId, Downloads]
    clock: Clock
    caps: Callable[[], Caps]
    parallel: Mapping[ProviderId, int]
    prompt_checks: Mapping[ProviderId, Callable[[str], object]]
    is_patient: bool = False
    find: Finder | None = None
    keep_previews: KeepPreviews | None = None

    @property
    def finder(self) -> Finder:
        """Who finds a provider's adapter by region."""
        return self.find or (lambda name, _: self.providers[name])
