"""Drops and pastes read into plain values."""

import io
import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.ui.mime import DropKind, encoded, local_path, may_be_taken, read_mime

pytestmark = pytest.mark.usefixtures("qapp")


def of_urls(*urls: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromEncoded(url.encode()) for url in urls])
    return mime


def blue() -> QImage:
    image = QImage(8, 6, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 255, 128))
    return image


def test_files_and_folders_come_in_their_order_once_each_and_unlooked_at():
    drop = read_mime(of_urls("file:///no/b.jpg", "file:///no/folder/", "file:///no/b.jpg"))
    assert drop.kind is DropKind.FILES
    assert drop.paths == (Path("/no/b.jpg"), Path("/no/folder"))


def test_names_with_signs_that_addresses_use_for_themselves_come_through():
    for name in (
        "100 % sure?.jpg",
        "a#b.jpg",
        "a;b&c=d.jpg",
        "花 ✿.png",
        "line\nbreak.png",
        "+.png",
    ):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(f"/photos/{name}")])
        assert read_mime(mime).paths == (Path(f"/photos/{name}"),)


@pytest.mark.skipif(sys.platform == "win32", reason="names are text on Windows")
@settings(deadline=None)
@given(st.binary(min_size=1, max_size=40).filter(lambda b: not set(b) & {0, ord("/")}))
def test_names_of_any_bytes_come_through(name):
    if name in (b".", b".."):
        return
    path = Path(os.fsdecode(b"/photos/" + name))
    assert local_path(QUrl.fromEncoded(path.as_uri().encode())) == path


def test_files_win_over_pixels_and_links_beside_them_are_counted_as_refused():
    mime = of_urls("file:///a.jpg", "https://example.org/a.jpg", "ftp://example.org/a")
    mime.setImageData(blue())
    drop = read_mime(mime)
    assert (drop.kind, drop.paths, drop.refused) == (DropKind.FILES, (Path("/a.jpg"),), 2)


def test_a_browser_s_picture_is_taken_rather_than_fetched():
    mime = of_urls("https://example.org/a.jpg")
    mime.setImageData(blue())
    drop = read_mime(mime)
    assert drop.kind is DropKind.IMAGE
    assert drop.links == ("https://example.org/a.jpg",)
    picture = Image.open(io.BytesIO(drop.data or encoded(drop.pixels)))
    assert picture.size == (8, 6)
    assert picture.getpixel((0, 0)) == (0, 0, 255, 128)


def test_an_encoded_picture_is_kept_byte_for_byte():
    mime = QMimeData()
    mime.setData("image/jpeg", b"\xff\xd8 as it was")
    drop = read_mime(mime)
    assert (drop.data, drop.format) == (b"\xff\xd8 as it was", PictureFormat.JPEG)


def test_pixels_are_good_after_the_event_is_over():
    mime = QMimeData()
    image = blue()
    mime.setImageData(image)
    drop = read_mime(mime)
    image.fill(QColor("red"))
    del mime
    assert drop.pixels is not None
    assert drop.pixels.pixelColor(0, 0).blue() == 255


@pytest.mark.parametrize(
    ("urls", "links", "refused"),
    [
        (["https://example.org/a%20b.png"], 1, 0),
        (["HTTPS://example.org/a.png"], 1, 0),
        (["http://example.org/a.png"], 0, 1),
        (["javascript:alert(1)"], 0, 1),
        (["data:image/png;base64,AAAA"], 0, 1),
    ],
)
def test_only_https_links_are_offered_for_fetching(urls, links, refused):
    drop = read_mime(of_urls(*urls))
    assert (len(drop.links), drop.refused) == (links, refused)
    assert drop.kind is (DropKind.LINKS if links else DropKind.NOTHING)


@pytest.mark.skipif(sys.platform == "win32", reason="shares are paths on Windows")
def test_a_file_of_another_machine_is_no_local_file():
    assert read_mime(of_urls("file://server/share/a.jpg")).kind is DropKind.NOTHING


@pytest.mark.parametrize(
    "mark",
    [
        'application/x-qt-windows-mime;value="FileGroupDescriptorW"',
        "com.apple.pasteboard.promised-file-url",
    ],
)
def test_files_that_are_on_no_disk_are_to_be_saved_first(mark):
    mime = QMimeData()
    mime.setData(mark, b"x")
    assert may_be_taken(mime)
    assert read_mime(mime).kind is DropKind.SAVE_FIRST


def test_plain_text_is_nothing_even_if_it_looks_like_a_path():
    mime = QMimeData()
    mime.setText("/photos/a.jpg")
    assert not may_be_taken(mime)
    assert read_mime(mime).kind is DropKind.NOTHING


def test_ten_thousand_files_are_read_at_once():
    mime = of_urls(*(f"file:///photos/{n}.jpg" for n in range(10_000)))
    begun = time.perf_counter()
    assert len(read_mime(mime).paths) == 10_000
    assert time.perf_counter() - begun < 2
