"""Results dragged out of the real window into another process, on a real (virtual) screen."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.fixtures.screen import MISSING, Screen, screen

pytestmark = [
    pytest.mark.skipif(
        bool(MISSING), reason=f"needs {', '.join(MISSING)}: python3 dev.py setup installs them"
    ),
    pytest.mark.timeout(180),
]

MIDDLE = (80, 80)
OTHER, UNSURE, BEFORE, LAST = range(4)
_NO_DOUBLE_CLICK_S = 0.6


@dataclass
class Room:
    """The program in Timeline, its first result unsure, and another program beside it."""

    desktop: Screen
    where: list[tuple[int, int]]
    target: str
    told: object
    home: Path
    taken: Path

    def drag(self, number: int) -> None:
        time.sleep(_NO_DOUBLE_CLICK_S)
        self.desktop.drag("", self.where[number], self.target, MIDDLE)

    def answer(self) -> dict:
        return json.loads(self.told.readline())


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    place = tmp_path_factory.mktemp("dragged")
    home, taken, work = place / "home", place / "taken", place / "work"
    for folder in (home, taken, work):
        folder.mkdir()
    with screen(place) as desktop:
        program = desktop.python(
            *("-m", "tests.fixtures.showing", str(work), "1"),
            SEEDREAM_HOME=str(home),
            PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring",
        )
        window = desktop.window(program)
        desktop.hand("windowmove", "--sync", window, 300, 60)
        while not (line := program.stdout.readline()).startswith("[["):
            assert line, "the program ended"
        target = desktop.python("-m", "tests.fixtures.dropped", str(taken))
        yield Room(desktop, json.loads(line), desktop.window(target), target.stdout, home, taken)


def test_a_result_is_dragged_into_another_program_as_a_whole_file_with_a_name(room):
    room.drag(LAST)
    told = room.answer()
    (name,) = told["names"]
    assert name == "春 2_step2.jpg"
    assert not told["may_move"]
    with Image.open(room.taken / name) as image:
        image.load()
        assert image.size == (96, 64)
    (kept,) = (path for path in (room.home / "handed").rglob("*") if path.name == name)
    assert kept.read_bytes() == (room.taken / name).read_bytes()


def test_several_selected_results_go_together(room):
    room.desktop.hand("mousemove", *room.where[BEFORE], "click", 1)
    room.desktop.hand("keydown", "ctrl")
    room.desktop.hand("mousemove", *room.where[LAST], "click", 1)
    room.desktop.hand("keyup", "ctrl")
    room.drag(LAST)
    assert sorted(room.answer()["names"]) == ["春 2_step1.jpg", "春 2_step2.jpg"]


def test_an_unsure_result_is_not_taken_out(room):
    room.drag(UNSURE)
    room.drag(OTHER)
    assert room.answer()["names"] == ["phöto #1_step1.jpg"]
    assert not (room.taken / "phöto #1_step2.jpg").exists()
