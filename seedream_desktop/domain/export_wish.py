"""What is to leave the library, and as what: which results, and presets for their files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from seedream_desktop.domain.ids import StepId, SubjectId


class Picking(StrEnum):
    """Which versions of the wanted steps are meant."""

    CHOSEN = "chosen"
    """The chosen version of each frame."""

    RESULTS = "results"
    """As CHOSEN, and of a step that makes variants the newest of each take."""

    PICKED = "picked"
    """All versions that are flagged as picks."""

    RATED = "rated"
    """All versions with at least stars_min stars."""

    ALL = "all"
    """All versions."""

    NAMED = "named"
    """The versions and originals of `named`, whatever their step."""


class Unsure(StrEnum):
    """What becomes of results whose pairing nobody has looked at."""

    ASIDE = "aside"
    """They go into a folder of their own."""

    REFUSE = "refuse"
    """They are left out, and the receipt says so."""

    INCLUDE = "include"
    """They go where the others go: the user has said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """Which pictures are exported. steps empty: of the last step alone.

    with_originals puts each result's original beside it. stars_min counts for RATED alone,
    named for NAMED alone.
    """

    picking: Picking = Picking.CHOSEN
    steps: frozenset[StepId] = frozenset()
    stars_min: int = 1
    named: frozenset[SubjectId] = frozenset()
    with_originals: bool = False
    unsure: Unsure = Unsure.ASIDE


class FileFormat(StrEnum):
    """What files are written; KEEP leaves every byte as the service made it."""

    KEEP = "keep"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    AVIF = "avif"
    TIFF = "tiff"


class Fit(StrEnum):
    """What a picture's size in pixels follows."""

    AS_IS = "as_is"
    ORIGINAL = "original"
    LONG_EDGE = "long_edge"
    PRINT = "print"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSize:
    """How large pictures become; their shape stays.

    LONG_EDGE: edge_px at most, and exactly with may_enlarge. PRINT: as large as fits a sheet of
    width_mm × height_mm, turned as the picture is, at dpi, smaller or larger than it was.
    ORIGINAL: as large as the original, or as fits into it where the shapes differ.
    """

    fit: Fit = Fit.AS_IS
    edge_px: int = 2048
    may_enlarge: bool = False
    width_mm: float = 297.0
    height_mm: float = 210.0
    dpi: int = 300


class Colour(StrEnum):
    """Whose colour space a picture is written in; the profile is embedded always."""

    KEEP = "keep"
    ORIGINAL = "original"
    SRGB = "srgb"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataWish:
    """What a file tells beside its pixels.

    rights: IPTC and XMP words on who, what and whose. capture: camera, lens, exposure, dates.
    gps: coordinates, and the fields for city, state and country. ai_mark: IPTC's digital source
    type. edits: provider, model, prompt of each step; costs, with these alone, what each has cost.
    """

    rights: bool = True
    capture: bool = True
    gps: bool = False
    ai_mark: bool = True
    edits: bool = False
    costs: bool = False


class Sidecar(StrEnum):
    """Files beside the pictures: JSON, one for each; CSV, one for a preset's folder."""

    JSON = "json"
    CSV = "csv"


class Conflict(StrEnum):
    """What is done where a file of that name lies already; a source is never overwritten."""

    UNIQUE = "unique"
    SKIP = "skip"
    OVERWRITE = "overwrite"


TEMPLATE = "{name}{-step}{-version}"
"""The names that files get unless one says otherwise."""

TELLING_TEMPLATE = "{name}_{step}{-version}"
"""Names that say of which step a file is, also where all are of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One way of writing files.

    template is read by exporting.template. quality, 1 to 100, counts for JPEG, WebP (100 is
    lossless) and AVIF. background, "#rrggbb" in sRGB, goes under what is transparent where the
    format has no alpha. is_mirrored repeats the sources' folders.
    """

    name: str = ""
    template: str = TEMPLATE
    format: FileFormat = FileFormat.KEEP
    quality: int = 92
    size: OutputSize = OutputSize()
    colour: Colour = Colour.KEEP
    background: str = "#ffffff"
    metadata: MetadataWish = MetadataWish()
    sidecars: frozenset[Sidecar] = frozenset()
    is_mirrored: bool = False

    @property
    def keeps_bytes(self) -> bool:
        """Say whether files are copied as they are, whatever else is asked for."""
        return self.format is FileFormat.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWish:
    """One export: what, and as what. Of several presets each has a folder of its name.

    answers are what was decided for single files, by their path in the preview; for all others
    conflict holds.
    """

    what: What = What()
    presets: tuple[Preset, ...] = (Preset(),)
    conflict: Conflict = Conflict.UNIQUE
    answers: Mapping[str, Conflict] = field(default_factory=dict)
