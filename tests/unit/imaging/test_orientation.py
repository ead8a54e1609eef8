import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import Picture
from seedream_desktop.imaging import probe
from seedream_desktop.imaging.normalise import normalise
from seedream_desktop.imaging.reading import read
from seedream_desktop.imaging.thumbnails import thumbnail
from tests.fixtures import heic, photographs

EIGHT = range(1, 9)


def files():
    for format_ in photographs.TURNABLE:
        for orientation in EIGHT:
            yield pytest.param(
                photographs.turned(photographs.quadrants(), format_, orientation),
                orientation,
                id=f"{format_} {orientation}",
            )
    for orientation in EIGHT:
        yield pytest.param(heic.turned(orientation), orientation, id=f"HEIC {orientation}")
    exif = Image.Exif()
    for orientation in EIGHT:
        exif[photographs.ORIENTATION] = orientation
        yield pytest.param(
            photographs.encoded(photographs.quadrants(), "TIFF", exif=exif, compression="tiff_lzw"),
            orientation,
            id=f"LZW TIFF {orientation}",
        )


def assert_looks_like(data, expected):
    with Image.open(data) as image:
        assert image.size == expected.size
        assert image.getexif().get(photographs.ORIENTATION, 1) == 1
        found = np.asarray(photographs.corner_colours(image), int)
    assert np.abs(found - photographs.corner_colours(expected)).max() <= 8


@pytest.mark.parametrize(("data", "orientation"), list(files()))
def test_every_orientation_is_shown_upright_exactly_once(
    write, tmp_path, gate, digest_of, data, orientation
):
    path = write(data)
    expected = photographs.shown(photographs.quadrants(), orientation)
    header = probe.header(path)
    assert header.size == Size(*expected.size)
    picture = read(path, gate)
    assert isinstance(picture, Picture)
    assert picture.size == Size(*expected.size)

    made = normalise(path, digest_of(path), InputRule(), gate)
    assert made.size == Size(*expected.size)
    out = tmp_path / "made.jpg"
    out.write_bytes(made.data)
    assert_looks_like(out, expected)

    out.write_bytes(thumbnail(path, gate, edge_px=32))
    assert_looks_like(out, expected.resize((expected.width // 2, expected.height // 2)))


@pytest.mark.parametrize("orientation", EIGHT)
def test_a_turned_jpeg_that_is_scaled_down_while_decoding_is_upright(
    write, tmp_path, gate, digest_of, orientation
):
    path = write(photographs.turned(photographs.quadrants(1200, 800), "JPEG", orientation))
    expected = photographs.shown(photographs.quadrants(240, 160), orientation)
    made = normalise(path, digest_of(path), InputRule(edge_max_px=240), gate)
    out = tmp_path / "made.jpg"
    out.write_bytes(made.data)
    assert_looks_like(out, expected)


def test_a_png_that_tells_its_orientation_behind_its_pixels_is_upright(
    write, tmp_path, gate, digest_of
):
    data = photographs.turned(photographs.quadrants(), "PNG", 6)
    at = data.index(b"eXIf") - 4
    end = at + 12 + int.from_bytes(data[at : at + 4], "big")
    last = data.index(b"IEND") - 4
    path = write(data[:at] + data[end:last] + data[at:end] + data[last:])
    expected = photographs.shown(photographs.quadrants(), 6)
    assert probe.header(path).size == Size(*expected.size)
    out = tmp_path / "made.jpg"
    out.write_bytes(normalise(path, digest_of(path), InputRule(), gate).data)
    assert_looks_like(out, expected)


def test_an_orientation_that_does_not_exist_is_taken_as_upright(write, gate):
    path = write(photographs.turned(photographs.quadrants(), "JPEG", 9))
    assert probe.header(path).orientation == 1
    assert probe.header(path).size == Size(64, 48)
    assert isinstance(read(path, gate), Picture)


XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'


def of_xmp(format_):
    """Return a picture that XMP alone says is turned."""
    if format_ == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_itxt("XML:com.adobe.xmp", XMP)
        options = {"pnginfo": words}
    elif format_ == "TIFF":
        options = {"tiffinfo": {700: XMP.encode()}}
    else:
        options = {"xmp": XMP.encode()}
    return photographs.encoded(photographs.quadrants(), format_, **options)


@pytest.mark.parametrize("format_", photographs.TURNABLE)
def test_an_orientation_that_is_said_in_xmp_alone_turns_nothing(
    write, tmp_path, gate, digest_of, format_
):
    path = write(of_xmp(format_))
    header = probe.header(path)
    assert (header.orientation, header.size) == (1, Size(64, 48))
    out = tmp_path / "made.jpg"
    out.write_bytes(normalise(path, digest_of(path), InputRule(), gate).data)
    assert_looks_like(out, photographs.quadrants())
