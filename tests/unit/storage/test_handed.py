"""Copies for other programs: named, whole, and gone after a day unless they are somebody's work."""

import hashlib
import os

import pytest

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.ids import Digest
from seedream_desktop.storage.handed import hand_out, remove_handed

OLD, NOW = 1_000_000.0, 2_000_000.0


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "handed"


def pieces(tmp_path, *names: str):
    made = []
    for number, name in enumerate(names):
        blob = tmp_path / f"blob{number}"
        blob.write_bytes(name.encode() * 100)
        digest = Digest(hashlib.sha256(blob.read_bytes()).hexdigest())
        made.append((blob, digest, name))
    return made


def age(folder):
    for kept in folder.glob("*.digests"):
        os.utime(kept, (OLD, OLD))


def test_copies_have_their_names_and_all_bytes_in_a_folder_of_their_own(tmp_path, folder):
    given = pieces(tmp_path, "春 1.jpg", "unsure/b.png")
    first, second = hand_out(folder, given), hand_out(folder, given)
    assert [path.name for path in first] == ["春 1.jpg", "b.png"]
    assert [path.read_bytes() for path in first] == [blob.read_bytes() for blob, _, _ in given]
    assert not set(first) & set(second)


def test_a_copy_can_be_written_to_without_the_blob_changing(tmp_path, folder):
    ((blob, digest, name),) = pieces(tmp_path, "a.jpg")
    (copy,) = hand_out(folder, [(blob, digest, name)])
    copy.write_bytes(b"edited")
    assert blob.read_bytes() == b"a.jpg" * 100


def test_old_copies_go_and_young_ones_stay(tmp_path, folder):
    (old,) = hand_out(folder, pieces(tmp_path, "old.jpg"))
    age(folder)
    (young,) = hand_out(folder, pieces(tmp_path, "young.jpg"))
    assert remove_handed(folder, (), NOW) == 700
    assert (old.parent.exists(), young.exists()) == (False, True)


def test_a_copy_that_was_written_to_stays_for_good(tmp_path, folder):
    edited, other = hand_out(folder, pieces(tmp_path, "edited.jpg", "other.jpg"))
    edited.write_bytes(b"hours of retouching")
    age(folder)
    remove_handed(folder, (), NOW)
    assert edited.read_bytes() == b"hours of retouching"
    assert not other.exists()


def test_a_file_that_somebody_put_beside_the_copies_stays(tmp_path, folder):
    (copy,) = hand_out(folder, pieces(tmp_path, "a.jpg"))
    beside = copy.with_suffix(".xmp")
    beside.write_text("settings")
    age(folder)
    remove_handed(folder, (), NOW)
    assert beside.exists()


def test_a_copy_that_came_back_as_a_source_stays(tmp_path, folder):
    (copy,) = hand_out(folder, pieces(tmp_path, "a.jpg"))
    age(folder)
    assert remove_handed(folder, (f'{{"path": "{copy}"}}',), NOW) == 0
    assert copy.exists()


def test_nothing_is_left_where_copying_fails(tmp_path, folder):
    given = [*pieces(tmp_path, "a.jpg"), (tmp_path / "gone", Digest("0" * 64), "b.jpg")]
    with pytest.raises(StorageFailed):
        hand_out(folder, given)
    assert list(folder.iterdir()) == []


def test_what_a_power_cut_leaves_of_a_hand_out_goes_too(tmp_path, folder, monkeypatch):
    class Dark(BaseException):
        pass

    def copied(blob, path):
        path.write_bytes(blob.read_bytes()[:50])
        if path.name.startswith("second"):
            raise Dark
        path.write_bytes(blob.read_bytes())

    monkeypatch.setattr("shutil.copyfile", copied)
    with pytest.raises(Dark):
        hand_out(folder, pieces(tmp_path, "first.jpg", "unsure/second.jpg", "third.jpg"))
    monkeypatch.undo()
    age(folder)
    assert remove_handed(folder, (), NOW) == len("first.jpg") * 100
    assert list(folder.iterdir()) == []
