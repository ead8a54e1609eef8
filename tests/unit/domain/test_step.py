"""What a user may write for a size."""

import pytest

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.step import SizeChoice, SizeKind, Tier


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("match", SizeChoice()),
        (" Match ", SizeChoice()),
        ("2k", SizeChoice(kind=SizeKind.TIER, tier=Tier.K2)),
        ("4K", SizeChoice(kind=SizeKind.TIER, tier=Tier.K4)),
        ("2048x1536", SizeChoice(kind=SizeKind.EXACT, size=Size(2048, 1536))),
    ],
)
def test_a_size_choice_is_read_and_written(text: str, choice: SizeChoice) -> None:
    assert SizeChoice.parse(text) == choice
    assert SizeChoice.parse(str(choice)) == choice


@pytest.mark.parametrize("text", ["", "5K", "large", "2048", "2048x"])
def test_any_other_word_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a size"):
        SizeChoice.parse(text)


def test_tiers_are_squares_of_their_names() -> None:
    assert [tier.edge_px for tier in Tier] == [2048, 3072, 4096]
