import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from seedream_desktop.domain.card import InputRule
from seedream_desktop.imaging.colour import eight_bit, srgb_profile, to_srgb
from seedream_desktop.imaging.normalise import normalise
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


def uploaded(write, gate, digest_of, data, **options):
    path = write(data)
    made = normalise(path, digest_of(path), InputRule(), gate, **options)
    image = Image.open(io.BytesIO(made.data))
    assert image.info["icc_profile"] == srgb_profile()
    return image


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
def test_colours_of_wide_spaces_stay_what_they_are(
    write, gate, digest_of, primaries, gamma, format_
):
    profile = profiles.rgb_profile(primaries, gamma=gamma)
    source = chart(in_space(primaries, gamma))
    exactly = {"lossless": True} if format_ == "WEBP" else {}
    data = photographs.encoded(source, format_, icc_profile=profile, **exactly)
    with Image.open(io.BytesIO(data)) as stored:  # AVIF is a little off by itself
        expected = from_space(patches_of(stored), primaries, gamma)
    assert photographs.delta_e(expected, PATCHES) <= (4 if format_ == "AVIF" else 2)
    found = patches_of(uploaded(write, gate, digest_of, data))
    assert photographs.delta_e(found, expected) <= 2
    assert photographs.delta_e(patches_of(source), PATCHES) > 4, "the test would see a lost profile"


def test_alpha_goes_unchanged_through_a_colour_conversion(write, gate, digest_of):
    source = chart(in_space(profiles.DISPLAY_P3, None)).convert("RGBA")
    source.putalpha(77)
    profile = profiles.rgb_profile(profiles.DISPLAY_P3)
    data = photographs.encoded(source, "PNG", icc_profile=profile)
    image = uploaded(write, gate, digest_of, data, keep_alpha=True)
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
def test_a_profile_that_cannot_be_used_is_taken_as_srgb(write, gate, digest_of, profile):
    data = photographs.encoded(chart(PATCHES), "PNG", icc_profile=profile)
    assert photographs.delta_e(patches_of(uploaded(write, gate, digest_of, data)), PATCHES) <= 2


def test_a_grey_profile_is_honoured(write, gate, digest_of):
    levels = np.arange(10, 250, 16)
    linear = (levels / 255) ** 1.4
    expected = np.rint(profiles.srgb_encoded(linear) * 255)
    grey = chart(np.repeat(levels[:, None], 3, axis=1)).convert("L")
    profile = profiles.grey_profile(1.4)
    data = photographs.encoded(grey, "PNG", icc_profile=profile)
    found = patches_of(uploaded(write, gate, digest_of, data))
    assert photographs.delta_e(found, np.repeat(expected[:, None], 3, axis=1)) <= 2
    clear = grey.convert("LA")
    data = photographs.encoded(clear, "PNG", icc_profile=profile)
    assert np.abs(patches_of(uploaded(write, gate, digest_of, data)).astype(int) - found).max() <= 1


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
def test_cmyk_is_converted_through_its_profile(write, gate, digest_of, format_):
    values, expected = inks()
    rows = np.repeat(np.repeat(values[None], 2 * PATCH_PX, axis=0), PATCH_PX, axis=1)
    source = Image.frombytes("CMYK", (rows.shape[1], rows.shape[0]), rows.tobytes())
    data = photographs.encoded(source, format_, icc_profile=profiles.cmyk_profile())
    found = patches_of(uploaded(write, gate, digest_of, data))
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
    write, gate, digest_of, format_, has_adobe_marker
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
    found = patches_of(uploaded(write, gate, digest_of, data))
    assert np.abs(found.astype(int) - list(CMYK_PATCHES.values())).max() <= 4


def ramp16():
    return np.linspace(0, 65_535, 256).astype(np.uint16)


def expected8():
    return np.rint(ramp16() / 257)


@pytest.mark.parametrize("format_", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_and_not_clipped(write, gate, digest_of, format_):
    image = Image.fromarray(np.repeat(ramp16()[None], 16, axis=0))
    assert image.mode == "I;16"
    data = photographs.encoded(image, format_)
    found = np.asarray(uploaded(write, gate, digest_of, data))[8, :, 0]
    assert np.abs(found.astype(int) - expected8()).max() <= 2
    assert np.abs(np.asarray(eight_bit(image))[8] - expected8()).max() == 0


@pytest.mark.parametrize("photometric", [0, 1])
def test_sixteen_bit_grey_tiffs_of_both_polarities_are_right(write, gate, digest_of, photometric):
    strip = np.repeat(ramp16()[None], 16, axis=0).astype("<u2").tobytes()
    entries = [(258, 3, (16,)), (259, 3, (1,)), (262, 3, (photometric,)), (277, 3, (1,))]
    data = photographs.tiff(256, 16, strip, entries=entries)
    found = np.asarray(uploaded(write, gate, digest_of, data))[8, :, 0].astype(int)
    wanted = expected8() if photometric else 255 - expected8()
    assert np.abs(found - wanted).max() <= 2


def test_sixteen_bit_colour_png_is_scaled(write, gate, digest_of):
    row = np.stack([ramp16(), ramp16()[::-1], ramp16()], axis=1).astype(">u2").tobytes()
    data = photographs.png(256, 16, 16, 2, [row] * 16)
    found = np.asarray(uploaded(write, gate, digest_of, data))[8].astype(int)
    wanted = np.stack([expected8(), expected8()[::-1], expected8()], axis=1)
    assert np.abs(found - wanted).max() <= 3


def test_sixteen_bit_colour_tiff_is_scaled(write, gate, digest_of):
    row = np.stack([ramp16(), ramp16()[::-1], ramp16()], axis=1).astype("<u2").tobytes()
    entries = [(258, 3, (16, 16, 16)), (259, 3, (1,)), (262, 3, (2,)), (277, 3, (3,))]
    data = photographs.tiff(256, 16, row * 16, entries=entries)
    found = np.asarray(uploaded(write, gate, digest_of, data))[8].astype(int)
    wanted = np.stack([expected8(), expected8()[::-1], expected8()], axis=1)
    assert np.abs(found - wanted).max() <= 3


@pytest.mark.parametrize(
    ("values", "white"),
    [
        (np.linspace(0, 1, 256, dtype=np.float32), 1),
        (np.linspace(0, 65_535, 256, dtype=np.float32), 65_535),
        (np.arange(256, dtype=np.int32), 255),
        (np.arange(256, dtype=np.int32) * 257, 65_535),
        (np.arange(256, dtype=np.int32) * 8_000_000, 255 * 8_000_000),
    ],
)
def test_wide_grey_is_scaled_by_the_range_that_holds_it(values, white):
    image = eight_bit(Image.fromarray(np.repeat(values[None], 3, axis=0)))
    assert image.mode == "L"
    assert np.abs(np.asarray(image)[1] - np.rint(values / white * 255)).max() <= 1


def test_values_that_are_no_numbers_become_black():
    image = eight_bit(Image.fromarray(np.array([[np.nan, np.inf, 1.0, 0.5]], np.float32)))
    assert np.asarray(image).tolist() == [[0, 0, 255, 128]]


def seen_through(mode):
    """Return a picture half clear and half (40, 160, 60), in a mode with transparency."""
    image = Image.new("RGBA", (32, 16), (255, 0, 0, 0))
    image.paste((40, 160, 60, 255), (16, 0, 32, 16))
    if mode == "P":
        palette = Image.new("P", (32, 16), 0)
        palette.putpalette([255, 0, 0, 40, 160, 60])
        palette.paste(1, (16, 0, 32, 16))
        return palette, {"transparency": 0}
    if mode == "RGB":
        return image.convert("RGB"), {"transparency": (255, 0, 0)}
    return image.convert(mode), {}


@pytest.mark.parametrize("mode", ["RGBA", "P", "RGB", "LA"])
def test_what_is_transparent_becomes_white_for_an_upload(write, gate, digest_of, mode):
    source, options = seen_through(mode)
    image = uploaded(write, gate, digest_of, photographs.encoded(source, "PNG", **options))
    assert image.mode == "RGB"
    assert min(image.getpixel((4, 8))) >= 252
    wanted = (40, 160, 60) if mode != "LA" else (source.getpixel((24, 8))[0],) * 3
    assert np.abs(np.array(image.getpixel((28, 8))) - wanted).max() <= 4


@pytest.mark.parametrize("mode", ["RGBA", "P", "RGB", "LA"])
def test_alpha_is_kept_when_told(write, gate, digest_of, mode):
    source, options = seen_through(mode)
    data = photographs.encoded(source, "PNG", **options)
    image = uploaded(write, gate, digest_of, data, keep_alpha=True)
    assert (image.format, image.mode) == ("PNG", "RGBA")
    assert image.getpixel((4, 8))[3] == 0
    assert image.getpixel((28, 8))[3] == 255


def test_half_transparent_is_mixed_with_white(write, gate, digest_of):
    data = photographs.encoded(Image.new("RGBA", (16, 16), (0, 0, 0, 128)), "PNG")
    image = uploaded(write, gate, digest_of, data)
    assert np.abs(np.array(image.getpixel((8, 8))) - 127).max() <= 2


@pytest.mark.parametrize("mode", ["1", "L", "P", "YCbCr", "LAB"])
def test_other_colour_layouts_become_rgb(write, gate, digest_of, mode):
    source = photographs.quadrants()
    if mode in {"1", "L"}:
        expected = np.repeat(
            np.array([np.asarray(source.convert("L"))[y, x] for y, x in ((6, 6), (6, 57))])[
                :, None
            ],
            3,
            axis=1,
        )
    if mode == "LAB":
        spaces = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
        lab = ImageCms.profileToProfile(source, *spaces, outputMode="LAB")
        lab.info = {}
        source = lab
    elif mode == "1":
        source = Image.new("1", (64, 48), 1)
        expected = np.full((2, 3), 255)
    else:
        source = source.quantize(8) if mode == "P" else source.convert(mode)
    if mode not in {"1", "L"}:
        expected = np.array(photographs.QUADRANTS[:2])
    image = uploaded(write, gate, digest_of, photographs.encoded(source, "TIFF"))
    assert image.mode == "RGB"
    assert np.abs(np.array(photographs.corner_colours(image)[:2]) - expected).max() <= 6


def test_a_heic_file_has_its_colours(write, gate, digest_of):
    image = uploaded(write, gate, digest_of, heic.PLAIN.read_bytes())
    assert photographs.delta_e(photographs.corner_colours(image), photographs.QUADRANTS) <= 2


def test_the_profile_that_is_embedded_never_changes():
    assert srgb_profile()[24:36] == bytes.fromhex("07d000010001000000000000")
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
