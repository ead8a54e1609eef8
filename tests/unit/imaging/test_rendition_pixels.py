"""What exported files look like: colours within ΔE2000 of 1, upright, as large as asked for."""

import hashlib
import io
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageCms

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.export_wish import Colour, FileFormat, Fit, OutputSize, Preset
from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.rendition import render
from seedream_desktop.ports.renditions import Order
from tests.fixtures import exiftool, photographs, profiles
from tests.fixtures.deltas import de2000, lab

WRITTEN = [kind for kind in FileFormat if kind is not FileFormat.KEEP]
CLEAR = [kind for kind in WRITTEN if kind is not FileFormat.JPEG]
P3 = (profiles.DISPLAY_P3, None)
ADOBE = (profiles.ADOBE_RGB, 563 / 256)
SRGB = (profiles.SRGB, None)
PATCH_PX = 16
PATCHES = np.array(
    [
        (20, 20, 20), (60, 60, 60), (128, 128, 128), (200, 200, 200), (245, 245, 245),
        (180, 60, 50), (60, 140, 70), (50, 70, 160), (210, 190, 60), (170, 80, 150),
        (70, 150, 170), (200, 150, 130), (110, 80, 60), (90, 110, 150), (150, 170, 90),
        (225, 215, 200),
    ],
    dtype=np.uint8,
)  # fmt: skip


def chart(values, mode="RGB"):
    """Return patches side by side, each PATCH_PX wide and twice as high."""
    rows = np.repeat(np.repeat(values[None], 2 * PATCH_PX, axis=0), PATCH_PX, axis=1)
    return Image.frombytes(mode, (rows.shape[1], rows.shape[0]), rows.tobytes())


def patches_of(image):
    return np.asarray(image)[PATCH_PX // 2, PATCH_PX // 2 :: PATCH_PX]


def in_space(primaries, gamma):
    """Return the values that a space has for PATCHES, which are in sRGB."""
    light = profiles.srgb_decoded(PATCHES / 255) @ profiles.matrix_d50(profiles.SRGB).T
    own = np.clip(light @ np.linalg.inv(profiles.matrix_d50(primaries)).T, 0, 1)
    coded = profiles.srgb_encoded(own) if gamma is None else own ** (1 / gamma)
    return np.rint(coded * 255).astype(np.uint8)


@pytest.fixture
def exported(tmp_path):
    """Render the bytes of a file as a preset says; return what was made, and its picture."""

    def made(data, preset, original=None, original_size=None):
        source = tmp_path / "source.bin"
        source.write_bytes(data)
        if original is not None:
            (tmp_path / "original.bin").write_bytes(original)
        order = Order(
            source=source,
            target=tmp_path / f"out.{preset.format.value}",
            preset=preset,
            original=None if original is None else tmp_path / "original.bin",
            original_digest="" if original is None else digest(original),
            original_size=original_size,
        )
        rendition = render(order, Gate())
        return rendition, Image.open(io.BytesIO(order.target.read_bytes()))

    return made


def digest(data):
    return hashlib.sha256(data).hexdigest()


def codes(rendition):
    return [change.code for change in rendition.changes]


def exactly(kind):
    """Return a preset whose encoder changes no patch by itself."""
    return Preset(format=kind, quality=100)


def test_the_colour_difference_is_the_standards():
    """Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula", table 1."""
    pairs = np.array(
        [
            (50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425),
            (50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195),
            (50, 2.5, 0, 50, 0, -2.5, 4.3065),
            (50, 2.5, 0, 73, 25, -18, 27.1492),
            (22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373),
            (2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082),
        ]
    )
    assert de2000(pairs[:, :3], pairs[:, 3:6]) == pytest.approx(pairs[:, 6], abs=1e-4)


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("space", [P3, ADOBE, SRGB], ids=["Display P3", "Adobe RGB", "sRGB"])
@pytest.mark.parametrize("colour", Colour)
def test_patches_keep_their_colours_whatever_space_is_asked_for(exported, kind, space, colour):
    primaries, gamma = space
    profile = profiles.rgb_profile(primaries, gamma=gamma)
    values = in_space(*space)
    source = photographs.encoded(chart(values), "PNG", icc_profile=profile)
    other = profiles.rgb_profile(profiles.ADOBE_RGB, gamma=563 / 256)
    original = photographs.encoded(photographs.quadrants(), "JPEG", icc_profile=other)
    rendition, image = exported(source, _with(exactly(kind), colour), original)
    embedded, way = {
        Colour.KEEP: (profile, space),
        Colour.ORIGINAL: (other, ADOBE),
        Colour.SRGB: (srgb_profile(), SRGB),
    }[colour]
    assert image.info["icc_profile"] == embedded
    difference = de2000(lab(patches_of(image), *way), lab(values, *space))
    assert difference.max() < 1
    assert (rendition.profile == "sRGB") == (embedded == srgb_profile())


def _with(preset, colour):
    return replace(preset, colour=colour)


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_services_result_without_a_profile_gets_its_originals(exported, kind):
    profile = profiles.rgb_profile(profiles.DISPLAY_P3)
    original = photographs.encoded(photographs.quadrants(), "JPEG", icc_profile=profile)
    source = photographs.encoded(chart(PATCHES), "PNG")
    rendition, image = exported(source, _with(exactly(kind), Colour.ORIGINAL), original)
    assert image.info["icc_profile"] == profile
    assert de2000(lab(patches_of(image), *P3), lab(PATCHES)).max() < 1
    assert "colour_converted" in codes(rendition)


@pytest.mark.parametrize("kind", [FileFormat.JPEG, FileFormat.TIFF])
def test_cmyk_stays_cmyk_where_the_format_has_it_and_colours_are_kept(exported, kind):
    values = np.array([(0, 0, 0, 0), (51, 0, 0, 0), (0, 102, 0, 0), (20, 40, 60, 80)], np.uint8)
    source = chart(values, "CMYK")
    data = photographs.encoded(source, "TIFF", icc_profile=profiles.cmyk_profile())
    _, image = exported(data, exactly(kind))
    assert (image.mode, image.info["icc_profile"]) == ("CMYK", profiles.cmyk_profile())
    assert np.abs(patches_of(image).astype(int) - values).max() <= 2


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("of", ["JPEG", "TIFF"])
def test_cmyk_becomes_the_colours_that_its_profile_says(exported, kind, of):
    """Along one ink every way of interpolating the profile's table is the same straight line.

    The profile's yellow lies outside of sRGB.
    """
    paper = np.array(profiles.CMYK_LAB[0, 0, 0, 0])
    values, expected = [], []
    for corner in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1)):
        end = np.array(profiles.CMYK_LAB.get(corner, (0, 0, 0)))
        for share in (51, 102):
            values.append(np.array(corner) * share)
            expected.append(paper + (end - paper) * share / 255)
    source = chart(np.array(values, np.uint8), "CMYK")
    data = photographs.encoded(source, of, icc_profile=profiles.cmyk_profile(), **_fine(of))
    rendition, image = exported(data, _with(exactly(kind), Colour.SRGB))
    assert image.mode == "RGB"
    assert de2000(lab(patches_of(image)), np.array(expected)).max() < 1
    assert "colour_converted" in codes(rendition)


def _fine(of):
    return {"quality": 100} if of == "JPEG" else {}


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_picture_of_16_bits_keeps_its_colours_and_the_receipt_says_8(exported, kind):
    deep = (PATCHES.astype(np.uint32) * 257 + 100).clip(0, 65_535).astype(">u2")
    row = np.repeat(deep, PATCH_PX, axis=0).tobytes()
    profile = profiles.rgb_profile(profiles.DISPLAY_P3)
    chunk = ("iCCP", b"p\0\0" + zlib.compress(profile))
    data = photographs.png(PATCH_PX * len(PATCHES), 32, 16, 2, [row] * 32, [chunk])
    rendition, image = exported(data, exactly(kind))
    assert image.info["icc_profile"] == profile
    true = lab(deep.astype(float) / 257, *P3)
    assert de2000(lab(patches_of(image), *P3), true).max() < 1
    assert "eight_bits" in codes(rendition)


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_grey_picture_of_16_bits_keeps_its_levels(exported, kind):
    levels = np.linspace(2_000, 64_000, 12).astype(np.uint16)
    rows = np.repeat(np.repeat(levels[None], 32, axis=0), PATCH_PX, axis=1)
    data = photographs.encoded(Image.fromarray(rows), "TIFF")
    rendition, image = exported(data, exactly(kind))
    found = patches_of(image.convert("RGB"))
    true = lab(np.repeat(levels[:, None] / 257, 3, axis=1))
    assert de2000(lab(found), true).max() < 1
    assert "eight_bits" in codes(rendition)


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(exported, kind, orientation):
    picture = photographs.quadrants()
    data = photographs.turned(picture, "JPEG", orientation)
    _, image = exported(data, exactly(kind))
    upright = photographs.shown(picture, orientation)
    assert image.size == upright.size
    assert image.getexif().get(photographs.ORIENTATION, 1) == 1
    found = photographs.corner_colours(image)
    assert photographs.delta_e(found, photographs.corner_colours(upright)) <= 3


@pytest.mark.parametrize("kind", CLEAR)
def test_transparency_stays_where_the_format_has_it(exported, kind):
    picture = photographs.quadrants().convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    _, image = exported(photographs.encoded(picture, "PNG"), exactly(kind))
    assert image.mode == "RGBA"
    there, was = (np.asarray(each.getchannel("A"), int) for each in (image, picture))
    assert np.abs(there - was).max() <= 2


@pytest.mark.parametrize(("background", "seen"), [("#ffffff", 255), ("#804020", (128, 64, 32))])
@pytest.mark.parametrize("space", [SRGB, P3], ids=["sRGB", "Display P3"])
def test_jpeg_shows_the_chosen_colour_through_what_is_transparent(
    exported, background, seen, space
):
    picture = Image.new("RGBA", (32, 32), (10, 20, 30, 0))
    profile = profiles.rgb_profile(*space[:1], gamma=space[1])
    data = photographs.encoded(picture, "PNG", icc_profile=profile)
    preset = Preset(format=FileFormat.JPEG, quality=100, background=background)
    rendition, image = exported(data, preset)
    wanted = np.broadcast_to(np.array(seen), 3)
    assert de2000(lab(np.asarray(image)[16, 16], *space), lab(wanted)) < 1
    assert "flattened" in codes(rendition)


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_result_becomes_as_large_as_its_original(exported, kind):
    data = photographs.encoded(photographs.quadrants(64, 48), "PNG")
    preset = Preset(format=kind, size=OutputSize(fit=Fit.ORIGINAL))
    rendition, image = exported(data, preset, original_size=Size(201, 151))
    assert image.size == (201, 151)
    assert "size_changed" in codes(rendition)
    rendition, image = exported(data, preset, original_size=Size(300, 100))
    assert image.size == (133, 100)
    assert "shape_differs" in codes(rendition)


def test_no_file_has_more_pixels_than_its_format_takes(exported, tmp_path):
    data = photographs.encoded(Image.new("RGB", (64, 2)), "PNG")
    size = OutputSize(fit=Fit.LONG_EDGE, edge_px=20_000, may_enlarge=True)
    with pytest.raises(BadInput) as refused:
        exported(data, Preset(format=FileFormat.WEBP, size=size))
    assert refused.value.code == "export_too_large"
    assert not list(tmp_path.glob("out.*"))


def test_a_profile_that_cannot_be_written_to_is_said(exported):
    source = photographs.encoded(chart(PATCHES), "PNG")
    for profile in (profiles.cmyk_profile(), profiles.grey_profile(2.2)):
        mode = "CMYK" if b"CMYK" in profile[:40] else "L"
        original = photographs.encoded(Image.new(mode, (8, 8)), "TIFF", icc_profile=profile)
        rendition, image = exported(
            source, _with(exactly(FileFormat.TIFF), Colour.ORIGINAL), original
        )
        assert image.info["icc_profile"] == srgb_profile()
        assert "original_profile_unusable" in codes(rendition)
        assert de2000(lab(patches_of(image)), lab(PATCHES)).max() < 1


def test_a_deep_tiff_is_read_by_others_to_the_pixel(exported, tmp_path):
    picture = photographs.noise(301, 700)
    for mode in ("RGB", "L", "RGBA"):
        data = photographs.encoded(picture.convert(mode), "PNG")
        _, image = exported(data, exactly(FileFormat.TIFF))
        expected = picture.convert("RGB") if mode == "L" else picture.convert(mode)
        if mode == "L":
            expected = picture.convert("L").convert("RGB")
        assert np.array_equal(np.asarray(image), np.asarray(expected))
    assert struct.unpack("<H", (tmp_path / "out.tiff").read_bytes()[2:4]) == (42,)


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
def test_others_find_the_profile_that_is_embedded(exported, kind, tmp_path):
    profile = profiles.rgb_profile(profiles.DISPLAY_P3, name="Display P3 of a test")
    data = photographs.encoded(photographs.quadrants(), "PNG", icc_profile=profile)
    exported(data, exactly(kind))
    told = exiftool.told(tmp_path / f"out.{kind.value}")
    assert told["ICC_Profile:ProfileDescription"] == "Display P3 of a test"
    assert ImageCms.getProfileDescription(io.BytesIO(profile)).strip() == "Display P3 of a test"
