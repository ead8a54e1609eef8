"""The list of pictures in an answer is read alike, however the answer is cut into pieces."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.providers._novita_images import ImagesReader

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.tuples(
    st.dictionaries(TEXTS.filter(lambda name: name != "images"), VALUES, max_size=3),
    st.lists(VALUES, max_size=5),
    st.dictionaries(TEXTS.filter(lambda name: name != "images"), VALUES, max_size=3),
)


def read(document: bytes, sizes: list[int]) -> tuple[list[Any], ImagesReader]:
    reader, found, at = ImagesReader(), [], 0
    for size in [*sizes, len(document)]:
        found += reader.feed(document[at : at + size])
        at += size
    return found, reader


@given(
    parts=DOCUMENTS,
    sizes=st.lists(st.integers(1, 9), max_size=60),
    indent=st.sampled_from([None, 1]),
    is_ascii=st.booleans(),
)
def test_the_elements_are_those_of_the_whole_document(
    parts: tuple[dict[str, Any], list[Any], dict[str, Any]],
    sizes: list[int],
    indent: int | None,
    is_ascii: bool,
) -> None:
    before, images, after = parts
    document = {**before, "images": images}
    document |= {name: value for name, value in after.items() if name not in document}
    text = json.dumps(document, indent=indent, ensure_ascii=is_ascii).encode()
    found, reader = read(text, sizes)
    assert found == images
    assert reader.has_images
    assert reader.is_whole


@given(
    images=st.lists(TEXTS, max_size=4), cut=st.integers(0, 200), sizes=st.lists(st.integers(1, 9))
)
def test_of_a_part_only_what_is_whole_is_given(
    images: list[str], cut: int, sizes: list[int]
) -> None:
    text = json.dumps({"images": images}).encode()
    found, reader = read(text[:cut], sizes)
    assert found == images[: len(found)]
    assert reader.is_whole == (cut >= len(text))
    assert reader.is_whole <= (found == images)


@given(value=VALUES)
def test_other_documents_have_no_pictures(value: Any) -> None:
    for document in (value, {"data": {"images": [value]}}, [{"images": [value]}]):
        found, reader = read(json.dumps(document).encode(), [3, 5])
        assert found == [] or (isinstance(document, dict) and "images" in document)
        assert reader.head


def test_a_long_document_is_not_held_when_it_is_done_with() -> None:
    reader = ImagesReader()
    assert list(reader.feed(b'{"note":"' + b"x" * 100_000)) == []
    assert list(reader.feed(b'", "images":["' + b"y" * 100_000)) == []
    assert list(reader.feed(b'","z')) == ["y" * 100_000]
    assert len(reader.head) == 1 << 16
    assert len(reader._text) < 10
    assert not reader.is_whole
    assert list(reader.feed(b'"]} trailing')) == ["z"]
    assert reader.is_whole
