import io
import math
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging.encode import encoded
from seedream_desktop.imaging.normalise import normalise, within
from seedream_desktop.imaging.pool import Gate
from tests.fixtures import photographs

edges = st.integers(1, 20_000)


@st.composite
def rules(draw):
    edge_min = draw(st.integers(1, 600))
    edge_max = draw(st.integers(edge_min, 10_000))
    return InputRule(
        edge_min_px=edge_min,
        edge_max_px=edge_max,
        pixels_max=draw(st.integers(edge_min**2, 40_000_000)),
        aspect_max=draw(st.sampled_from([1.0, 2.5, 3.0, 16.0, math.inf])),
    )


@given(edges, edges, rules())
def test_a_size_is_brought_within_the_rule_or_refused(width, height, rule):
    size = Size(width, height)
    try:
        found = within(size, rule)
    except BadInput:
        return
    short, long = sorted((found.width_px, found.height_px))
    assert rule.edge_min_px <= short
    assert long <= rule.edge_max_px
    assert found.pixels <= rule.pixels_max
    assert long <= short * rule.aspect_max
    assert (found.width_px > found.height_px) <= (width > height)


@given(edges, edges)
def test_a_size_that_the_rule_takes_stays_as_it_is(width, height):
    rule = InputRule(aspect_max=20_000, edge_max_px=20_000, pixels_max=20_000**2, edge_min_px=1)
    assert within(Size(width, height), rule) == Size(width, height)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((6000, 4000), (6000, 4000)),
        ((12_000, 8000), (6000, 4000)),
        ((8000, 8000), (6000, 6000)),
        ((10, 40), (15, 60)),
        ((96_000, 6_000), (6000, 375)),
    ],
)
def test_sizes_of_the_usual_rule(size, expected):
    assert within(Size(*size), InputRule()) == Size(*expected)


def test_a_picture_beyond_the_aspect_is_refused_with_its_figures(write, gate, digest_of):
    path = write(photographs.encoded(Image.new("RGB", (340, 20)), "PNG"))
    with pytest.raises(BadInput) as caught:
        normalise(path, digest_of(path), InputRule(), gate)
    assert caught.value.code == "picture_too_narrow"
    assert caught.value.params == {
        "path": str(path),
        "width_px": 340,
        "height_px": 20,
        "aspect_max": 16.0,
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (InputRule(edge_max_px=90), (90, 60)),
        (InputRule(pixels_max=15_000), (150, 100)),
        (InputRule(edge_min_px=400), (600, 400)),
    ],
    ids=["edge", "area", "too small"],
)
def test_the_upload_has_the_size_that_the_rule_wants(write, gate, digest_of, rule, expected):
    path = write(photographs.encoded(photographs.photograph(300, 200), "PNG"))
    made = normalise(path, digest_of(path), rule, gate)
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size == expected
        assert image.format == "JPEG"
    assert made.size == Size(*expected)
    assert made.extension == "jpg"


def test_a_reference_is_as_good_as_a_full_decode_and_a_fine_filter(write, gate, digest_of):
    source = photographs.photograph(2400, 1600)
    path = write(photographs.encoded(source, "JPEG"))
    with Image.open(path) as stored:
        best = np.asarray(stored.resize((300, 200), Image.Resampling.LANCZOS), float)
    made = normalise(path, digest_of(path), InputRule(edge_max_px=300), gate)
    with Image.open(io.BytesIO(made.data)) as image:
        error = np.mean((np.asarray(image, float) - best) ** 2)
    assert 10 * np.log10(255**2 / error) > 42


def test_an_upload_has_colour_at_full_resolution_and_quality_95(write, gate, digest_of):
    path = write(photographs.encoded(photographs.quadrants(), "PNG"))
    made = normalise(path, digest_of(path), InputRule(), gate)
    reference = io.BytesIO()
    photographs.quadrants().save(reference, "JPEG", quality=95, subsampling=0)
    with Image.open(io.BytesIO(made.data)) as image, Image.open(reference) as expected:
        assert image.quantization == expected.quantization
        assert image.layer == expected.layer


def test_quality_steps_down_until_the_bytes_fit_and_only_then_the_size(write, gate, digest_of):
    path = write(photographs.encoded(photographs.noise(400, 300), "PNG"))
    digest = digest_of(path)
    best = normalise(path, digest, InputRule(), gate)
    tight = InputRule(bytes_max=len(best.data) - 1)
    lighter = normalise(path, digest, tight, gate)
    assert len(lighter.data) <= tight.bytes_max
    assert lighter.size == best.size
    tighter = InputRule(bytes_max=len(best.data) // 4)
    smallest = normalise(path, digest, tighter, gate)
    assert len(smallest.data) <= tighter.bytes_max
    assert smallest.size.pixels < best.size.pixels


def test_a_limit_that_no_picture_keeps_is_an_error_and_no_endless_loop(write, gate, digest_of):
    path = write(photographs.encoded(photographs.noise(60, 60), "PNG"))
    with pytest.raises(BadInput) as caught:
        normalise(path, digest_of(path), InputRule(bytes_max=100), gate)
    assert caught.value.code == "picture_too_heavy"
    assert caught.value.params == {"path": str(path), "bytes_max": 100}


def private_file(format_):
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>Secret Place</a></x:xmpmeta>"
    options = {"exif": exif}
    if format_ in {"JPEG", "WEBP", "AVIF"}:
        options["xmp"] = xmp
    if format_ == "JPEG":
        options["comment"] = b"Secret Comment"
    return photographs.encoded(photographs.quadrants(), format_, **options)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("keep_alpha", [False, True])
def test_no_metadata_is_uploaded(write, gate, digest_of, format_, keep_alpha):
    data = private_file(format_)
    assert b"Secret" in data
    path = write(data)
    made = normalise(path, digest_of(path), InputRule(), gate, keep_alpha=keep_alpha)
    assert b"Secret" not in made.data
    assert b"Exif" not in made.data
    with Image.open(io.BytesIO(made.data)) as image:
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "icc_profile",
        }


@pytest.mark.parametrize("format_", photographs.WRITABLE)
def test_equal_files_give_equal_bytes(write, gate, digest_of, format_):
    path = write(photographs.encoded(photographs.photograph(200, 150), format_))
    digest = digest_of(path)
    made = {normalise(path, digest, InputRule(edge_max_px=120), Gate()).data for _ in range(3)}
    assert len(made) == 1


def test_a_file_that_changed_since_it_was_imported_is_refused(write, gate, digest_of):
    path = write(photographs.encoded(photographs.quadrants(), "PNG"))
    digest = digest_of(path)
    path.write_bytes(photographs.encoded(photographs.noise(64, 48), "PNG"))
    with pytest.raises(BadInput) as caught:
        normalise(path, digest, InputRule(), gate)
    assert caught.value.code == "picture_changed"
    assert caught.value.params == {"path": str(path)}


@pytest.mark.parametrize("replacement", [b"", b"no picture any more"])
def test_a_file_that_was_overwritten_by_rubbish_has_changed(write, gate, digest_of, replacement):
    path = write(photographs.encoded(photographs.quadrants(), "PNG"))
    digest = digest_of(path)
    path.write_bytes(replacement)
    with pytest.raises(BadInput) as caught:
        normalise(path, digest, InputRule(), gate)
    assert caught.value.code == "picture_changed"


def test_a_file_that_is_written_to_while_it_is_read_is_refused(write, digest_of):
    path = write(photographs.encoded(photographs.quadrants(), "BMP"))

    class Meddler(Gate):
        def admit(self, cost_bytes):
            with path.open("r+b") as file:
                file.seek(200)
                file.write(b"changed")
            os.utime(path, ns=(1, 1))
            return super().admit(cost_bytes)

    with pytest.raises(BadInput) as caught:
        normalise(path, digest_of(path), InputRule(), Meddler())
    assert caught.value.code == "picture_changed"


def test_a_file_that_is_gone_is_named(tmp_path, gate):
    path = tmp_path / "gone.jpg"
    with pytest.raises(BadInput) as caught:
        normalise(path, "0" * 64, InputRule(), gate)
    assert caught.value.code == "picture_unusable"
    assert caught.value.params == {"path": str(path), "reason": "missing", "detail": ""}


def test_the_original_is_never_written_to(write, gate, digest_of):
    path = write(private_file("JPEG"))
    path.chmod(0o444)
    before, content = path.stat(), path.read_bytes()
    normalise(path, digest_of(path), InputRule(edge_max_px=20), gate)
    assert path.read_bytes() == content
    assert path.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("format_", [PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP])
def test_every_format_that_is_written_carries_srgb_and_nothing_else(format_):
    image = photographs.quadrants()
    image.info = {"comment": b"Secret", "transparency": (200, 40, 40), "icc_profile": b"Secret"}
    data = encoded(image, format_)
    assert b"Secret" not in data
    assert data == encoded(image, format_)
    with Image.open(io.BytesIO(data)) as found:
        assert found.mode == "RGB"
        assert b"sRGB" in found.info["icc_profile"].replace(b"\0", b"")
    assert image.info["comment"] == b"Secret"


def test_a_format_that_is_not_written_is_refused():
    with pytest.raises(ValueError):
        encoded(photographs.quadrants(), PictureFormat.BMP)
