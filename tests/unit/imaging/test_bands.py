import numpy as np
import pytest
from PIL import Image

from seedream_desktop.imaging.bands import packed, resized, turned
from tests.fixtures import photographs


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_turning_in_bands_is_turning_as_a_whole(orientation, mode):
    image = photographs.noise(310, 700).convert(mode)
    found = turned(packed(image), orientation)
    assert found.mode == mode
    assert np.array_equal(np.asarray(found), np.asarray(photographs.shown(image, orientation)))


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK"])
@pytest.mark.parametrize("size", [(301, 803), (77, 190), (640, 1700)])
def test_scaling_in_bands_is_scaling_as_a_whole(mode, size):
    image = photographs.photograph(400, 1100).convert(mode)
    whole = np.asarray(image.resize(size, Image.Resampling.LANCZOS), int)
    assert np.abs(np.asarray(resized(image, *size), int) - whole).max() <= 2
