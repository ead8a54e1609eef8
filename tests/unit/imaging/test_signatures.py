import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging.signatures import Foreign, identify


def brands(major, *compatible):
    listed = b"".join(compatible)
    return struct.pack(">I4s4sI", 16 + len(listed), b"ftyp", major, 0) + listed + bytes(40)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (brands(b"heic", b"mif1"), PictureFormat.HEIF),
        (brands(b"mif1", b"heic"), PictureFormat.HEIF),
        (brands(b"avif", b"mif1"), PictureFormat.AVIF),
        (brands(b"mif1", b"avif", b"miaf"), PictureFormat.AVIF),
        (brands(b"mp42", b"isom"), None),
        (brands(b"qt  "), None),
        (brands(b"crx "), Foreign("camera raw")),
    ],
)
def test_containers_are_told_apart_by_their_brands(head, expected):
    assert identify(head) == expected


@given(st.binary(max_size=64))
def test_any_bytes_are_told_without_an_error(head):
    assert identify(head) is None or isinstance(identify(head), PictureFormat | Foreign)
