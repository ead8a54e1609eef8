import io

import numpy as np
import pytest
from PIL import Image

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import Header, PictureFormat
from seedream_desktop.imaging.rendering import draft_scale, fitted
from seedream_desktop.imaging.thumbnails import thumbnail
from tests.fixtures import photographs


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1500, 1000), (512, 341)), ((1000, 1500), (341, 512)), ((300, 200), (300, 200))],
)
def test_a_thumbnail_fits_512_and_is_never_enlarged(write, gate, size, expected):
    data = thumbnail(write(photographs.encoded(photographs.photograph(*size), "JPEG")), gate)
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        assert image.size == expected


def test_a_thumbnail_looks_like_its_picture(write, gate):
    source = photographs.photograph(2400, 1600)
    with Image.open(
        io.BytesIO(thumbnail(write(photographs.encoded(source, "JPEG")), gate))
    ) as image:
        best = np.asarray(source.resize(image.size, Image.Resampling.LANCZOS), float)
        error = np.mean((np.asarray(image, float) - best) ** 2)
    assert 10 * np.log10(255**2 / error) > 34


def test_a_24_mp_photograph_is_decoded_at_an_eighth():
    header = Header(format=PictureFormat.JPEG, size=Size(6000, 4000))
    assert draft_scale(header, fitted(header.size, 512), spare=1) == 8


def test_a_reference_is_decoded_smaller_only_where_quality_does_not_suffer():
    header = Header(format=PictureFormat.JPEG, size=Size(6000, 4000))
    assert draft_scale(header, fitted(header.size, 4096), spare=2) == 1
    assert draft_scale(header, fitted(header.size, 2048), spare=2) == 1
    assert draft_scale(header, fitted(header.size, 1500), spare=2) == 2


def test_a_file_that_is_no_picture_has_no_thumbnail(write, gate):
    with pytest.raises(BadInput):
        thumbnail(write(b"text"), gate)
