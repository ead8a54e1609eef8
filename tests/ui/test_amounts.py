"""Amounts of money as people write them into a field."""

import pytest

from seedream_desktop.ui.dialogs.providers.caps import BadAmount, cap_of


@pytest.mark.parametrize(
    ("written", "micros"),
    [
        ("", None),
        (" ", None),
        ("50", 50_000_000),
        ("$0.0005", 500),
        ("0", 0),
        ("1000000", 10**12),
        ("$1,234.50", 1_234_500_000),
    ],
)
def test_amounts_are_read_as_people_write_them(written, micros):
    assert cap_of(written) == micros


@pytest.mark.parametrize("written", ["1,000", "-5", "1e9", "NaN", "5 0", "€5", "1000001", "."])
def test_anything_else_is_no_amount(written):
    with pytest.raises(BadAmount):
        cap_of(written)
