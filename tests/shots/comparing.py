"""Compare in each of its ways, in the real window."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageEnhance
from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.judgement import Flag, Label
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.viewport import View
from seedream_desktop.ui.theme.tokens import Ground
from tests.fixtures.compared import Compared
from tests.fixtures.windowing import Running
from tests.shots import screens

IMAGES, MISSING = 8, 4


def compared(
    play: Callable[[Compared], object], width: int = 1440, height: int = 900
) -> Callable[[], QWidget]:
    """Return a page: the window at Compare, brought into a state."""

    def make() -> QWidget:
        folder = tempfile.TemporaryDirectory()

        def prepare(running: Running) -> None:
            running.window.resize(width, height)
            made = Compared(running, Path(folder.name))
            fill(made, Path(folder.name))
            made.show()
            play(made)
            made.sharp()
            running.wait(lambda: made.view.panel.measuring.figures is not None or survey(made))

        window = screens.screen(prepare)()
        screens.at_end(folder.cleanup)
        return window

    return make


def survey(made: Compared) -> bool:
    return made.stage.mode is Mode.SURVEY or made.stage.exhibits[1].file is None


def fill(made: Compared, folder: Path) -> None:
    """Put graded pictures into the library: one was moved, one has two versions, one is to come."""
    paths = sorted(screens.SAMPLES.glob("*.jpg"))[:IMAGES]
    made.begin(paths)
    for number, path in enumerate(paths):
        with Image.open(path) as image:
            plain = image.convert("RGB")
        warm = Image.merge(
            "RGB",
            [
                band.point([min(255, round(v * by)) for v in range(256)])
                for band, by in zip(plain.split(), (1.12, 1.0, 0.78), strict=True)
            ],
        )
        made.result(number, 0, _saved(warm, folder / f"w{number}.png"))
        graded = ImageEnhance.Contrast(ImageEnhance.Color(warm).enhance(0.7)).enhance(1.15)
        if number == 1:
            made.result(number, 1, _saved(warm.rotate(0.8), folder / "first.png"))
            graded = graded.transform(graded.size, Image.Transform.AFFINE, (1, 0, -6, 0, 1, 2))
        if number != MISSING:
            made.result(number, 1, _saved(graded, folder / f"g{number}.png"))


def _saved(image: Image.Image, path: Path) -> Path:
    image.save(path, compress_level=1)
    return path


def judge(made: Compared) -> None:
    subject = made.desk.judging.subject(made.session.judged)
    assert subject is not None, "B has a result"
    made.desk.judging.rate([subject], 4)
    made.desk.judging.flag([subject], Flag.PICK)
    made.desk.judging.label([subject], Label.GREEN)
    made.desk.judging.note(subject, "Keep the glaze; the table may be cooler.")


def at(mode: Mode) -> Callable[[Compared], object]:
    def play(made: Compared) -> None:
        made.session.step_image(1)
        judge(made)
        made.view.keys.show_mode(mode)

    return play


def zoomed(made: Compared) -> None:
    at(Mode.SIDE)(made)
    made.stage.view = View(1.0, 0.4, 0.5)
    made.stage.drop_nudges()


def pinned(made: Compared) -> None:
    made.session.pin(is_pinned=True)
    made.session.step_image(3)
    made.view.keys.show_mode(Mode.SIDE)
    made.view.bar.ground_asked.emit(Ground.GREY_18)


def missing(made: Compared) -> None:
    made.session.step_image(MISSING)


PAGES: dict[str, Callable[[], QWidget]] = {
    **{f"compare-{mode.value}": compared(at(mode)) for mode in Mode},
    "compare-zoomed": compared(zoomed),
    "compare-pinned": compared(pinned),
    "compare-missing": compared(missing),
    "compare-narrow": compared(at(Mode.ONION), 1180, 720),
}
