"""ICC profiles of curves and a matrix, read field by field."""

import struct

import numpy as np
import pytest
from PIL import ImageCms

from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.imaging.matrix_profile import matrix_profile
from tests.fixtures import profiles

LEVELS = np.arange(256) / 255


@pytest.mark.parametrize("primaries", [profiles.SRGB, profiles.DISPLAY_P3, profiles.ADOBE_RGB])
def test_matrix_and_curve_are_those_that_were_written(primaries):
    found = matrix_profile(profiles.rgb_profile(primaries, gamma=2.2))
    assert np.abs(found.to_xyz - profiles.matrix_d50(primaries)).max() < 1e-4
    assert np.abs(found.light - LEVELS**2.2).max() < 2e-3  # the exponent has eight binary places


def test_our_own_profile_has_the_curve_of_srgb():
    found = matrix_profile(srgb_profile())
    assert np.abs(found.light - profiles.srgb_decoded(LEVELS)).max() < 1e-4


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        (0, (2.0,), LEVELS**2),
        (1, (2.0, 1.25, -0.25), np.where(LEVELS >= 0.2, (1.25 * LEVELS - 0.25) ** 2, 0)),
        (2, (2.0, 0.8, -0.2, 0.3), np.where(LEVELS >= 0.25, (0.8 * LEVELS - 0.2) ** 2, 0) + 0.3),
        (3, (2.0, 1.0, 0.0, 0.5, 0.5), np.where(LEVELS >= 0.5, LEVELS**2, 0.5 * LEVELS)),
        (
            4,
            (2.0, 1.0, 0.0, 0.5, 0.5, 0.1, 0.2),
            np.where(LEVELS >= 0.5, LEVELS**2 + 0.1, 0.5 * LEVELS + 0.2),
        ),
    ],
)
def test_parametric_curves_of_all_kinds(kind, numbers, expected):
    data = struct.pack(">4s4xHxx", b"para", kind)
    data += struct.pack(f">{len(numbers)}i", *(round(number * 65_536) for number in numbers))
    found = matrix_profile(with_curve(data))
    assert np.abs(found.light - expected).max() < 1e-3


def test_a_straight_curve_and_a_sampled_one():
    straight = struct.pack(">4s4xI", b"curv", 0)
    assert np.allclose(matrix_profile(with_curve(straight)).light, LEVELS, atol=1e-6)
    points = np.array([0, 16_384, 65_535])
    sampled = struct.pack(">4s4xI3H", b"curv", 3, *points)
    expected = np.interp(LEVELS, (0, 0.5, 1), points / 65_535)
    assert np.allclose(matrix_profile(with_curve(sampled)).light, expected, atol=1e-6)


@pytest.mark.parametrize("cut", [0, 100, 131, 200, 300])
def test_what_is_no_such_profile_is_none(cut):
    assert matrix_profile(profiles.rgb_profile(profiles.SRGB)[:cut]) is None


def test_other_kinds_are_none():
    assert matrix_profile(profiles.cmyk_profile()) is None
    assert matrix_profile(profiles.grey_profile(2.2)) is None
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert matrix_profile(lab) is None
    assert matrix_profile(with_curve(b"mft2" + bytes(20))) is None
    assert matrix_profile(b"text" * 100) is None


def with_curve(curve):
    """Return a profile whose three channels have this curve."""
    names = (b"rTRC", b"gTRC", b"bTRC")
    columns = (b"rXYZ", b"gXYZ", b"bXYZ")
    start = 128 + 4 + 12 * 6
    table, body = struct.pack(">I", 6), curve + bytes(-len(curve) % 4)
    for name in names:
        table += struct.pack(">4sII", name, start, len(curve))
    for name in columns:
        table += struct.pack(">4sII", name, start + len(body), 20)
    return bytes(128) + table + body + struct.pack(">4s4x3i", b"XYZ ", 20_000, 20_000, 20_000)
