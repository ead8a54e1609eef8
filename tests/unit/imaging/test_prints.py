"""Pictures for paper and for the clipboard."""

import io

import pytest
from PIL import Image

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.prints import pasted_copy, print_copy
from tests.fixtures import photographs


@pytest.mark.parametrize(
    ("within", "expected"),
    [((300, 300), (300, 200)), ((900, 100), (150, 100)), ((4000, 4000), (1500, 1000))],
)
def test_a_print_fills_its_place_and_is_never_enlarged(write, gate, within, expected):
    path = write(photographs.encoded(photographs.photograph(1500, 1000), "JPEG"))
    data = print_copy(path, Size(*within), gate)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size, image.mode) == ("PPM", expected, "RGB")


def test_a_print_is_upright_and_on_white(write, gate):
    sideways = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    sideways.save(out, "PNG", exif=exif)
    with Image.open(io.BytesIO(print_copy(write(out.getvalue()), Size(500, 500), gate))) as image:
        assert image.size == (40, 60)
        assert image.getpixel((20, 30)) == (255, 255, 255)


def test_a_pasted_picture_has_all_its_pixels_and_what_is_transparent(write, gate):
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (10, 20, 30, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(pasted_copy(write(out.getvalue()), gate))) as image:
        assert (image.format, image.size, image.mode) == ("PNG", (60, 40), "RGBA")


def test_what_is_no_picture_is_refused(write, gate):
    with pytest.raises(BadInput):
        print_copy(write(b"no picture"), Size(10, 10), gate)
