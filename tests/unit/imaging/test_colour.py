import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from seedream_desktop.imaging.colour import srgb_profile, to_srgb
from tests.fixtures import heic, photographs, profiles

PATCHES = np.array(
    [
        (20, 20, 20), (60, 60, 60), (128, 128, 128), (200, 200, 200), (245, 245, 245),
        (180, 60, 50), (60, 140, 70), (50, 70, 160), (210, 190, 60), (170, 80, 150),
        (70, 150, 170), (200, 150, 130), (110, 80, 60), (90, 110, 150), (150, 170, 90),
        (225, 215, 200),
    ],
    dtype=np.uint8,
)  # fmt: skip
PATCH_PX = 16


def chart(colours):
    """Return the patches side by side, each PATCH_PX wide and twice as high."""
    row = np.repeat(np.asarray(colours, np.uint8)[None], 2 * PATCH_PX, axis=0)
    return Image.fromarray(np.repeat(row, PATCH_PX, axis=1))


def patches_of(image):
    pixels = np.asarray(image.convert("RGB"))
    return pixels[PATCH_PX // 2, PATCH_PX // 2 :: PATCH_PX]


def in_space(primaries, gamma):
    """Return PATCHES as the 8-bit values that a space has for them."""
    linear = profiles.srgb_decoded(PATCHES / 255) @ profiles.matrix_d50(profiles.SRGB).T
    own = np.clip(linear @ np.linalg.inv(profiles.matrix_d50(primaries)).T, 0, 1)
    coded = profiles.srgb_encoded(own) if gamma is None else own ** (1 / gamma)
    return np.rint(coded * 255).astype(np.uint8)


def from_space(values, primaries, gamma):
    """Return the sRGB values of a space's 8-bit values."""
    own = profiles.srgb_decoded(values / 255) if gamma is None else (values / 255) ** gamma
    to_srgb_light = np.linalg.inv(profiles.matrix_d50(profiles.SRGB)) @ profiles.matrix_d50(
        primaries
    )
    return np.rint(profiles.srgb_encoded(own @ to_srgb_light.T) * 255)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    ("primaries", "gamma"),
    [(profiles.DISPLAY_P3, None), (profiles.ADOBE_RGB, 563 / 256)],
    ids=["Display P3", "Adobe RGB"],
)
def test_colours_of_wide_spaces_stay_what_they_are(uploaded, primaries, gamma, format_):
    profile = profiles.rgb_profile(primaries, gamma=gamma)
    source = chart(in_space(primaries, gamma))
    exactly = {"lossless": True} if format_ == "WEBP" else {}
    data = photographs.encoded(source, format_, icc_profile=profile, **exactly)
    with Image.open(io.BytesIO(data)) as stored:  # AVIF is a little off by itself
        expected = from_space(patches_of(stored), primaries, gamma)
    assert photographs.delta_e(expected, PATCHES) <= (4 if format_ == "AVIF" else 2)
    found = patches_of(uploaded(data))
    assert photographs.delta_e(found, expected) <= 2
    assert photographs.delta_e(patches_of(source), PATCHES) > 4, "the test would see a lost profile"


def test_alpha_goes_unchanged_through_a_colour_conversion(uploaded):
    source = chart(in_space(profiles.DISPLAY_P3, None)).convert("RGBA")
    source.putalpha(77)
    profile = profiles.rgb_profile(profiles.DISPLAY_P3)
    data = photographs.encoded(source, "PNG", icc_profile=profile)
    image = uploaded(data, keep_alpha=True)
    assert image.format == "PNG"
    assert image.getchannel("A").getextrema() == (77, 77)
    assert photographs.delta_e(patches_of(image), PATCHES) <= 2


def test_a_profile_that_is_srgb_changes_no_value():
    image = to_srgb(chart(PATCHES), profiles.rgb_profile(profiles.SRGB))
    assert np.array_equal(np.asarray(image), np.asarray(chart(PATCHES)))


@pytest.mark.parametrize(
    "profile",
    [b"", b"nonsense", profiles.rgb_profile(profiles.DISPLAY_P3)[:300], profiles.cmyk_profile()],
    ids=["empty", "nonsense", "cut", "for other colours"],
)
def test_a_profile_that_cannot_be_used_is_taken_as_srgb(uploaded, profile):
    data = photographs.encoded(chart(PATCHES), "PNG", icc_profile=profile)
    assert photographs.delta_e(patches_of(uploaded(data)), PATCHES) <= 2


def test_a_grey_profile_is_honoured(uploaded):
    levels = np.arange(10, 250, 16)
    linear = (levels / 255) ** 1.4
    expected = np.rint(profiles.srgb_encoded(linear) * 255)
    grey = chart(np.repeat(levels[:, None], 3, axis=1)).convert("L")
    profile = profiles.grey_profile(1.4)
    data = photographs.encoded(grey, "PNG", icc_profile=profile)
    found = patches_of(uploaded(data))
    assert photographs.delta_e(found, np.repeat(expected[:, None], 3, axis=1)) <= 2
    clear = grey.convert("LA")
    data = photographs.encoded(clear, "PNG", icc_profile=profile)
    assert np.abs(patches_of(uploaded(data)).astype(int) - found).max() <= 1


def inks():
    """Return tints of each ink, and their Lab by the profile's own table.

    Along one ink every way of interpolating is the same straight line.
    """
    paper = np.array(profiles.CMYK_LAB[0, 0, 0, 0])
    values, expected = [], []
    for corner, lab in {**profiles.CMYK_LAB, (0, 0, 0, 1): (0, 0, 0)}.items():
        if sum(corner) != 1:
            continue
        for part in (51, 102, 153):
            values.append(np.array(corner) * part)
            expected.append(paper + (np.array(lab) - paper) * part / 255)
    return np.array(values, np.uint8), np.array(expected)


def lab_d50(rgb):
    """Return Lab as a profile has it (D50) of 8-bit sRGB values."""
    xyz = profiles.srgb_decoded(rgb / 255) @ profiles.matrix_d50(profiles.SRGB).T / profiles.D50
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1
    )


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_cmyk_is_converted_through_its_profile(uploaded, format_):
    values, expected = inks()
    rows = np.repeat(np.repeat(values[None], 2 * PATCH_PX, axis=0), PATCH_PX, axis=1)
    source = Image.frombytes("CMYK", (rows.shape[1], rows.shape[0]), rows.tobytes())
    data = photographs.encoded(source, format_, icc_profile=profiles.cmyk_profile())
    found = patches_of(uploaded(data))
    within = (found > 0).all(axis=1) & (found < 255).all(axis=1)  # others are out of sRGB's reach
    assert within.sum() >= 5
    difference = np.linalg.norm(lab_d50(found[within]) - expected[within], axis=1)
    assert difference.max() <= 2


CMYK_PATCHES = {
    (0, 0, 0, 0): (255, 255, 255),
    (255, 0, 0, 0): (0, 255, 255),
    (0, 255, 0, 0): (255, 0, 255),
    (0, 0, 255, 0): (255, 255, 0),
    (0, 0, 0, 255): (0, 0, 0),
    (0, 0, 0, 128): (127, 127, 127),
    (128, 0, 0, 128): (63, 127, 127),
}


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
@pytest.mark.parametrize("has_adobe_marker", [True, False])
def test_cmyk_without_a_profile_is_shown_as_browsers_do_and_never_inverted(
    uploaded, format_, has_adobe_marker
):
    strip = Image.new("CMYK", (PATCH_PX * len(CMYK_PATCHES), PATCH_PX))
    for place, ink in enumerate(CMYK_PATCHES):
        # Adobe's JPEGs hold no ink as 255; without Adobe's marker no ink is 0.
        is_plain = format_ == "JPEG" and not has_adobe_marker
        shown = tuple(255 - level for level in ink) if is_plain else ink
        strip.paste(shown, (place * PATCH_PX, 0, (place + 1) * PATCH_PX, PATCH_PX))
    data = photographs.encoded(strip, format_)
    if format_ == "JPEG" and not has_adobe_marker:
        at = data.index(b"Adobe") - 4
        data = data[:at] + data[at + 16 :]
        assert b"Adobe" not in data
    found = patches_of(uploaded(data))
    assert np.abs(found.astype(int) - list(CMYK_PATCHES.values())).max() <= 4


def test_a_heic_file_has_its_colours(uploaded):
    image = uploaded(heic.PLAIN.read_bytes())
    assert photographs.delta_e(photographs.corner_colours(image), photographs.QUADRANTS) <= 2


def test_the_profile_that_is_embedded_never_changes():
    assert srgb_profile()[24:36] == bytes.fromhex("07d000010001000000000000")
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
