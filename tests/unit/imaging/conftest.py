import hashlib

import pytest

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
