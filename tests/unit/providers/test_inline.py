import base64
import tracemalloc

import pytest

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.net.content import Content
from seedream_desktop.ports.provider import Reference
from seedream_desktop.providers._inline import data_uris

JPEG, PNG = b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"


def reference(path) -> Reference:
    return Reference(digest="d", path=path, size=Size(10, 10))


@pytest.mark.parametrize("length", [4, 786_431, 786_432, 786_433, 2_000_001])
@pytest.mark.parametrize(("head", "kind"), [(JPEG, "jpeg"), (PNG, "png")])
async def test_a_file_is_a_data_uri_of_its_own_format(tmp_path, head, kind, length):
    path = tmp_path / "reference"
    path.write_bytes((head + bytes(range(256)) * 8000)[: max(length, len(head))])
    [inlined] = await data_uris([reference(path)])
    word, _, text = inlined.text.decode().partition(",")
    assert word == f"data:image/{kind};base64"
    assert base64.b64decode(text, validate=True) == path.read_bytes()


async def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(StorageFailed) as caught:
        await data_uris([reference(tmp_path / "gone")])
    assert caught.value.params == {"path": str(tmp_path / "gone"), "reason": "ENOENT"}


async def test_fourteen_references_of_an_order_are_held_once(tmp_path):
    path = tmp_path / "reference"
    path.write_bytes(JPEG + bytes(1_000_000))
    tracemalloc.start()
    try:
        uris = await data_uris([reference(path)] * 14)
        content = Content({"image": list(uris)})
        sent = sum([len(piece) async for piece in content])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sent == content.length > 18_000_000
    assert peak < 1.5 * sent
