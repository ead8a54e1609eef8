"""A step: one instruction with its target, mode, size and anchors."""

from dataclasses import dataclass
from enum import StrEnum

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.picture import Picture


class StepMode(StrEnum):
    """How a step's frames are put into requests."""

    SET = "set"
    """Several images edited together by one request (the services' "edit sequential")."""

    EACH = "each"
    """One request per image, anchors as references."""

    CARRY = "carry"
    """As EACH, and the previous image's result is the first reference of the next."""

    VARIANTS = "variants"
    """One image, `count` outputs."""

    STORY = "story"
    """No image: text to a series of `count` outputs (the services' "sequential")."""


class SizeKind(StrEnum):
    """The ways in which an output size can be asked for."""

    MATCH = "match"
    EXACT = "exact"
    TIER = "tier"


class Tier(StrEnum):
    """Named areas, as Seedream's services use the words; the aspect follows the image."""

    K2 = "2K"
    K3 = "3K"
    K4 = "4K"

    @property
    def edge_px(self) -> int:
        """Edge of the square of this area."""
        return {"2K": 2048, "3K": 3072, "4K": 4096}[self.value]


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """What the user asked for: as the image is, an exact size, or a tier."""

    kind: SizeKind = SizeKind.MATCH
    size: Size | None = None
    tier: Tier | None = None

    @classmethod
    def parse(cls, text: str) -> "SizeChoice":
        """Read "match", "2K" or "2048x1536"; ValueError for anything else."""
        word = text.strip()
        if word.lower() == SizeKind.MATCH:
            return cls()
        if word.upper() in set(Tier):
            return cls(kind=SizeKind.TIER, tier=Tier(word.upper()))
        return cls(kind=SizeKind.EXACT, size=Size.parse(word))

    def __str__(self) -> str:
        """Return the text that parse() reads back."""
        if self.size is not None:
            return f"{self.size.width_px}x{self.size.height_px}"
        return self.tier.value if self.tier is not None else self.kind.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instruction over a sequence's images.

    prompt is what the user wrote; the composer adds what the model needs. family names a
    model family of the provider's card ("seedream-5.0-lite"). count is the number of outputs
    per image of VARIANTS and per series of STORY. leading_anchors of the sequence's first
    images, and the anchor pictures, go first in every request; a leading anchor is taken as
    the steps before left it. scenario and seed say what happens where its provider rehearses;
    empty is domain.rehearsal.Scenario.OK.
    """

    id: StepId
    prompt: str
    provider: ProviderId
    family: str
    mode: StepMode = StepMode.SET
    size: SizeChoice = SizeChoice()
    count: int = 1
    leading_anchors: int = 0
    anchors: tuple[Picture, ...] = ()
    is_on: bool = True
    scenario: str = ""
    seed: int = 0
