"""What the local engine's edits do to pictures."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from seedream_desktop.domain.adjustment import MATCHES, Adjustment, Operation
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.edits import rendered
from seedream_desktop.imaging.renderer import LocalRenderer

SAMPLES = sorted(Path("resources/samples/ceramics").glob("*.jpg"))
MATCH = (Adjustment(Operation.MATCH_COLOUR), Adjustment(Operation.MATCH_EXPOSURE))
PLAIN = [operation for operation in Operation if operation not in MATCHES]


def decoded(data: bytes, folder: Path) -> Image.Image:
    path = folder / hashlib.sha256(data).hexdigest()
    path.write_bytes(data)
    with Image.open(path) as file:
        file.load()
        return file


def pixels(data: bytes, folder: Path) -> np.ndarray:
    return np.asarray(decoded(data, folder).convert("RGB")).astype(float)


def cielab(codes: np.ndarray) -> np.ndarray:
    """CIE 1976 L*a*b* of sRGB codes, D65, written out again from the standard."""
    c = codes / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    t = linear @ np.array(to_xyz).T / (0.9505, 1.0, 1.089)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1
    )


def gradient(folder: Path, name: str = "gradient.png") -> Path:
    """A picture with every lightness and many hues, 480 × 360."""
    y, x = np.mgrid[0:360, 0:480]
    red, green, blue = x * 255 / 479, y * 255 / 359, 255 - x * 255 / 479 * y / 359
    path = folder / name
    Image.fromarray(np.stack([red, green, blue], -1).astype(np.uint8)).save(path)
    return path


def test_the_sample_set_is_ten_pictures_under_three_megabytes():
    assert len(SAMPLES) == 10
    assert sum(path.stat().st_size for path in SAMPLES) < 3_000_000
    sizes, orientations = set(), set()
    for path in SAMPLES:
        with Image.open(path) as file:
            sizes.add(file.size)
            orientations.add(file.getexif()[0x0112])
            assert file.info["icc_profile"]
    assert sizes == {(1600, 1200)}
    assert orientations == {1, 6}


def test_matching_the_sample_set_to_its_first_picture_takes_most_of_the_colour_spread(tmp_path):
    before, after = [], []
    for path in SAMPLES:
        anchor = None if path == SAMPLES[0] else SAMPLES[0]
        before.append(cielab(pixels(path.read_bytes(), tmp_path)[::4, ::4])[..., 1:].mean((0, 1)))
        data = rendered(path, anchor, MATCH[:1], None)
        after.append(cielab(pixels(data, tmp_path)[::4, ::4])[..., 1:].mean((0, 1)))
    spread = np.std(before, axis=0), np.std(after, axis=0)
    fall = 1 - spread[1] / spread[0]
    assert (fall >= 0.7).all(), fall


def test_matching_brings_brightness_nearer_to_the_anchor(tmp_path):
    bright = [cielab(pixels(path.read_bytes(), tmp_path)[::4, ::4])[..., 0] for path in SAMPLES]
    matched = [
        cielab(pixels(rendered(path, SAMPLES[0], MATCH, None), tmp_path)[::4, ::4])[..., 0]
        for path in SAMPLES[1:]
    ]
    goal = np.median(bright[0])
    away = np.abs([np.median(values) - goal for values in bright[1:]])
    left = np.abs([np.median(values) - goal for values in matched])
    assert left.mean() < 0.4 * away.mean()
    assert min(np.std(values) for values in matched) > 0.5 * np.std(bright[0])


def test_colour_match_alone_leaves_lightness_nearly_alone(tmp_path):
    path = SAMPLES[2]
    before = cielab(pixels(path.read_bytes(), tmp_path))[..., 0]
    after = cielab(pixels(rendered(path, SAMPLES[0], MATCH[:1], None), tmp_path))[..., 0]
    assert abs(before.mean() - after.mean()) < 3


def test_a_match_at_half_strength_goes_about_half_the_way(tmp_path):
    def means(data: bytes) -> np.ndarray:
        return cielab(pixels(data, tmp_path)[::4, ::4])[..., 1:].mean((0, 1))

    path, anchor = SAMPLES[1], SAMPLES[0]
    start = means(path.read_bytes())
    whole = means(rendered(path, anchor, MATCH[:1], None))
    half = means(rendered(path, anchor, (Adjustment(Operation.MATCH_COLOUR, 0.5),), None))
    share = np.linalg.norm(half - start) / np.linalg.norm(whole - start)
    assert 0.35 < share < 0.65


def test_without_an_anchor_a_match_leaves_every_pixel_as_it_was(tmp_path):
    source = gradient(tmp_path)
    untouched = rendered(source, None, (), None)
    assert rendered(source, None, MATCH, None) == untouched


def test_white_balance_takes_most_of_a_cast_from_a_grey_picture(tmp_path):
    rng = np.random.default_rng(3)
    grey = rng.normal(128, 30, (300, 400, 1)).clip(20, 235)
    path = tmp_path / "cast.png"
    Image.fromarray((grey * (1.0, 0.86, 0.66)).astype(np.uint8)).save(path)
    before = np.abs(cielab(pixels(path.read_bytes(), tmp_path))[..., 1:].mean((0, 1))).max()
    data = rendered(path, None, (Adjustment(Operation.WHITE_BALANCE),), None)
    after = np.abs(cielab(pixels(data, tmp_path))[..., 1:].mean((0, 1))).max()
    assert after < 0.2 * before


@pytest.mark.parametrize(
    ("operation", "axis", "sign"),
    [
        (Operation.BRIGHTER, 0, 1),
        (Operation.DARKER, 0, -1),
        (Operation.WARM, 2, 1),
        (Operation.COOL, 2, -1),
        (Operation.GOLDEN_HOUR, 2, 1),
        (Operation.AUTUMN, 2, 1),
        (Operation.WINTER, 2, -1),
        (Operation.SEPIA, 2, 1),
        (Operation.SPRING, 0, 1),
    ],
)
def test_each_look_moves_a_photograph_its_own_way_and_further_when_stronger(
    operation, axis, sign, tmp_path
):
    def mean(*adjustments: Adjustment) -> float:
        data = rendered(SAMPLES[0], None, adjustments, Size(400, 300))
        return float(cielab(pixels(data, tmp_path))[..., axis].mean())

    slight, full = mean(Adjustment(operation, 0.5)), mean(Adjustment(operation))
    assert 0 < sign * (slight - mean()) < sign * (full - mean())


def test_black_and_white_has_no_colour_and_sepia_one_hue(tmp_path):
    source = gradient(tmp_path)
    mono = cielab(
        pixels(rendered(source, None, (Adjustment(Operation.BLACK_AND_WHITE),), None), tmp_path)
    )
    assert np.hypot(mono[..., 1], mono[..., 2]).max() < 2.5
    sepia = cielab(pixels(rendered(source, None, (Adjustment(Operation.SEPIA),), None), tmp_path))
    middle = (sepia[..., 0] > 25) & (sepia[..., 0] < 80)
    hue = np.degrees(np.arctan2(sepia[middle][:, 2], sepia[middle][:, 1]))
    assert hue.min() > 50
    assert hue.max() < 95


def test_saturation_and_desaturation_move_chroma_both_ways(tmp_path):
    def chroma(*adjustments: Adjustment) -> float:
        lab = cielab(pixels(rendered(SAMPLES[0], None, adjustments, Size(400, 300)), tmp_path))
        return float(np.hypot(lab[..., 1], lab[..., 2]).mean())

    less = chroma(Adjustment(Operation.DESATURATE))
    more = chroma(Adjustment(Operation.SATURATE))
    assert less < 0.6 * chroma()
    assert more > 1.15 * chroma()


def test_contrast_moves_the_spread_of_lightness_both_ways(tmp_path):
    def spread(*adjustments: Adjustment) -> float:
        lab = cielab(pixels(rendered(SAMPLES[0], None, adjustments, Size(400, 300)), tmp_path))
        return float(lab[..., 0].std())

    assert spread(Adjustment(Operation.LESS_CONTRAST)) < 0.9 * spread()
    assert spread(Adjustment(Operation.MORE_CONTRAST)) > 1.08 * spread()


def test_denoise_smooths_grain_and_keeps_an_edge(tmp_path):
    rng = np.random.default_rng(5)
    clean = np.full((200, 300, 3), 90.0)
    clean[:, 150:] = 180
    path = tmp_path / "noisy.png"
    Image.fromarray((clean + rng.normal(0, 5, clean.shape)).clip(0, 255).astype(np.uint8)).save(
        path
    )
    after = pixels(rendered(path, None, (Adjustment(Operation.DENOISE),), None), tmp_path)
    assert after[20:-20, 20:130].std() < 2.0
    assert after[:, 153:156].mean() - after[:, 144:147].mean() > 80


def test_sharpen_steepens_an_edge_without_a_wide_halo(tmp_path):
    ramp = np.clip((np.arange(300) - 145) / 10, 0, 1) * 80 + 90
    path = tmp_path / "soft.png"
    Image.fromarray(np.broadcast_to(ramp[None, :, None], (100, 300, 3)).astype(np.uint8)).save(path)
    before = pixels(path.read_bytes(), tmp_path)[50, :, 1]
    after = pixels(rendered(path, None, (Adjustment(Operation.SHARPEN, 2.0),), None), tmp_path)
    line = after[30:70, :, 1].mean(0)
    assert np.abs(np.diff(line)).max() > np.abs(np.diff(before)).max()
    assert line.max() < 170 + 16
    assert line.min() > 90 - 16


def test_vignette_darkens_corners_and_not_the_middle(tmp_path):
    path = tmp_path / "flat.png"
    Image.new("RGB", (400, 300), (150, 150, 150)).save(path)
    after = pixels(rendered(path, None, (Adjustment(Operation.VIGNETTE),), None), tmp_path)
    assert abs(after[140:160, 190:210].mean() - 150) < 1
    corners = [after[:8, :8], after[:8, -8:], after[-8:, :8], after[-8:, -8:]]
    means = [corner.mean() for corner in corners]
    assert max(means) < 120
    assert max(means) - min(means) < 2


def test_a_smooth_gradient_stays_smooth(tmp_path):
    ramp = np.linspace(60, 90, 2048)
    path = tmp_path / "sky.png"
    Image.fromarray(np.broadcast_to(ramp[None, :, None], (64, 2048, 3)).astype(np.uint8)).convert(
        "RGBA"
    ).save(path)
    after = pixels(rendered(path, None, (Adjustment(Operation.BRIGHTER, 0.4),), None), tmp_path)
    values = np.unique(after[..., 1])
    assert np.diff(values).max() == 1  # dither fills the codes that rounding would leave out


@pytest.mark.parametrize("operation", PLAIN)
def test_every_edit_keeps_the_size_and_stays_in_range(operation, tmp_path):
    source = gradient(tmp_path)
    result = decoded(rendered(source, None, (Adjustment(operation, 2.0),), None), tmp_path)
    assert result.size == (480, 360)
    assert result.mode == "RGB"
    assert result.info["icc_profile"]


def test_strips_leave_no_seams(tmp_path, monkeypatch):
    source = gradient(tmp_path)
    edits = tuple(
        Adjustment(op)
        for op in (Operation.DENOISE, Operation.SHARPEN, Operation.VIGNETTE, Operation.AUTUMN)
    )
    whole = rendered(source, None, edits, None)
    monkeypatch.setattr("seedream_desktop.imaging.adjust._STRIP_PX", 480 * 20)
    monkeypatch.setattr("seedream_desktop.imaging.adjust._BLOCK_PX", 480 * 7)
    assert rendered(source, None, edits, None) == whole


def test_equal_input_gives_equal_bytes_in_another_process_at_another_time():
    edits = "(Adjustment(Operation.MATCH_COLOUR), Adjustment(Operation.GOLDEN_HOUR))"
    code = (
        "import hashlib, pathlib, sys\n"
        "from seedream_desktop.domain.adjustment import Adjustment, Operation\n"
        "from seedream_desktop.imaging.edits import rendered\n"
        "from seedream_desktop.domain.geometry import Size\n"
        f"data = rendered(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), {edits}, "
        "Size(800, 600))\n"
        "print(hashlib.sha256(data).hexdigest())\n"
    )
    command = [sys.executable, "-c", code, str(SAMPLES[4]), str(SAMPLES[0])]
    other = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    mine = rendered(
        SAMPLES[4],
        SAMPLES[0],
        (Adjustment(Operation.MATCH_COLOUR), Adjustment(Operation.GOLDEN_HOUR)),
        Size(800, 600),
    )
    assert hashlib.sha256(mine).hexdigest() == other


def test_the_order_of_adjustments_does_not_matter(tmp_path):
    source = gradient(tmp_path)
    edits = (Adjustment(Operation.WARM), Adjustment(Operation.VIGNETTE))
    assert rendered(source, None, edits, None) == rendered(source, None, edits[::-1], None)


def test_alpha_is_kept_as_it_was(tmp_path):
    y, x = np.mgrid[0:120, 0:200]
    codes = np.stack([x, y, x * 0 + 90, x], -1).astype(np.uint8)
    path = tmp_path / "cut-out.png"
    Image.fromarray(codes).save(path)
    edits = (Adjustment(Operation.SEPIA), Adjustment(Operation.SHARPEN))
    result = decoded(rendered(path, None, edits, None), tmp_path)
    assert (result.format, result.mode) == ("PNG", "RGBA")
    assert (np.asarray(result)[..., 3] == codes[..., 3]).all()


def test_sixteen_bit_grey_and_cmyk_and_palette_pictures_can_be_edited(tmp_path):
    deep = (np.mgrid[0:100, 0:160][1] * 400).astype(np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.tif")
    gradient(tmp_path)
    with Image.open(tmp_path / "gradient.png") as picture:
        picture.convert("CMYK").save(tmp_path / "print.jpg")
        picture.quantize(32).save(tmp_path / "web.gif")
    edit = (Adjustment(Operation.MORE_CONTRAST),)
    ramp = pixels(rendered(tmp_path / "deep.tif", None, edit, None), tmp_path)[50, :, 0]
    assert ramp[5] < 20
    assert 225 < ramp[-5] <= 255  # not cut off at the first 255 of 65,535 steps
    for name in ("print.jpg", "web.gif"):
        result = decoded(rendered(tmp_path / name, None, edit, None), tmp_path)
        assert result.size == (480, 360)
        assert np.asarray(result).std() > 30


def test_colours_are_read_through_the_embedded_profile(tmp_path):
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"tmp ").replace(b"gXYZ", b"rXYZ").replace(b"tmp ", b"gXYZ")
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    path = tmp_path / "red-is-green.png"
    Image.new("RGB", (64, 48), (200, 40, 90)).save(path, icc_profile=swapped)
    shown = pixels(rendered(path, None, (), None), tmp_path).mean((0, 1))
    assert np.abs(shown - (40, 200, 90)).max() < 4


def test_a_profile_that_cannot_be_used_is_taken_as_srgb(tmp_path):
    path = tmp_path / "odd-profile.png"
    Image.new("RGB", (64, 48), (120, 130, 140)).save(path, icc_profile=b"no profile at all")
    shown = pixels(rendered(path, None, (), None), tmp_path).mean((0, 1))
    assert np.abs(shown - (120, 130, 140)).max() < 2


def test_the_turned_sample_comes_out_upright_without_its_orientation_tag(tmp_path):
    result = decoded(rendered(SAMPLES[6], SAMPLES[0], MATCH, None), tmp_path)
    assert result.size == (1200, 1600)
    assert 0x0112 not in result.getexif()


def test_a_wanted_size_is_covered_and_cut_at_the_middle(tmp_path):
    path = tmp_path / "stripes.png"
    codes = np.zeros((100, 300, 3), np.uint8)
    codes[:, 100:200] = 255
    Image.fromarray(codes).save(path)
    result = decoded(rendered(path, None, (), Size(200, 200)), tmp_path)
    assert result.size == (200, 200)
    assert np.asarray(result)[:, 10:-10].min() > 240


def test_the_source_file_is_not_touched(tmp_path):
    source = gradient(tmp_path)
    before = source.read_bytes(), source.stat().st_mtime_ns
    rendered(source, SAMPLES[0], (*MATCH, Adjustment(Operation.SUMMER)), None)
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\xff\xd8\xff\xe0 cut"])
def test_a_file_that_is_no_picture_is_bad_input_with_its_name(content, tmp_path):
    path = tmp_path / "broken.jpg"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        rendered(path, None, (), None)
    assert caught.value.code == "unreadable_picture"
    assert caught.value.params == {"name": "broken.jpg"}


async def test_the_renderer_works_off_the_loop_and_ends_its_own_threads(tmp_path):
    renderer = LocalRenderer()
    data = await renderer.render(gradient(tmp_path), None, (Adjustment(Operation.COOL),), None)
    renderer.close()
    assert decoded(data, tmp_path).size == (480, 360)
