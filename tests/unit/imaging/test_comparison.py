"""What lies between two pictures, measured on photographs whose edits are known."""

import io
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from seedream_desktop.domain.comparison import Overlay
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.imaging.comparison import compare, lab
from seedream_desktop.imaging.difference import difference
from seedream_desktop.imaging.proxies import proxy
from seedream_desktop.ports.pictures import Seen
from tests.fixtures import photographs, profiles

SAMPLES = sorted((Path(__file__).parents[3] / "resources/samples/ceramics").glob("*.jpg"))


def sample(index=1):
    return Image.open(SAMPLES[index]).convert("RGB")


@pytest.fixture
def compared(write, gate):
    """Compare two pictures, each an image or the bytes of a file."""
    names = iter(range(100))

    def compared(one, other, **how):
        paths = [
            write(data if isinstance(data, bytes) else photographs.encoded(data, "PNG"), str(name))
            for data, name in zip((one, other), names, strict=False)
        ]
        return compare(*(Seen(path=path) for path in paths), gate, **how)

    return compared


def moved(image, across, down, scale=1.0):
    """Return a picture whose content moved by pixels and grew about the middle."""
    left = image.width / 2 * (1 - 1 / scale) - across / scale
    top = image.height / 2 * (1 - 1 / scale) - down / scale
    data = (1 / scale, 0, left, 0, 1 / scale, top)
    return image.transform(image.size, Image.Transform.AFFINE, data, Image.Resampling.BICUBIC)


def patched(image, box, colour=(255, 0, 180)):
    made = image.copy()
    made.paste(colour, box)
    return made


# -- colour


def test_a_copy_differs_in_nothing(compared):
    found = compared(sample(), sample())
    assert (found.delta_mean, found.delta_max, found.changed_share()) == (0, 0, 0)
    assert found.before == found.after
    assert found.fit is Overlay.WHOLE
    assert not found.is_resampled
    assert found.shift is not None
    assert found.shift.scale == 1
    assert abs(found.shift.across) + abs(found.shift.down) < 1e-9
    assert found.shift.confidence > 0.99


def test_a_known_difference_of_two_greys_is_measured(compared):
    # CIE Lab of sRGB greys 119 and 125 by CIE 15; between greys ΔE2000 is lightness over S_L.
    one, other = (Image.new("RGB", (400, 300), (level,) * 3) for level in (119, 125))
    light = [photographs.lab([level] * 3)[0] for level in (119, 125)]
    mean = sum(light) / 2 - 50
    expected = (light[1] - light[0]) / (1 + 0.015 * mean**2 / (20 + mean**2) ** 0.5)
    found = compared(one, other)
    for figure in (found.delta_mean, found.delta_p95, found.delta_max):
        assert figure == pytest.approx(expected, abs=0.01)
    assert found.changed_share(2.0) == 1
    assert found.changed_share(3.0) == 0


def test_the_changed_area_is_the_part_that_changed(compared):
    image = sample()
    width, height = image.size
    found = compared(image, patched(image, (0, 0, width // 2, height // 4)))
    assert found.changed_share() == pytest.approx(1 / 8, abs=0.004)
    assert found.changed_share(0) == 1
    assert found.delta_max > 30
    assert found.delta_p95 > 20
    assert found.delta_mean < 10


def test_compression_alone_is_no_change(compared):
    image = sample()
    found = compared(image, photographs.encoded(image, "JPEG", quality=75))
    assert found.changed_share() < 0.002
    assert found.delta_mean < 0.8


@pytest.mark.parametrize("primaries", [profiles.DISPLAY_P3, profiles.ADOBE_RGB])
def test_one_look_in_two_spaces_differs_in_nothing(compared, primaries):
    rgb, gamma = np.array((150, 120, 90)), 2.2
    linear = profiles.srgb_decoded(rgb / 255)
    own = np.linalg.solve(
        profiles.matrix_d50(primaries), profiles.matrix_d50(profiles.SRGB) @ linear
    )
    codes = tuple(round(255 * value ** (1 / gamma)) for value in own)
    wide = photographs.encoded(
        Image.new("RGB", (64, 64), codes),
        "PNG",
        icc_profile=profiles.rgb_profile(primaries, gamma=gamma),
    )
    found = compared(Image.new("RGB", (64, 64), tuple(rgb)), wide)
    assert found.delta_max < 0.6  # eight bits
    taken_as_it_stands = compared(
        Image.new("RGB", (64, 64), tuple(rgb)), Image.new("RGB", (64, 64), codes)
    )
    assert taken_as_it_stands.delta_max > 1.5


def test_a_change_beyond_srgb_is_seen(compared):
    profile = profiles.rgb_profile(profiles.DISPLAY_P3, gamma=2.2)
    one, other = (
        photographs.encoded(Image.new("RGB", (64, 64), rgb), "PNG", icc_profile=profile)
        for rgb in ((0, 255, 0), (40, 250, 20))
    )
    assert compared(one, other).delta_mean > 0.5


def test_lab_is_that_of_a_colour_engine_to_the_eight_bits_it_gives():
    patches = np.random.default_rng(2).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    ours = lab(Image.fromarray(patches), srgb_profile())
    theirs = ImageCms.profileToProfile(
        Image.fromarray(patches),
        ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile())),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    planes = np.asarray(theirs)
    lightness = planes[..., :1].astype(float) * 100 / 255
    expected = np.concatenate([lightness, planes[..., 1:].view(np.int8)], axis=-1)
    assert np.abs(ours - expected).max() < 1.1


def test_ink_sixteen_bits_and_alpha_are_compared_as_they_look(compared):
    grey = Image.new("RGB", (64, 64), (128, 128, 128))
    deep = Image.fromarray(np.full((64, 64), 128 * 257, np.uint16))
    clear = Image.new("RGBA", (64, 64), (9, 9, 9, 0))
    ink = photographs.encoded(
        Image.new("CMYK", (64, 64)), "TIFF", icc_profile=profiles.cmyk_profile()
    )
    white = Image.new("RGB", (64, 64), (255, 255, 255))
    assert compared(grey, deep).delta_max < 0.5
    assert compared(white, clear).delta_max == 0
    assert compared(white, ink).delta_max < 1.5


# -- tones


def test_tones_count_every_pixel_at_its_level(compared):
    image = Image.new("RGB", (100, 50), (10, 20, 30))
    found = compared(patched(image, (0, 0, 50, 50), (250, 240, 230)), image)
    assert (found.before.red[10], found.before.red[250]) == (2500, 2500)
    assert (found.after.green[20], found.after.blue[30]) == (5000, 5000)
    assert found.after.luma[round(0.2126 * 10 + 0.7152 * 20 + 0.0722 * 30)] == 5000
    for counts in (found.before.luma, found.before.red, found.before.green, found.before.blue):
        assert len(counts) == 256
        assert sum(counts) == 5000


# -- where things lie


@pytest.mark.parametrize("move", [(6, -2), (0.5, 0.25), (-40, 31), (3.3, 0)])
@pytest.mark.parametrize("index", [0, 4])
def test_a_moved_picture_is_found_below_a_pixel(compared, index, move):
    image = sample(index).resize((1024, 768))
    found = compared(image, moved(image, *move))
    across, down = found.shift.pixels(found.compared)
    assert across == pytest.approx(move[0], abs=0.15)
    assert down == pytest.approx(move[1], abs=0.15)
    assert found.shift.scale == 1
    assert found.shift.confidence > 0.5


@pytest.mark.parametrize("scale", [0.93, 1.04])
def test_a_grown_picture_is_found(compared, scale):
    image = sample(2).resize((1024, 768))
    found = compared(image, moved(image, 5, 0, scale))
    assert found.shift.scale == pytest.approx(scale, abs=0.004)
    assert found.shift.pixels(found.compared)[0] == pytest.approx(5, abs=1)


def test_a_move_is_found_through_a_grade_and_an_edit(compared):
    image = sample(3).resize((1024, 768))
    warm = Image.fromarray(
        np.clip(np.asarray(image, float) * (1.15, 1.0, 0.8) + 12, 0, 255).astype(np.uint8)
    )
    found = compared(image, patched(moved(warm, 8, 4), (100, 100, 300, 260)))
    across, down = found.shift.pixels(found.compared)
    assert (across, down) == (pytest.approx(8, abs=0.3), pytest.approx(4, abs=0.3))


def test_pictures_of_other_things_have_no_shift(compared):
    assert compared(sample(0), photographs.photograph(1600, 1200)).shift is None
    flat = Image.new("RGB", (400, 300), (90, 90, 90))
    assert compared(flat, flat).shift is None


def test_what_only_moved_differs_in_nothing_once_that_is_undone(compared):
    image = sample(5).resize((1024, 768))
    other = moved(image, 7.5, -3.25, 1.02)
    plain, aligned = compared(image, other), compared(image, other, aligns=True)
    assert plain.changed_share() > 10 * aligned.changed_share()
    assert aligned.changed_share() < 0.01
    assert aligned.is_aligned
    assert not plain.is_aligned


def test_what_cannot_be_told_is_not_undone(compared):
    found = compared(sample(0), photographs.photograph(1600, 1200), aligns=True)
    assert not found.is_aligned


# -- sizes and shapes


def test_the_larger_is_brought_to_the_smaller_and_that_is_said(compared):
    image = sample()
    found = compared(image, image.resize((400, 300), Image.Resampling.LANCZOS))
    assert found.compared == Size(400, 300)
    assert found.is_resampled
    assert found.fit is Overlay.WHOLE
    assert found.changed_share() < 0.02


def test_another_shape_is_laid_where_it_fits_best(compared):
    image = sample(4).resize((900, 600))
    square = image.crop((150, 0, 750, 600))
    assert compared(image, square).fit is Overlay.CUT
    assert compared(square, image).fit is Overlay.WIDENED
    assert compared(image, image.resize((600, 600))).fit is Overlay.SQUEEZED
    for one, other in ((image, square), (square, image), (image, image.resize((600, 600)))):
        assert compared(one, other).changed_share() < 0.02


# -- files


def test_proxies_give_the_figures_of_their_pictures(write, gate):
    image = photographs.photograph(3000, 2000)
    shifted = patched(moved(image, 12, 6), (500, 500, 1200, 900))
    seen = []
    for name, each in (("one", image), ("other", shifted)):
        path = write(photographs.encoded(each, "PNG"), name)
        seen.append(Seen(path=path, proxy=write(proxy(path, gate), f"{name} small")))
    full = compare(*(Seen(path=each.path) for each in seen), gate)
    quick = compare(*seen, gate)
    assert quick.delta_mean == pytest.approx(full.delta_mean, abs=0.3)
    assert quick.changed_share() == pytest.approx(full.changed_share(), abs=0.02)
    assert quick.shift.across == pytest.approx(full.shift.across, abs=0.0003)
    assert not quick.is_resampled
    seen[0].path.unlink()
    assert compare(*seen, gate).delta_mean == quick.delta_mean


def test_a_file_that_is_no_picture_is_named_as_such(compared):
    with pytest.raises(BadInput):
        compared(b"text", sample())


# -- the picture of it


def pixels(*colours):
    return b"".join(bytes((*colour, 7)) for colour in colours)


def test_a_difference_is_how_far_colours_lie_apart_times_the_gain():
    one, other = pixels((10, 20, 30), (200, 0, 0)), pixels((13, 15, 30), (0, 0, 100))
    assert difference(one, other) == bytes((3, 5, 0, 255, 200, 0, 100, 255))
    assert difference(other, one, gain=4) == bytes((12, 20, 0, 255, 255, 0, 255, 255))
    assert difference(memoryview(one), one, gain=9) == bytes((0, 0, 0, 255) * 2)
    with pytest.raises(ValueError, match="unlike size"):
        difference(one, other[:4])


def test_figures_take_no_longer_than_a_few_decodes_of_the_pair(write, gate):
    seen = []
    for index in (0, 1):
        path = write(photographs.encoded(sample(index).resize((4096, 3072)), "JPEG"), str(index))
        seen.append(Seen(path=path, proxy=write(proxy(path, gate), f"small {index}")))

    def quickest(work):
        times = []
        for _ in range(3):
            began = time.thread_time()
            work()
            times.append(time.thread_time() - began)
        return min(times)

    decode = quickest(lambda: [Image.open(each.path).convert("RGB") for each in seen])
    assert quickest(lambda: compare(*seen, gate)) < 4 * decode
