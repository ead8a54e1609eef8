"""Half written files: each writer has its own, and what lies in a folder is never one of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from seedream_desktop.domain.ids import VersionId
from seedream_desktop.exporting import placing
from seedream_desktop.exporting.parts import new_part, remove_stale_parts
from seedream_desktop.exporting.pictures import Piece, export
from tests.fixtures.exportables import Shelf
from tests.unit.exporting.test_delivery import JPEG, PLAIN, wish

LONG_AGO = 1_000_000.0


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def piece(shelf, data=b"\xff\xd8\xff result"):
    blob = shelf.blob("blob")
    blob.write_bytes(data)
    return Piece(version=VersionId("v"), blob=blob, name="shot 1.png")


@pytest.mark.parametrize("preset", [PLAIN, JPEG], ids=["as it is", "written anew"])
def test_a_file_or_link_that_looks_like_half_an_export_is_left_alone(shelf, preset):
    held = shelf.filled(1)
    shelf.out.mkdir()
    (shelf.folder / "diary").write_bytes(b"mine")
    (shelf.out / ".shot 1.jpg.part").symlink_to(shelf.folder / "diary")
    shelf.export(held, wish(preset))
    export([piece(shelf)], shelf.out)
    assert (shelf.out / ".shot 1.jpg.part").read_bytes() == b"mine"
    assert (shelf.folder / "diary").read_bytes() == b"mine"


def test_a_name_that_is_taken_while_a_result_is_copied_is_not_taken_from_its_owner(
    shelf, monkeypatch
):
    fsync = os.fsync

    def meanwhile(descriptor):
        fsync(descriptor)
        (shelf.out / "shot 1.jpg").write_bytes(b"another export's")

    monkeypatch.setattr(os, "fsync", meanwhile)
    (done,) = export([piece(shelf)], shelf.out)
    monkeypatch.undo()
    assert (shelf.out / "shot 1.jpg").read_bytes() == b"another export's"
    assert done.path == shelf.out / "shot 1-2.jpg"
    assert not list(shelf.out.glob(".*"))


def test_a_link_to_nowhere_keeps_its_name(shelf):
    shelf.out.mkdir()
    (shelf.out / "shot 1.jpg").symlink_to(shelf.folder / "unplugged")
    (done,) = export([piece(shelf)], shelf.out)
    assert (shelf.out / "shot 1.jpg").is_symlink()
    assert done.path == shelf.out / "shot 1-2.jpg"


def test_where_there_are_no_hard_links_no_writer_takes_a_name_from_another(tmp_path, monkeypatch):
    def refused(*_paths):
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)
    first, second, place = (tmp_path / name for name in ("first", "second", "place"))
    first.write_bytes(b"first")
    second.write_bytes(b"second")
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)  # both have looked
    assert placing.appears(first, place)
    assert not placing.appears(second, place)
    assert (place.read_bytes(), second.read_bytes()) == (b"first", b"second")


def test_what_a_killed_program_left_goes_with_the_next_export_and_nothing_else_does(shelf):
    shelf.out.mkdir()
    left, fresh = new_part(shelf.out / "a.jpg"), new_part(shelf.out / "a.jpg")
    own = [shelf.out / name for name in (".a.jpg.part", "a.part", ".seedream.part")]
    for path in (left, fresh, *own):
        path.write_bytes(b"half")
        if path != fresh:
            os.utime(path, (LONG_AGO, LONG_AGO))
    shelf.export(shelf.filled(1), wish(PLAIN))
    assert not left.exists()
    assert all(path.exists() for path in (fresh, *own))


def left_by(pid: int, target: Path, where: str = "") -> Path:
    """Write a part as another process left it, here or elsewhere."""
    part = new_part(target)
    here, _own, chance = part.stem.rpartition(".seedream-")[2].split("-")
    name = part.name.replace(
        f"{here}-{os.getpid():x}-{chance}", f"{where or here}-{pid:x}-{chance}"
    )
    made = part.with_name(name)
    made.write_bytes(b"half")
    return made


@pytest.mark.skipif(sys.platform == "win32", reason="no process is asked for there")
def test_a_part_goes_at_once_where_its_writer_is_surely_gone_and_only_there(shelf):
    shelf.out.mkdir()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    gone = left_by(ended.pid, shelf.out / "a.jpg")
    living = left_by(os.getppid(), shelf.out / "a.jpg")
    elsewhere = left_by(ended.pid, shelf.out / "a.jpg", "0123abcd")
    shelf.export(shelf.filled(1), wish(PLAIN))
    assert [path.exists() for path in (gone, living, elsewhere)] == [False, True, True]


def test_the_longest_name_has_room_for_a_part(tmp_path):
    part = new_part(tmp_path / f"{'长' * 80}.jpg.json")
    part.write_bytes(b"")
    remove_stale_parts(Path(tmp_path / "nowhere"))
    assert part.exists()
