"""Amounts are whole micro-dollars, read and written without a loss."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.money import micros_from_usd, usd_text


@given(st.integers(0, 10**15))
def test_an_amount_comes_back_from_its_text(micros: int) -> None:
    assert micros_from_usd(usd_text(micros)) == micros


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("1.40", 1_400_000),
        ("$7", 7_000_000),
        (" 0.035 ", 35_000),
        (0.035, 35_000),
        (Decimal("0.0405"), 40_500),
        ("0.0000005", 1),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str | float | Decimal, micros: int) -> None:
    assert micros_from_usd(text) == micros


@pytest.mark.parametrize("text", ["", "-1", "NaN", "Infinity", "1,40", "one", "1.4 USD"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        micros_from_usd(text)


@pytest.mark.parametrize(
    ("micros", "text"),
    [(7_000_000, "7.00"), (40_500, "0.0405"), (1, "0.000001"), (0, "0.00"), (-1_400_000, "-1.40")],
)
def test_amounts_have_two_decimals_or_as_many_as_they_need(micros: int, text: str) -> None:
    assert usd_text(micros) == text
