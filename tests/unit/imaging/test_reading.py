import hashlib
import os
import struct

import pytest
from PIL import Image

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import Picture, PictureFormat, Skipped, SkipReason
from seedream_desktop.imaging.reading import read
from tests.fixtures import heic, photographs

FORMATS = {
    "JPEG": PictureFormat.JPEG,
    "PNG": PictureFormat.PNG,
    "WEBP": PictureFormat.WEBP,
    "TIFF": PictureFormat.TIFF,
    "BMP": PictureFormat.BMP,
    "GIF": PictureFormat.GIF,
    "AVIF": PictureFormat.AVIF,
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("suffix", ["right", ".jpg", ".txt", ""])
def test_content_decides_the_format_and_not_the_name(write, gate, name, suffix):
    data = photographs.encoded(photographs.quadrants(), name)
    path = write(data, "a" + ("." + photographs.SUFFIX[name] if suffix == "right" else suffix))
    picture = read(path, gate)
    assert isinstance(picture, Picture)
    assert picture.header.format is FORMATS[name]
    assert picture.size == Size(64, 48)
    assert picture.digest == hashlib.sha256(data).hexdigest()
    assert picture.byte_count == len(data)
    assert picture.path == str(path)


def test_a_heic_file_is_read_whatever_it_is_called(write, gate):
    picture = read(write(heic.PLAIN.read_bytes(), "photo.jpg"), gate)
    assert isinstance(picture, Picture)
    assert picture.header.format is PictureFormat.HEIF
    assert picture.size == Size(64, 48)


def skipped(result):
    assert isinstance(result, Skipped)
    return result.reason


def test_an_empty_file_is_called_empty(write, gate):
    assert skipped(read(write(b"", "a.jpg"), gate)) is SkipReason.EMPTY


@pytest.mark.parametrize(
    "data",
    [
        b"just some text\n",
        b"<!doctype html><html><body>Not found</body></html>",
        bytes(5000),
        b"BM is how this letter begins, and it goes on for a while",
        struct.pack(">I4s4s", 24, b"ftyp", b"isom") + b"\0\0\0\0isommp42" + bytes(100),
        b"PK\x03\x04" + bytes(100),
    ],
    ids=["text", "html", "zeros", "letter", "video", "zip"],
)
def test_what_is_no_picture_is_named_so_even_as_jpg(write, gate, data):
    assert skipped(read(write(data, "a.jpg"), gate)) is SkipReason.NOT_A_PICTURE


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"8BPS\x00\x01" + bytes(50), "Photoshop"),
        (b"%PDF-1.7\n", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS"),
        (b"<?xml version='1.0'?>\n<!-- drawn -->\n<svg xmlns='x'></svg>", "SVG"),
        (b"\xff\x0a" + bytes(50), "JPEG XL"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(50), "camera raw"),
        (b"FUJIFILMCCD-RAW 0201" + bytes(50), "camera raw"),
        (struct.pack(">I4s4s", 24, b"ftyp", b"crx ") + bytes(60), "camera raw"),
    ],
)
def test_kinds_that_are_known_and_not_read_are_named(write, gate, data, kind):
    result = read(write(data, "a.jpg"), gate)
    assert skipped(result) is SkipReason.UNSUPPORTED
    assert result.detail == kind


@pytest.mark.parametrize(
    "entries",
    [
        [(50706, 4, (0x01040000,))],
        [(254, 4, (1,)), (330, 4, (8,))],
        [(259, 3, (34713,))],
    ],
    ids=["dng", "preview first", "nikon"],
)
def test_a_raw_file_is_not_taken_for_the_preview_that_it_begins_with(write, gate, entries):
    rgb = [(258, 3, (8, 8, 8)), (262, 3, (2,)), (277, 3, (3,)), (259, 3, (1,))]
    data = photographs.tiff(16, 12, bytes(16 * 12 * 3), entries=[*rgb, *entries])
    result = read(write(data, "a.tif"), gate)
    assert skipped(result) is SkipReason.UNSUPPORTED
    assert result.detail == "camera raw"


def cuts():
    image = photographs.noise()
    variants = {
        "JPEG": ("JPEG", {}),
        "progressive JPEG": ("JPEG", {"progressive": True, "quality": 75, "subsampling": 2}),
        "PNG": ("PNG", {}),
        "WebP": ("WEBP", {}),
        "lossless WebP": ("WEBP", {"lossless": True}),
        "TIFF": ("TIFF", {}),
        "LZW TIFF": ("TIFF", {"compression": "tiff_lzw"}),
        "deflated TIFF": ("TIFF", {"compression": "tiff_adobe_deflate"}),
        "JPEG TIFF": ("TIFF", {"compression": "jpeg"}),
        "GIF": ("GIF", {}),
        "BMP": ("BMP", {}),
        "AVIF": ("AVIF", {}),
    }
    for name, (format_, options) in variants.items():
        data = photographs.encoded(image, format_, **options)
        for part in (0.02, 0.5, 0.97):
            yield pytest.param(data[: int(len(data) * part)], id=f"{name} at {part:.0%}")
        yield pytest.param(data[:-40], id=f"{name} without its last 40 bytes")
    data = heic.PLAIN.read_bytes()
    for end in (150, 500, 700, 719):
        yield pytest.param(data[:end], id=f"HEIC at {end}")


@pytest.mark.parametrize("data", list(cuts()))
def test_a_file_cut_anywhere_is_called_truncated(write, gate, data):
    assert skipped(read(write(data), gate)) is SkipReason.TRUNCATED


def test_a_jpeg_whose_end_was_never_written_is_called_truncated(write, gate):
    data = photographs.encoded(photographs.noise(600, 600), "JPEG")
    half = len(data) // 2
    path = write(data[:half] + bytes(len(data) - half))
    assert skipped(read(path, gate)) is SkipReason.TRUNCATED


@pytest.mark.parametrize("padding", [10, 2000, 200_000])
def test_zeros_after_the_end_of_a_jpeg_do_no_harm(write, gate, padding):
    data = photographs.encoded(photographs.noise(), "JPEG")
    assert isinstance(read(write(data + bytes(padding)), gate), Picture)


@pytest.mark.parametrize("format_", ["PNG", "TIFF"])
def test_a_file_with_broken_data_inside_is_called_damaged(write, gate, format_):
    options = {"compression": "tiff_adobe_deflate"} if format_ == "TIFF" else {}
    data = bytearray(photographs.encoded(photographs.noise(), format_, **options))
    middle = len(data) // 2
    data[middle : middle + 64] = b"\xa5" * 64
    assert skipped(read(write(bytes(data)), gate)) is SkipReason.DAMAGED


def test_a_broken_header_is_called_damaged(write, gate):
    data = bytearray(photographs.encoded(photographs.noise(), "PNG"))
    data[16:24] = bytes(8)
    assert skipped(read(write(bytes(data)), gate)) is SkipReason.DAMAGED


def test_a_bomb_is_refused_by_its_header(write, gate):
    data = photographs.png_bomb()
    assert len(data) < 100_000
    result = read(write(data, "small.png"), gate)
    assert skipped(result) is SkipReason.TOO_MANY_PIXELS
    assert result.detail == "400 MP"


def test_a_bomb_between_the_limit_and_twice_the_limit_is_refused_as_well(write, gate):
    result = read(write(photographs.png_bomb(20_000, 13_000)), gate)
    assert skipped(result) is SkipReason.TOO_MANY_PIXELS
    assert result.detail == "260 MP"


def test_an_animation_with_a_bomb_for_a_canvas_is_refused(write, gate):
    data = bytearray(photographs.encoded(photographs.quadrants(), "GIF"))
    data[6:10] = struct.pack("<HH", 65_000, 65_000)
    assert skipped(read(write(bytes(data)), gate)) is SkipReason.TOO_MANY_PIXELS


def test_a_file_of_too_many_bytes_is_not_read(tmp_path, gate):
    path = tmp_path / "huge.tif"
    with path.open("wb") as file:
        file.write(photographs.encoded(photographs.quadrants(), "TIFF"))
        file.truncate(1_200_000_000)
    result = read(path, gate)
    assert skipped(result) is SkipReason.TOO_MANY_BYTES
    assert result.detail == "1,200 MB"


def test_a_large_file_that_is_no_picture_is_told_by_its_first_bytes(tmp_path, gate):
    path = tmp_path / "film.mov"
    with path.open("wb") as file:
        file.truncate(5_000_000_000)
    assert skipped(read(path, gate)) is SkipReason.NOT_A_PICTURE


def test_a_strip_that_no_service_takes_is_too_narrow(write, gate):
    assert isinstance(
        read(write(photographs.encoded(Image.new("RGB", (300, 10)), "PNG")), gate), Picture
    )
    result = read(write(photographs.encoded(Image.new("RGB", (10, 301)), "PNG")), gate)
    assert skipped(result) is SkipReason.TOO_NARROW
    assert result.detail == "10 × 301"


def test_a_missing_file_is_missing(tmp_path, gate):
    assert skipped(read(tmp_path / "none.jpg", gate)) is SkipReason.MISSING


def test_a_broken_link_is_missing(tmp_path, gate):
    (tmp_path / "a.jpg").symlink_to(tmp_path / "gone.jpg")
    assert skipped(read(tmp_path / "a.jpg", gate)) is SkipReason.MISSING


def test_a_folder_is_unreadable_as_a_picture(tmp_path, gate):
    assert skipped(read(tmp_path, gate)) is SkipReason.UNREADABLE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path, gate):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert skipped(read(tmp_path / "pipe.jpg", gate)) is SkipReason.UNREADABLE


def test_a_file_without_permission_is_named_so(write, gate, monkeypatch):
    path = write(photographs.encoded(photographs.quadrants(), "PNG"))
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser reads everything: let the system say no

        def refuse(*_args, **_kwargs):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("pathlib.Path.open", refuse)
    assert skipped(read(path, gate)) is SkipReason.NO_PERMISSION


def test_a_file_that_the_disk_cannot_give_is_unreadable(write, gate, monkeypatch):
    path = write(photographs.encoded(photographs.quadrants(), "PNG"))

    def refuse(*_args, **_kwargs):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    result = read(path, gate)
    assert skipped(result) is SkipReason.UNREADABLE
    assert result.detail == "EIO"


def test_reading_leaves_the_file_as_it_was(write, gate):
    path = write(photographs.turned(photographs.quadrants(), "JPEG", 6))
    path.chmod(0o444)
    before, content = path.stat(), path.read_bytes()
    assert isinstance(read(path, gate), Picture)
    after = path.stat()
    assert path.read_bytes() == content
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
