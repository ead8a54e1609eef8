import struct

import pytest
from PIL import Image

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import Picture, PictureFormat
from seedream_desktop.imaging import probe
from seedream_desktop.imaging.reading import read
from tests.fixtures import heic, photographs, profiles


@pytest.mark.parametrize("format_", [*photographs.WRITABLE, "HEIC"])
def test_a_header_is_read_without_decoding_a_pixel(write, format_):
    is_heic = format_ == "HEIC"
    image = photographs.quadrants()
    data = heic.PLAIN.read_bytes() if is_heic else photographs.encoded(image, format_)
    with probe.reading(write(data)) as file:
        opened = probe.opened(file)
        assert opened.header.size == Size(64, 48)
        assert opened.take()._im is None


def test_a_header_tells_mode_alpha_profile_and_frames(write):
    pages = [photographs.noise(20, 20, seed) for seed in range(4)]
    frames = [page.quantize(16) for page in pages]
    many = photographs.encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert probe.header(write(many)).frame_count == 4
    book = photographs.encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert probe.header(write(book)).frame_count == 4
    webp = photographs.encoded(pages[0], "WEBP", save_all=True, append_images=pages[1:])
    assert probe.header(write(webp)).frame_count == 4
    clear = photographs.encoded(Image.new("RGBA", (8, 8), (1, 2, 3, 4)), "PNG")
    assert probe.header(write(clear)).has_alpha
    profile = profiles.rgb_profile(profiles.DISPLAY_P3, name="Display P3")
    header = probe.header(
        write(photographs.encoded(Image.new("CMYK", (8, 8)), "JPEG", icc_profile=profile))
    )
    assert (header.mode, header.has_alpha, header.frame_count) == ("CMYK", False, 1)
    assert header.profile_name == "Display P3"
    broken = photographs.encoded(Image.new("RGB", (8, 8)), "JPEG", icc_profile=b"nonsense")
    assert probe.header(write(broken)).profile_name is None


def test_a_phone_s_jpeg_with_previews_inside_is_one_picture(write, gate):
    shots = [photographs.noise(320, 240), photographs.noise(32, 24)]
    data = photographs.encoded(shots[0], "MPO", save_all=True, append_images=shots[1:])
    picture = read(write(data), gate)
    assert isinstance(picture, Picture)
    assert picture.header.format is PictureFormat.JPEG
    assert picture.header.frame_count == 1
    assert picture.size == Size(320, 240)


def test_broken_metadata_is_no_reason_to_refuse_a_picture(write, gate):
    broken = b"Exif\0\0this is no TIFF header at all"
    picture = read(write(photographs.encoded(photographs.quadrants(), "JPEG", exif=broken)), gate)
    assert isinstance(picture, Picture)
    assert picture.header.orientation == 1


def test_a_tiff_whose_pages_go_round_in_a_circle_is_counted_once(write, gate):
    data = bytearray(photographs.encoded(photographs.noise(20, 20), "TIFF"))
    (first,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, first)
    struct.pack_into("<I", data, first + 2 + 12 * count, first)
    path = write(bytes(data))
    assert probe.header(path).frame_count == 1
    assert isinstance(read(path, gate), Picture)
