import hashlib
import io

import pytest
from PIL import Image

from seedream_desktop.domain.card import InputRule
from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.imaging.normalise import normalise
from seedream_desktop.imaging.pool import Gate


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def write(tmp_path):
    """Write bytes to a file of this name, and return its path."""

    def written(data, name="picture.bin"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return written


@pytest.fixture
def digest_of():
    return lambda path: hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def uploaded(write, gate, digest_of):
    """Normalise the bytes of a file under the usual rule, and return what is uploaded."""

    def image(data, **options):
        path = write(data)
        made = normalise(path, digest_of(path), InputRule(), gate, **options)
        found = Image.open(io.BytesIO(made.data))
        assert found.info["icc_profile"] == srgb_profile()
        return found

    return image
