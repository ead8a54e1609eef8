"""Real and awkward pictures in Compare: never blank, never of two images at once, or said why."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.pyramid import Tier
from seedream_desktop.ui.canvas.viewport import View
from seedream_desktop.ui.desk.focus import Shot
from tests.fixtures.compared import BLUE, GREEN, Compared, studio
from tests.fixtures.photographs import quadrants, shown, turned
from tests.fixtures.profiles import DISPLAY_P3, cmyk_profile, rgb_profile
from tests.ui.test_compare import is_near


@pytest.fixture
def window(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return running


def of_one(window, tmp_path, original, result=None):
    made = Compared(window, tmp_path / "in")
    made.begin([original])
    if result is not None:
        made.result(0, 0, result)
        made.result(0, 1, result)
    made.show()
    return made


def written(tmp_path, name, image, **options):
    path = tmp_path / name
    image.save(path, **options)
    return path


def plain(colour=GREEN, mode="RGB", size=(640, 480)):
    return Image.new("RGB", size, colour).convert(mode)


def deep(path: Path) -> Path:
    """Write a grey picture of 16 bits."""
    Image.fromarray(np.full((480, 640), 0x8080, np.uint16)).save(path)
    return path


@pytest.mark.parametrize("name", ["a.avif", "a.tif", "a.webp", "a.bmp"])
def test_an_original_of_any_format_is_shown_with_every_pixel(window, tmp_path, name):
    made = of_one(window, tmp_path, written(tmp_path, name, plain()), _result(tmp_path))
    made.sharp()
    assert is_near(made.colour(0.3, 0.9), GREEN)
    assert made.stage.exhibits[0].pixels.tier is Tier.WHOLE


def _result(tmp_path):
    return written(tmp_path, "r.png", plain(BLUE, size=(1280, 960)))


def test_cmyk_sixteen_bits_and_wide_colours_are_shown_as_they_look(window, tmp_path):
    inks = Image.new("CMYK", (640, 480), (200, 0, 200, 0))
    printed = written(tmp_path, "c.jpg", inks, icc_profile=cmyk_profile())
    wide = plain((40, 160, 60))
    wide = written(tmp_path, "p.png", wide, icc_profile=rgb_profile(DISPLAY_P3))
    made = Compared(window, tmp_path / "in")
    made.begin([printed, deep(tmp_path / "d.png"), wide])
    made.show()
    for image in made.desk.documents.current.sequence.images:
        picture, shot = image.picture, Shot(image.id)
        small = window.ask(made.desk.program.thumbnail(picture.digest, Path(picture.path)))
        wanted = Image.open(io.BytesIO(small)).getpixel((100, 100))
        made.session.show_pair(type(made.session.comparison)(shot, shot))
        made.sharp()
        assert is_near(made.colour(0.55, 0.9), wanted, 3), picture.path


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_png_stands_upright(window, tmp_path, orientation):
    lying = tmp_path / "t.png"
    lying.write_bytes(turned(quadrants(640, 480), "PNG", orientation))
    made = of_one(window, tmp_path, lying)
    made.sharp()
    pixels = made.stage.exhibits[0].pixels
    upright = shown(quadrants(640, 480), orientation)
    assert pixels.tier is Tier.WHOLE
    assert pixels.levels[0].size().toTuple() == upright.size
    at = upright.width // 8, upright.height // 8
    assert is_near(pixels.levels[0].pixelColor(*at).getRgb()[:3], upright.getpixel(at), 2)


def test_a_transparent_result_lets_the_ground_through(window, tmp_path):
    clear = Image.new("RGBA", (640, 480), (*BLUE, 0))
    result = written(tmp_path, "r.png", clear)
    made = of_one(window, tmp_path, written(tmp_path, "a.png", plain()), result)
    made.sharp()
    made.view.bar.ground_asked.emit(type(made.canvas.ground).WHITE)
    assert made.colour(0.7, 0.9) == (255, 255, 255)


def test_other_sizes_lie_on_each_other_and_a_difference_says_that_it_was_resampled(
    window, tmp_path
):
    original = written(tmp_path, "a.png", plain())
    made = of_one(window, tmp_path, original, _result(tmp_path))
    made.sharp()
    room = made.canvas.room
    a, b = (frame.placed(made.stage.view) for frame in made.stage.frames(room).values())
    assert (a.x, a.width) == pytest.approx((b.x, b.width))
    made.view.keys.show_mode(Mode.DIFFERENCE)
    window.wait(lambda: made.stage.difference is not None)
    assert made.view.foot.badge.words == "Resampled: A is 640 × 480, B is 1280 × 960"
    assert made.view.foot.badge.isVisible()


def test_a_difference_moves_along_and_is_made_anew_once_the_eye_rests(window, tmp_path):
    made = of_one(window, tmp_path, written(tmp_path, "a.png", plain()), _result(tmp_path))
    made.sharp()
    made.view.keys.show_mode(Mode.DIFFERENCE)
    window.wait(lambda: made.stage.difference is not None)
    before = made.stage.difference
    for scale in (0.5, 1.0, 2.0, 4.0):
        made.stage.view = View(scale, 0.5, 0.5)
        made.stage._moved()
        QApplication.processEvents()
        assert made.stage.difference is before
    window.wait(lambda: made.stage.difference is not before)


def test_a_file_that_is_gone_is_said_in_place_and_the_other_is_shown(window, tmp_path):
    made = Compared(window, tmp_path / "in")
    made.begin([written(tmp_path, "a.png", plain())])
    gone = made.result(0, 1, _result(tmp_path))
    made.desk.program.blobs.path(gone.digest).unlink()
    made.show()
    window.wait(lambda: bool(made.stage.exhibits[1].trouble))
    assert "missing or damaged" in made.stage.exhibits[1].trouble
    assert is_near(made.colour(0.3, 0.9), GREEN)


def test_of_a_file_that_is_gone_the_kept_preview_is_shown_and_called_one(window, tmp_path):
    original = written(tmp_path, "a.png", plain())
    made = Compared(window, tmp_path / "in")
    made.begin([original])
    made.result(0, 1, _result(tmp_path))
    digest = made.desk.documents.current.sequence.images[0].picture.digest
    window.ask(made.desk.program.proxy(digest, original))
    original.unlink()
    made.show()
    made.sharp()
    window.wait(lambda: "preview only" in made.stage.exhibits[0].words)
    assert is_near(made.colour(0.3, 0.9), GREEN)


def test_a_pair_that_could_not_be_measured_is_once_its_file_is_back(window, tmp_path):
    original = written(tmp_path, "a.png", plain())
    kept = original.read_bytes()
    made = Compared(window, tmp_path / "in")
    made.begin([original])
    made.result(0, 1, _result(tmp_path))
    original.unlink()
    made.show()
    measuring = made.view.panel.measuring
    window.wait(lambda: measuring.is_failed)
    original.write_bytes(kept)
    window.window.go("go.timeline")
    window.window.go("go.compare")
    window.wait(lambda: measuring.figures is not None)
    assert not made.view.panel.measured.isVisible()


def test_what_is_not_made_yet_says_so_and_appears_as_soon_as_it_is(window, tmp_path):
    made = of_one(window, tmp_path, written(tmp_path, "a.png", plain()))
    assert made.stage.exhibits[1].trouble == "No result yet. The next run makes it."
    assert made.session.judged is not None
    made.result(0, 1, _result(tmp_path))
    made.desk.frames.read_again([(made.session.judged.image, made.session.judged.step)])
    window.wait(lambda: made.stage.exhibits[1].pixels is not None)
    assert is_near(made.colour(0.7, 0.9), BLUE)


def test_the_old_pixels_stay_until_all_of_the_new_are_there(window, tmp_path):
    made = studio(window, tmp_path / "in", images=4)
    made.sharp()
    seen = []

    def look() -> None:
        shown = [one.pixels for one in made.stage.exhibits]
        assert None not in shown
        seen.append(tuple(one.file for one in made.stage.exhibits))

    made.stage.changed.connect(look)
    for _ in range(3):
        made.session.step_image(1)
        look()
        window.wait(lambda: made.session.showing.is_settled)
    pairs = {
        tuple(made.session.file_of(Shot(image, step)) for step in (None, "st-1"))
        for image in made.session.table.images
    }
    assert set(seen) <= pairs, "never a picture of one image beside one of another"
    assert len(set(seen)) == 4


def test_what_is_loaded_stays_within_its_bounds(window, tmp_path):
    made = studio(window, tmp_path / "in", images=6)
    loader, shelf = made.view.loader, made.view.loader.shelf
    shelf.limit_bytes = 12_000_000
    for _ in range(5):
        made.session.step_image(1)
        made.sharp()
    held = shelf._kept.items()
    wanted = sum(pyramid.byte_count for key, pyramid in held if key in loader._wanted)
    assert shelf.held_bytes <= max(12_000_000, wanted)


def test_figures_of_the_pair_stand_in_the_panel_and_a_shift_can_be_aligned(window, tmp_path):
    values = np.random.default_rng(4).integers(0, 255, (60, 80, 3), np.uint8)
    large = Image.fromarray(values).resize((1600, 1200), Image.Resampling.BICUBIC)
    moved = Image.fromarray(np.roll(np.asarray(large), (16, 24), (0, 1)))
    original = written(tmp_path, "a.png", large)
    made = of_one(window, tmp_path, original, written(tmp_path, "r.png", moved))
    made.sharp()
    panel = made.view.panel
    window.wait(lambda: panel.measuring.figures is not None)
    assert panel.delta.value.text().startswith("mean ")
    assert panel.moved.value.text() == "shifted (+24, +16) px"
    panel.align.click()
    nudge = made.stage.nudge_of(1)
    assert (nudge.x * 1600, nudge.y * 1200) == pytest.approx((24, 16), abs=0.6)
    made.desk.actions.do("compare.reset")
    assert made.stage.nudge_of(1).x == 0
