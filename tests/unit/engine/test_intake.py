import asyncio
import hashlib
import os
import sys
import threading
from pathlib import Path

import pytest

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.events import ImportProgress
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import (
    Header,
    Picture,
    PictureFormat,
    Skipped,
    SkipReason,
)
from seedream_desktop.engine import intake
from seedream_desktop.engine.intake import take_in

links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")


class FakePictures:
    """Takes every file that begins with "picture" for one, told apart by its bytes."""

    def __init__(self):
        self.opened = []
        self.at_once = self.most_at_once = 0

    async def read(self, path):
        self.opened.append(path.name)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return Skipped(path=str(path), reason=SkipReason.MISSING)
        if not data.startswith(b"picture"):
            return Skipped(path=str(path), reason=SkipReason.NOT_A_PICTURE)
        return Picture(
            digest=hashlib.sha256(data).hexdigest(),
            path=str(path),
            byte_count=len(data),
            header=Header(format=PictureFormat.PNG, size=Size(1, 1)),
        )


@pytest.fixture
def pictures():
    return FakePictures()


@pytest.fixture
def make(tmp_path):
    """Make files that hold pictures, each with its own bytes unless told."""

    def made(*names, content=None):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if content is not None else b"picture " + os.fsencode(name))

    return made


def names(found, root):
    return [Path(picture.path).relative_to(root).as_posix() for picture in found.pictures]


def ignore(_event):
    pass


async def test_pictures_come_in_natural_order_folder_by_folder(make, tmp_path, pictures):
    make("b/img10.jpg", "b/img2.jpg", "b/IMG1.jpg", "a10/x.jpg", "a2/x.jpg", "z.jpg", "b/sub/1.jpg")
    found = await take_in([tmp_path], pictures, ignore)
    assert names(found, tmp_path) == [
        "z.jpg",
        "a2/x.jpg",
        "a10/x.jpg",
        "b/IMG1.jpg",
        "b/img2.jpg",
        "b/img10.jpg",
        "b/sub/1.jpg",
    ]
    assert found.folders == 5


async def test_dropped_files_come_in_natural_order_before_folders(make, tmp_path, pictures):
    make("img10.jpg", "img2.jpg", "folder/img1.jpg")
    dropped = [tmp_path / "folder", tmp_path / "img10.jpg", tmp_path / "img2.jpg"]
    found = await take_in(dropped, pictures, ignore)
    assert names(found, tmp_path) == ["img2.jpg", "img10.jpg", "folder/img1.jpg"]


async def test_what_is_no_picture_is_named_and_the_rest_goes_on(make, tmp_path, pictures):
    make("set/1.jpg", "set/3.jpg")
    make("set/2.jpg", "set/notes.txt", content=b"text")
    found = await take_in([tmp_path / "set", tmp_path / "gone.jpg"], pictures, ignore)
    assert names(found, tmp_path) == ["set/1.jpg", "set/3.jpg"]
    assert [(Path(item.path).name, item.reason) for item in found.skipped] == [
        ("gone.jpg", SkipReason.MISSING),
        ("2.jpg", SkipReason.NOT_A_PICTURE),
        ("notes.txt", SkipReason.NOT_A_PICTURE),
    ]


async def test_hidden_files_are_counted_and_not_opened(make, tmp_path, pictures):
    make("set/1.jpg", "set/.DS_Store", "set/._1.jpg", "set/Thumbs.db", "set/desktop.ini")
    make("set/__MACOSX/1.jpg", "set/.cache/1.jpg")
    found = await take_in([tmp_path / "set"], pictures, ignore)
    assert pictures.opened == ["1.jpg"]
    assert found.hidden == 6
    assert found.skipped == ()


async def test_a_hidden_file_or_folder_that_is_dropped_by_name_is_taken(make, tmp_path, pictures):
    make(".one.jpg", ".folder/two.jpg")
    found = await take_in([tmp_path / ".one.jpg", tmp_path / ".folder"], pictures, ignore)
    assert names(found, tmp_path) == [".one.jpg", ".folder/two.jpg"]


async def test_files_that_live_in_a_cloud_are_counted_and_not_opened(make, tmp_path, pictures):
    make("set/1.jpg", "set/.2.jpg.icloud", "set/3.jpg.nextcloud")
    found = await take_in([tmp_path / "set", tmp_path / "set/3.jpg.nextcloud"], pictures, ignore)
    assert pictures.opened == ["1.jpg"]
    assert (found.placeholders, found.hidden) == (3, 0)


@links
async def test_loops_of_links_are_cut_and_counted(make, tmp_path, pictures):
    make("set/1.jpg", "set/deep/2.jpg")
    (tmp_path / "set/deep/up").symlink_to(tmp_path / "set", target_is_directory=True)
    (tmp_path / "set/deep/self").symlink_to(tmp_path / "set/deep", target_is_directory=True)
    found = await take_in([tmp_path / "set"], pictures, ignore)
    assert names(found, tmp_path) == ["set/1.jpg", "set/deep/2.jpg"]
    assert (found.loops, found.folders) == (2, 2)


@links
async def test_a_link_to_a_folder_elsewhere_is_followed(make, tmp_path, pictures):
    make("elsewhere/1.jpg", "set/2.jpg")
    (tmp_path / "set/link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    found = await take_in([tmp_path / "set"], pictures, ignore)
    assert names(found, tmp_path) == ["set/2.jpg", "set/link/1.jpg"]
    assert found.loops == 0


@links
async def test_a_broken_link_is_named(tmp_path, pictures):
    (tmp_path / "a.jpg").symlink_to(tmp_path / "gone")
    found = await take_in([tmp_path], pictures, ignore)
    assert [item.reason for item in found.skipped] == [SkipReason.MISSING]


async def test_a_folder_dropped_beside_its_parent_is_taken_once(make, tmp_path, pictures):
    make("set/sub/1.jpg")
    dropped = [tmp_path / "set", tmp_path / "set/sub", tmp_path / "set"]
    found = await take_in(dropped, pictures, ignore)
    assert names(found, tmp_path) == ["set/sub/1.jpg"]
    assert (found.duplicates, found.loops, found.folders) == ((), 0, 2)


async def test_equal_files_are_one_picture_and_the_others_are_duplicates(make, tmp_path, pictures):
    make("a.jpg", "b.jpg", "set/c.jpg", content=b"picture")
    found = await take_in([tmp_path], pictures, ignore)
    assert names(found, tmp_path) == ["a.jpg"]
    assert [Path(path).name for path in found.duplicates] == ["b.jpg", "c.jpg"]


async def test_a_file_dropped_twice_is_one_picture(make, tmp_path, pictures):
    make("a.jpg")
    found = await take_in([tmp_path / "a.jpg", tmp_path / "a.jpg"], pictures, ignore)
    assert len(found.pictures) == 1
    assert found.duplicates == (str(tmp_path / "a.jpg"),)


async def test_an_unreadable_folder_is_named_and_the_rest_goes_on(
    make, tmp_path, pictures, monkeypatch
):
    make("set/1.jpg", "set/locked/2.jpg")
    locked = str(tmp_path / "set/locked")
    scandir = os.scandir

    def refuse(path):
        if str(path) == locked:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = await take_in([tmp_path / "set"], pictures, ignore)
    assert names(found, tmp_path) == ["set/1.jpg"]
    assert found.skipped == (Skipped(path=locked, reason=SkipReason.NO_PERMISSION),)
    assert found.folders == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have text for names")
async def test_a_name_that_is_no_text_is_named_in_a_form_that_can_be_stored(
    make, tmp_path, pictures
):
    make(os.fsdecode(b"bad\xff.jpg"))
    found = await take_in([tmp_path], pictures, ignore)
    (item,) = found.skipped
    assert item.reason is SkipReason.UNREADABLE
    assert item.path.encode("utf-8").decode().endswith("bad\ufffd.jpg")
    assert pictures.opened == []


async def test_progress_comes_in_batches_and_its_end_is_the_truth(make, tmp_path, pictures):
    make(*(f"{index}.jpg" for index in range(70)))
    make("no.txt", "same.jpg", content=b"text")
    events = []
    found = await take_in([tmp_path], pictures, events.append)
    assert all(isinstance(event, ImportProgress) for event in events)
    assert 3 <= len(events) <= 10
    assert [event.seen for event in events] == sorted(event.seen for event in events)
    assert (events[-1].seen, events[-1].taken) == (72, 70)
    told = [item for event in events for item in event.skipped]
    assert sorted(told, key=str) == sorted(found.skipped, key=str)


async def test_pictures_are_read_a_few_at_a_time(make, tmp_path, pictures):
    make(*(f"{index}.jpg" for index in range(60)))
    await take_in([tmp_path], pictures, ignore)
    assert 2 <= pictures.most_at_once <= 16


async def test_an_empty_drop_is_an_empty_intake(pictures):
    events = []
    found = await take_in([], pictures, events.append)
    assert found.pictures == found.skipped == ()
    assert events[-1].seen == 0


async def test_a_drop_of_far_too_many_files_is_refused(make, tmp_path, pictures, monkeypatch):
    make(*(f"{index}.jpg" for index in range(6)))
    monkeypatch.setattr(intake, "FILES_MAX", 5)
    with pytest.raises(BadInput) as caught:
        await take_in([tmp_path], pictures, ignore)
    assert (caught.value.code, caught.value.params) == ("too_many_files", {"files_max": 5})
    assert pictures.opened == []


async def test_cancelling_while_pictures_are_read_ends_it(make, tmp_path):
    make(*(f"{index}.jpg" for index in range(50)))
    started = asyncio.Event()

    class Stuck(FakePictures):
        async def read(self, path):
            self.opened.append(path.name)
            started.set()
            await asyncio.Event().wait()

    stuck = Stuck()
    task = asyncio.create_task(take_in([tmp_path], stuck, ignore))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(stuck.opened) <= 16


async def test_cancelling_during_the_walk_opens_no_further_folder(
    make, tmp_path, pictures, monkeypatch
):
    make(*(f"{index}/1.jpg" for index in range(20)))
    entered, go, listed = threading.Event(), threading.Event(), []
    list_folder = intake.list_folder

    def slow(path):
        listed.append(path)
        entered.set()
        go.wait()
        return list_folder(path)

    monkeypatch.setattr(intake, "list_folder", slow)
    task = asyncio.create_task(take_in([tmp_path], pictures, ignore))
    await asyncio.to_thread(entered.wait)
    task.cancel()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert listed == [str(tmp_path)]
    assert pictures.opened == []
