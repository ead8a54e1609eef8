"""Colour conversion: exact enough, and the way back leads home."""

import numpy as np

from seedream_desktop.imaging.oklab import cube_root, to_codes, to_lab


def test_cube_roots_are_right_to_four_digits_and_more():
    values = np.geomspace(1e-9, 4, 200_000).astype(np.float32)
    error = np.abs(cube_root(values) / np.cbrt(values.astype(float)) - 1)
    assert error.max() < 4e-5


def test_white_black_and_the_primaries_lie_where_ottosson_puts_them():
    codes = np.array([[[255, 255, 255], [0, 0, 0], [255, 0, 0]]], np.uint8)
    lab = to_lab(codes)
    found = np.stack([lab.lightness, lab.a, lab.b], -1)[0]
    expected = [(1, 0, 0), (0, 0, 0), (0.62796, 0.22486, 0.12585)]
    assert np.abs(found - expected).max() < 2e-3


def test_there_and_back_leaves_every_code_where_it_was():
    steps = np.arange(0, 256, 5, dtype=np.uint8)
    red, green, blue = np.meshgrid(steps, steps, steps, indexing="ij")
    codes = np.stack([red, green, blue], -1).reshape(-1, 52, 3)
    back = to_codes(to_lab(codes), row=0)
    assert (back == codes).mean() > 0.995
    assert np.abs(back.astype(int) - codes).max() <= 1
