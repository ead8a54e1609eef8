"""The file of a queue: it comes back as it was, names what is wrong with it, and finds pictures."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.errors import BadInput, StorageFailed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, ImageId, ProviderId, SequenceId, StepId
from seedream_desktop.domain.picture import Header, Picture, PictureFormat, Skipped, SkipReason
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import SizeChoice, Step, StepMode
from seedream_desktop.exporting.queue_file import (
    FiledPicture,
    places,
    queue_file,
    read_queue,
    save_queue,
)
from seedream_desktop.exporting.queue_opening import open_queue


def picture(path, content=None):
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    data = path.read_bytes()
    return Picture(
        digest=Digest(hashlib.sha256(data).hexdigest()),
        path=str(path),
        byte_count=len(data),
        header=Header(format=PictureFormat.PNG, size=Size(1600, 1200)),
    )


async def read(path):
    if not path.exists():
        return Skipped(path=str(path), reason=SkipReason.MISSING)
    return picture(path)


def work(images, anchors=(), title="Shoes"):
    step = Step(
        id=StepId("st-1"),
        prompt="make it warm",
        provider=ProviderId("shop"),
        family="shop",
        mode=StepMode.EACH,
        size=SizeChoice.parse("2048x1536"),
        leading_anchors=1,
        anchors=tuple(anchors),
    )
    rows = tuple(Image(id=ImageId(f"im-{n}"), picture=p) for n, p in enumerate(images))
    return Sequence(id=SequenceId("sq-1"), title=title, images=rows, steps=(step,))


async def test_a_queue_comes_back_with_its_steps_and_pictures_and_nothing_else(tmp_path):
    sequence = work(
        [picture(tmp_path / "in" / f"{n}.png", b"%d" % n) for n in range(2)],
        [picture(tmp_path / "anchor.png", b"anchor")],
    )
    path = tmp_path / "q.seedream-queue"
    save_queue(queue_file([sequence], tmp_path), path)
    opened = await open_queue(path, read)
    (back,) = opened.sequences
    assert back.fingerprint() == sequence.fingerprint()
    assert back.title == "Shoes"
    assert back.id != sequence.id
    assert (opened.lost, opened.left_out) == ((), ())
    written = json.loads(path.read_text())
    assert set(written) == {"format", "version", "runs"}
    assert written["runs"][0]["images"][0]["path"] == "in/0.png"
    assert str(tmp_path) not in path.read_text()


async def test_a_folder_that_is_carried_elsewhere_with_its_file_is_found_whole(tmp_path):
    home = tmp_path / "home"
    sequence = work([picture(home / "in" / "a.png", b"a")])
    save_queue(queue_file([sequence], home), home / "q.seedream-queue")
    home.rename(tmp_path / "away")
    opened = await open_queue(tmp_path / "away" / "q.seedream-queue", read)
    assert opened.sequences[0].images[0].picture.path == str(tmp_path / "away" / "in" / "a.png")


async def test_a_picture_from_elsewhere_keeps_its_whole_path_and_is_also_sought_beside(tmp_path):
    far = picture(tmp_path / "far" / "a.png", b"a")
    path = tmp_path / "here" / "q.seedream-queue"
    path.parent.mkdir()
    save_queue(queue_file([work([far])], path.parent), path)
    assert (await open_queue(path, read)).sequences[0].images[0].picture == far
    Path(far.path).rename(path.parent / "a.png")
    assert (await open_queue(path, read)).lost == ()


async def test_pictures_that_are_gone_or_others_by_now_are_named(tmp_path):
    kept, gone, other = (picture(tmp_path / f"{name}.png", name.encode()) for name in "abc")
    path = tmp_path / "q.seedream-queue"
    save_queue(queue_file([work([kept, gone, other])], tmp_path), path)
    Path(gone.path).unlink()
    Path(other.path).write_bytes(b"something else")
    opened = await open_queue(path, read)
    assert [image.picture for image in opened.sequences[0].images] == [kept]
    assert [(lost.path, lost.code) for lost in opened.lost] == [
        ("b.png", "file_picture_missing"),
        ("c.png", "file_picture_changed"),
    ]


async def test_a_run_without_its_anchor_is_left_out_since_it_would_be_other_work(tmp_path):
    anchor, own = picture(tmp_path / "an.png", b"an"), picture(tmp_path / "a.png", b"a")
    path = tmp_path / "q.seedream-queue"
    sequences = [work([own], [anchor], "With"), work([own], title="Without")]
    save_queue(queue_file(sequences, tmp_path), path)
    Path(anchor.path).unlink()
    opened = await open_queue(path, read)
    assert [sequence.title for sequence in opened.sequences] == ["Without"]
    assert [(title, lost.path) for title, lost in opened.left_out] == [("With", "an.png")]


SIZED = json.dumps(
    {
        "format": "seedream-queue",
        "version": 1,
        "runs": [{"title": "a", "steps": [{"prompt": "p", "provider": "x", "size": "huge"}]}],
    }
).encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "queue_file_broken"),
        (b"\xff\xfe\x00", "queue_file_broken"),
        (b"[" * 100_000, "queue_file_broken"),
        (b'{"format": "another", "version": 1, "runs": []}', "queue_file_broken"),
        (b'{"format": "seedream-queue", "version": 1, "runs": 7}', "queue_file_broken"),
        (b'{"format": "seedream-queue", "version": 2, "runs": []}', "queue_file_newer"),
        (SIZED, "queue_file_broken"),
    ],
)
def test_a_broken_file_names_itself_and_the_reason(tmp_path, content, code):
    path = tmp_path / "q.seedream-queue"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_queue(path)
    assert (caught.value.code, caught.value.params["path"]) == (code, str(path))


def test_a_file_that_is_not_there_and_a_folder_that_is_not_writable_say_so(tmp_path):
    with pytest.raises(BadInput, match="queue_file_unreadable"):
        read_queue(tmp_path / "none")
    with pytest.raises(StorageFailed, match="queue_file_not_written"):
        save_queue(b"", tmp_path / "no" / "q.seedream-queue")


@given(st.binary(max_size=300))
def test_no_bytes_bring_it_down(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.seedream-queue"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="queue_file_broken"):
        read_queue(path)


@pytest.mark.parametrize("path", ["//server/share/a.png", r"\\server\share\a.png"])
def test_a_path_on_another_computer_is_not_followed(path):
    found = places(FiledPicture(path=path, sha256="0" * 64), Path("here"))
    assert found == (Path("here/a.png"),)
