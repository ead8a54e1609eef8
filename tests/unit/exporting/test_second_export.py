"""Whatever lies in a folder already: an export adds to it once, and a second one not at all."""

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from seedream_desktop.domain.export_wish import (
    Conflict,
    ExportWish,
    Picking,
    Preset,
    Sidecar,
    What,
)
from seedream_desktop.domain.receipt import Fate
from tests.fixtures.exportables import Shelf

NAMES = st.sampled_from(["a", "A", "a-2", "ä", "a\u0308", "雾", "con", "a.b", "", "ẞ", "ss"])
TEMPLATES = st.sampled_from(["{name}", "{name}{-version}", "x", "{name}{_n}_web", "{n}/{name}"])


@settings(max_examples=15)
@given(
    stems=st.lists(NAMES, min_size=1, max_size=5),
    there=st.dictionaries(NAMES.filter(bool), st.sampled_from([b"mine", b"other"]), max_size=4),
    template=TEMPLATES,
    conflict=st.sampled_from([Conflict.UNIQUE, Conflict.OVERWRITE, Conflict.SKIP]),
    unsure=st.booleans(),
)
def test_a_second_export_is_none(stems, there, template, conflict, unsure):
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        held = _held(shelf, stems, is_unsure=unsure)
        shelf.out.mkdir()
        for name, data in there.items():
            (shelf.out / f"{name}.jpg").write_bytes(data)
        before = shelf.files()
        originals = shelf.files(shelf.originals)
        preset = Preset(template=template, sidecars=frozenset(Sidecar))
        asked = ExportWish(what=What(picking=Picking.ALL), presets=(preset,), conflict=conflict)
        first = shelf.export(held, asked)
        between = shelf.files()
        again = shelf.export(held, asked)
        assert shelf.files() == between
        assert {receipt.fate for receipt in again} <= {Fate.SAME, Fate.SKIPPED}
        assert shelf.files(shelf.originals) == originals
        paths = [receipt.path for receipt in first if receipt.fate is not Fate.SKIPPED]
        assert len(set(paths)) == len(paths)
        assert all(Path(path).is_relative_to(shelf.out) for path in paths)
        if conflict is not Conflict.OVERWRITE:
            assert {name: between[name] for name in before} == before


def _held(shelf, stems, *, is_unsure):
    """Return a stock of pictures of these names, each from a folder of its own."""
    held = shelf.filled(len(stems), versions=2)
    images = tuple(
        replace(image, picture=replace(image.picture, path=f"/away/{at}/{stem}.jpg"))
        for at, (image, stem) in enumerate(zip(held.sequence.images, stems, strict=True))
    )
    first, *rest = held.versions
    versions = (replace(first, is_paired=not is_unsure), *rest)
    return replace(held, versions=versions, sequence=replace(held.sequence, images=images))
