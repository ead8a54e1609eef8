"""Drops from another process into the real window on a real (virtual) screen."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from tests.fixtures.screen import MISSING, Screen, screen, until

pytestmark = [
    pytest.mark.skipif(
        bool(MISSING), reason=f"needs {', '.join(MISSING)}: python3 dev.py setup installs them"
    ),
    pytest.mark.timeout(180),
]

NEW = (300, 420)
HERE = (1100, 420)
MIDDLE = (60, 60)


@pytest.fixture
def desktop(tmp_path):
    with screen(tmp_path) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path) -> Path:
    """Photographs under names as people give them."""
    made = tmp_path / "Frühling 春 & Co"
    made.mkdir()
    for number, name in enumerate(("img10.png", "img2.png", "phöto #1 100 %.png")):
        Image.new("RGB", (48, 32), (40 * number, 90, 120)).save(made / name)
    (made / "notes.txt").write_text("no picture", encoding="utf-8")
    return made


class Program:
    """The program as it is installed, on the screen, with a library of its own."""

    def __init__(
        self, desktop: Screen, home: Path, *paths: Path, module: str = "seedream_desktop.app.gui"
    ) -> None:
        self.home = home
        words = ("-m", module, *map(str, paths))
        self.process = desktop.python(*words, SEEDREAM_HOME=str(home))
        self.window = desktop.window(self.process)
        until((home / "library.sqlite3").exists, "no library was made")
        desktop.hand("windowmove", "--sync", self.window, 100, 60)
        desktop.hand("windowsize", "--sync", self.window, 1440, 900)

    def sequences(self) -> dict[str, list[str]]:
        """Return the pictures' file names by the sequence's title, as the library keeps them."""
        address = f"file:{self.home / 'library.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            rows = connection.execute("select title, content from sequences").fetchall()
        return {
            title: [Path(i["picture"]["path"]).name for i in json.loads(content)["images"]]
            for title, content in rows
        }

    def wait_for(self, wanted: dict[str, list[str]]) -> None:
        try:
            until(lambda: self.sequences() == wanted, "the drop did not arrive")
        except TimeoutError:
            assert self.sequences() == wanted


@pytest.fixture
def program(desktop, tmp_path) -> Program:
    return Program(desktop, tmp_path / "home")


def test_a_folder_and_then_a_file_are_dropped_by_another_process(
    desktop, program, folder, tmp_path
):
    ordered = ["img2.png", "img10.png", "phöto #1 100 %.png"]
    source = desktop.python("-m", "tests.fixtures.dragged", str(folder))
    desktop.drag(desktop.window(source), MIDDLE, program.window, NEW)
    assert source.stdout.readline().strip() == "CopyAction"
    program.wait_for({folder.name: ordered})
    more = tmp_path / "more.png"
    Image.new("RGB", (48, 32), (1, 2, 3)).save(more)
    source.terminate()
    second = desktop.python("-m", "tests.fixtures.dragged", str(more))
    desktop.drag(desktop.window(second), MIDDLE, program.window, HERE)
    assert second.stdout.readline().strip() == "CopyAction"
    program.wait_for({folder.name: [*ordered, "more.png"]})


@pytest.mark.skipif(shutil.which("pcmanfm") is None, reason="needs pcmanfm, a file manager")
def test_a_folder_is_dropped_from_a_file_manager(desktop, program, tmp_path):
    shelf = tmp_path / "shelf"
    (shelf / "Shoes").mkdir(parents=True)
    Image.new("RGB", (48, 32), (9, 9, 9)).save(shelf / "Shoes" / "one.png")
    config = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path)}
    manager = desktop.start("pcmanfm", "--no-desktop", str(shelf), **config)
    window = desktop.window(manager)
    desktop.hand("windowsize", "--sync", window, 420, 320)
    desktop.hand("windowmove", "--sync", window, 0, 0)
    desktop.hand("windowactivate", "--sync", window)
    desktop.drag(window, (230, 110), program.window, NEW)
    program.wait_for({"Shoes": ["one.png"]})


def test_paths_given_to_a_second_start_come_into_the_first_window(desktop, program, folder):
    second = desktop.python(
        "-m", "seedream_desktop.app.gui", str(folder), SEEDREAM_HOME=str(program.home)
    )
    assert second.wait(60) == 0
    program.wait_for({folder.name: ["img2.png", "img10.png", "phöto #1 100 %.png"]})


def test_a_picture_of_the_window_itself_is_dragged_behind_the_last(desktop, folder, tmp_path):
    program = Program(desktop, tmp_path / "home", folder, module="tests.fixtures.placed")
    ordered = ["img2.png", "img10.png", "phöto #1 100 %.png"]
    program.wait_for({folder.name: ordered})
    desktop.hand("windowactivate", "--sync", program.window)
    where = json.loads(program.process.stdout.readline())
    (first_x, first_y), (last_x, last_y) = where[0], where[-1]
    desktop.drag("", (first_x, first_y), "", (last_x + 50, last_y))
    program.wait_for({folder.name: [*ordered[1:], ordered[0]]})
