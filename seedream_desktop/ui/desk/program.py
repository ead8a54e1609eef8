"""What the window needs of the program behind it; app.wiring.App is one."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from seedream_desktop.domain.card import Card
    from seedream_desktop.domain.comparison import Comparison
    from seedream_desktop.domain.drift import Drift
    from seedream_desktop.domain.events import Notice
    from seedream_desktop.domain.export_wish import ExportWish
    from seedream_desktop.domain.frame_record import Place
    from seedream_desktop.domain.handed import Handed
    from seedream_desktop.domain.ids import Digest, ProviderId, SequenceId, StepId, SubjectId
    from seedream_desktop.domain.receipt import Receipt
    from seedream_desktop.engine.engine import Engine
    from seedream_desktop.exporting.bundle_content import Draft
    from seedream_desktop.exporting.bundle_merging import Merge
    from seedream_desktop.exporting.bundle_reading import Review
    from seedream_desktop.exporting.bundle_wish import BundleWish
    from seedream_desktop.exporting.bundle_writer import Packed, Report
    from seedream_desktop.exporting.preview import Preview
    from seedream_desktop.exporting.stock import Stock
    from seedream_desktop.imaging.pictures import ImagingPictures
    from seedream_desktop.ports.provider import Provider
    from seedream_desktop.ports.world import Clock
    from seedream_desktop.settings.model import Settings
    from seedream_desktop.settings.store import SettingsStore
    from seedream_desktop.settings.vault import KeyVault
    from seedream_desktop.storage.blobs import Blobs
    from seedream_desktop.storage.library import Library
    from seedream_desktop.storage.locations import Locations


class Handouts(Protocol):
    """Makes copies of results that other programs can take; app.handouts.Handouts is it."""

    async def make(
        self,
        sequence: "SequenceId",
        subjects: "Collection[SubjectId]",
        *,
        with_picture: bool = False,
    ) -> "Handed":
        """Copy results under the names that an export gives them; unsure ones stay.

        Raises NotFound, StorageFailed, DiskFull.
        """
        ...


class ReviewOffice(Protocol):
    """Packs sequences for reviewers who have a browser only; app.review.Reviews is one."""

    async def draft(self, sequence: "SequenceId", wish: "BundleWish") -> "Draft":
        """Return what a bundle would hold. Raises NotFound, UserFixable (review_empty)."""
        ...

    async def pack(
        self, sequence: "SequenceId", wish: "BundleWish", path: Path, report: "Report"
    ) -> "Packed":
        """Write a bundle. Raises NotFound, UserFixable, StorageFailed, DiskFull."""
        ...

    async def read(self, path: Path) -> "Review":
        """Return what a file of a review is and holds. Raises BadInput."""
        ...

    async def find_merge(self, review: "Review", who: str = "") -> "Merge":
        """Return what a review's choices come to; nothing is written. Raises BadInput."""
        ...


class Program(Protocol):
    """The opened program. Coroutines run on the engine's loop: hand them to Flows or the bridge.

    cards and settings.current may be read on any thread; everything else belongs to the
    engine's.
    """

    @property
    def engine(self) -> "Engine":
        """Plans, runs, recovers."""

    @property
    def library(self) -> "Library":
        """What is remembered."""

    @property
    def blobs(self) -> "Blobs":
        """Files by content."""

    @property
    def pictures(self) -> "ImagingPictures":
        """Reads pictures."""

    @property
    def cards(self) -> "Mapping[ProviderId, Card]":
        """What each service offers."""

    @property
    def providers(self) -> "Mapping[ProviderId, Provider]":
        """The services."""

    @property
    def vault(self) -> "KeyVault":
        """The keys."""

    @property
    def settings(self) -> "SettingsStore":
        """The settings file; change it through Preferences."""

    @property
    def notices(self) -> "tuple[Notice, ...]":
        """What is to be told of the start: a library moved aside, a provider that is faulty."""

    @property
    def handouts(self) -> "Handouts":
        """What other programs are given."""

    @property
    def locations(self) -> "Locations":
        """Where the library lies."""

    @property
    def clock(self) -> "Clock":
        """The time."""

    def attend(self) -> None:
        """Leave a core more to the window for a while: somebody works at it. From any thread."""
        ...

    async def thumbnail(self, digest: "Digest", path: Path) -> bytes:
        """Return a picture's small JPEG. Raises BadInput."""
        ...

    async def proxy(self, digest: "Digest", path: Path) -> bytes:
        """Return a picture's JPEG of 2048 px, upright, in its own colours. Raises BadInput.

        A result has one from its arrival on; what has none gets it now, in the imaging process.
        """
        ...

    async def figures(
        self, one: "tuple[Digest, Path]", other: "tuple[Digest, Path]", *, aligns: bool = False
    ) -> "Comparison":
        """Measure how two pictures differ, on their proxies. Raises BadInput.

        aligns has a clear move of the second undone before colours are compared.
        """
        ...

    async def drift(self, sequence: "SequenceId", step: "StepId") -> "Mapping[Place, Drift]":
        """Return how far each chosen result of a step stands out of its set."""
        ...

    async def export_stock(self, sequence: "SequenceId") -> "Stock":
        """Read what a sequence's exports are chosen from and named by. Raises NotFound."""
        ...

    async def export_preview(
        self, sequence: "SequenceId", wish: "ExportWish", folder: Path
    ) -> "Preview":
        """Return the names that an export writes. Raises NotFound, UserFixable."""
        ...

    async def export_as(
        self,
        sequence: "SequenceId",
        wish: "ExportWish",
        folder: Path,
        told: "Callable[[Receipt], None] | None" = None,
    ) -> "tuple[Receipt, ...]":
        """Export as the wish says; told hears each receipt, on the engine's thread.

        Raises NotFound, UserFixable, StorageFailed, DiskFull; what was told stays.
        """
        ...

    async def apply_settings(self, before: "Settings") -> None:
        """Have what is saved in the settings hold from now on; before is what held."""
        ...

    @property
    def reviews(self) -> "ReviewOffice":
        """What is packed for reviewers, and what comes back from them."""

    async def hosts(self) -> "Mapping[ProviderId, tuple[str, ...]]":
        """Return the hosts that each service is spoken to at, in the region in force."""
        ...

    async def library_bytes(self) -> int:
        """Return what everything under the data root takes up."""
        ...

    async def sweep(self) -> int:
        """Remove files that nothing names; return the bytes that this made room for."""
        ...
