"""A watched folder: what comes into it is taken once, when it is whole."""

import asyncio
from pathlib import Path

from seedream_desktop.engine.hot_folder import Arrivals, Stamp, look_into


def seen(**files):
    return {f"/in/{name}.jpg": Stamp(size, when) for name, (size, when) in files.items()}


def names(paths):
    return [path.stem for path in paths]


def test_what_lay_there_before_is_left_alone():
    arrivals = Arrivals(seen(old=(5, 1)))
    assert arrivals.take(seen(old=(5, 1))) == ()
    assert not arrivals.is_restless


def test_a_file_is_taken_once_two_looks_found_it_alike():
    arrivals = Arrivals({})
    assert arrivals.take(seen(a=(5, 1))) == ()
    assert arrivals.is_restless
    assert arrivals.take(seen(a=(9, 2))) == ()
    assert names(arrivals.take(seen(a=(9, 2)))) == ["a"]
    assert arrivals.take(seen(a=(9, 2))) == ()
    assert not arrivals.is_restless


def test_files_come_in_natural_order():
    now = seen(img10=(1, 1), img2=(1, 1))
    arrivals = Arrivals({})
    arrivals.take(now)
    assert names(arrivals.take(now)) == ["img2", "img10"]


def test_what_is_written_again_and_what_comes_back_is_taken_again():
    arrivals = Arrivals(seen(a=(5, 1), b=(5, 1)))
    arrivals.take(seen(a=(6, 2)))
    assert names(arrivals.take(seen(a=(6, 2)))) == ["a"]
    arrivals.take(seen(a=(6, 2), b=(5, 1)))
    assert names(arrivals.take(seen(a=(6, 2), b=(5, 1)))) == ["b"]


def test_a_look_sees_the_folders_own_files_and_says_when_it_is_gone(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "図 01.jpg").write_bytes(b"12345")
    (tmp_path / "in" / ".hidden.jpg").write_bytes(b"1")
    (tmp_path / "in" / "below").mkdir()
    (tmp_path / "in" / "below" / "deep.jpg").write_bytes(b"1")
    found = asyncio.run(look_into(tmp_path / "in"))
    assert [(Path(path).name, stamp.size_bytes) for path, stamp in found.items()] == [
        ("図 01.jpg", 5)
    ]
    assert asyncio.run(look_into(tmp_path / "gone")) is None
