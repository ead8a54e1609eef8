import pytest

from seedream_desktop.domain.errors import Billed, OutputUnusable, StorageFailed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.verify import verify
from seedream_desktop.ports.pictures import Verified
from tests.fixtures import photographs

PIXELS_MAX = 36_000_000


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_a_whole_output_is_told_by_size_and_format(write, gate, format_):
    path = write(photographs.encoded(photographs.quadrants(), format_))
    assert verify(path, gate, pixels_max=PIXELS_MAX) == Verified(
        size=Size(64, 48), format=format_.lower()
    )


def noise(format_):
    return photographs.encoded(photographs.noise(), format_)


def broken_png():
    data = bytearray(noise("PNG"))
    data[len(data) // 2 : len(data) // 2 + 50] = b"\xa5" * 50
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html>504 Gateway Time-out</html>", "output_not_a_picture"),
        (b"%PDF-1.4", "output_not_a_picture"),
        (b"", "output_cut_short"),
        (noise("JPEG")[:-100], "output_cut_short"),
        (noise("JPEG")[:30_000] + bytes(30_000), "output_cut_short"),
        (noise("PNG")[:-5000], "output_cut_short"),
        (noise("WEBP")[:-5000], "output_cut_short"),
        (broken_png(), "output_damaged"),
        (photographs.png_bomb(), "output_too_many_pixels"),
        (photographs.png_bomb(6001, 6001), "output_too_many_pixels"),
    ],
)
def test_an_output_that_is_not_what_was_paid_for_is_named(write, gate, data, code):
    with pytest.raises(OutputUnusable) as caught:
        verify(write(data), gate, pixels_max=PIXELS_MAX)
    assert caught.value.code == code
    assert caught.value.billed is Billed.YES


def test_an_output_just_within_the_limit_is_taken(write, gate):
    path = write(photographs.png_bomb(600, 600))
    assert verify(path, gate, pixels_max=360_000).size == Size(600, 600)


def test_a_disk_that_fails_does_not_make_an_output_unusable(tmp_path, gate):
    with pytest.raises(StorageFailed) as caught:
        verify(tmp_path / "gone", gate, pixels_max=PIXELS_MAX)
    assert caught.value.code == "output_unreadable"
    assert caught.value.params == {"reason": "missing", "detail": ""}
