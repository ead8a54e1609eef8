"""What somebody wants a review bundle to hold."""

from dataclasses import dataclass
from typing import Final

EDGE_PX: Final = 1600
EDGES_PX: Final = (1024, 1600, 2048, 3072)


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleWish:
    """What a bundle is to hold; everything that is not asked for is left out.

    edge_px is the longer edge of its pictures. Prompts, costs, what was said so far, versions
    that are not chosen, results whose pair is unsure, and names of files are the sender's to
    give away or to keep. Providers, paths and metadata are never in it.
    """

    edge_px: int = EDGE_PX
    has_prompts: bool = False
    has_costs: bool = False
    has_marks: bool = False
    has_all_versions: bool = False
    has_unsure: bool = False
    is_picked_only: bool = False
    is_anonymous: bool = False
