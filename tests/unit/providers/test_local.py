"""The local engine as a provider: real files, real edits."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seedream_desktop.domain.errors import BadInput, PromptUnclear, RemoteGone
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, ModelId, RemoteId, RequestId
from seedream_desktop.imaging.edits import rendered
from seedream_desktop.imaging.renderer import LocalRenderer
from seedream_desktop.ports.provider import Finished, Order, OutputStored, Reference
from seedream_desktop.providers._grammar import read
from seedream_desktop.providers.local import LocalProvider


class Shelf:
    """An outbox that remembers what was kept."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def keep(self, data: bytes) -> OutputStored:
        self.kept.append(data)
        with Image.open(io.BytesIO(data)) as file:
            size = Size(*file.size)
        return OutputStored(Digest(hashlib.sha256(data).hexdigest()), size)


@pytest.fixture
def provider():
    renderer = LocalRenderer()
    yield LocalProvider(renderer)
    renderer.close()


@pytest.fixture
def pictures(tmp_path) -> list[Path]:
    rng = np.random.default_rng(11)
    paths = []
    for index, cast in enumerate([(1, 1, 1), (1.1, 0.95, 0.7), (0.8, 0.95, 1.15)]):
        codes = (rng.random((60, 80, 3)) * 160 * cast + 10).clip(0, 255).astype(np.uint8)
        paths.append(tmp_path / f"{index}.png")
        Image.fromarray(codes).resize((160, 120)).save(paths[-1])
    return paths


def order(paths: list[Path], targets: tuple[int, ...], prompt: str, size=None) -> Order:
    references = tuple(
        Reference(
            digest=Digest(hashlib.sha256(path.read_bytes()).hexdigest()),
            path=path,
            size=Size(160, 120),
            is_target=index in targets,
        )
        for index, path in enumerate(paths)
    )
    return Order(
        request=RequestId("r-1"),
        model=ModelId("local/classic"),
        prompt=prompt,
        references=references,
        targets=targets,
        outputs=len(targets),
        size=size,
    )


async def test_targets_are_matched_to_the_first_reference_that_is_no_target(provider, pictures):
    shelf = Shelf()
    done = await provider.submit(order(pictures, (1, 2), "match the colours, warmer"), shelf)
    wanted = read("match the colours, warmer")
    expected = [rendered(path, pictures[0], wanted, None) for path in pictures[1:]]
    assert shelf.kept == expected
    assert isinstance(done, Finished)
    assert done.charged_micros == 0
    assert [output.size for output in done.outputs] == [Size(160, 120)] * 2


async def test_without_another_reference_the_first_picture_is_the_anchor_and_stays(
    provider, pictures
):
    shelf = Shelf()
    await provider.submit(order(pictures, (0, 1, 2), "match the colours to the first"), shelf)
    assert shelf.kept[0] == rendered(pictures[0], None, (), None)
    assert shelf.kept[1] == rendered(pictures[1], pictures[0], read("match the colours"), None)


async def test_outputs_come_in_the_order_of_the_targets_and_in_the_size_asked(provider, pictures):
    shelf = Shelf()
    await provider.submit(order(pictures, (2, 1), "sepia", Size(100, 100)), shelf)
    expected = [rendered(pictures[i], None, read("sepia"), Size(100, 100)) for i in (2, 1)]
    assert shelf.kept == expected


async def test_a_prompt_that_is_not_understood_makes_nothing(provider, pictures):
    shelf = Shelf()
    with pytest.raises(PromptUnclear):
        await provider.submit(order(pictures, (0,), "remove the background"), shelf)
    assert shelf.kept == []


async def test_a_picture_that_vanished_is_bad_input(provider, pictures):
    wanted = order(pictures, (1,), "warmer")
    pictures[1].unlink()
    with pytest.raises(BadInput):
        await provider.submit(wanted, Shelf())


async def test_there_is_no_account_no_upload_no_history_and_no_price(provider, pictures):
    assert provider.id == "local"
    assert await provider.check_account() is None
    assert (await provider.upload(pictures[0], "x.png")).url == ""
    assert await provider.history(ModelId("local/classic"), 0, 1) == ()
    assert await provider.price_micros(order(pictures, (0,), "warm")) == 0
    with pytest.raises(RemoteGone):
        await provider.look_up(RemoteId("x"), Shelf())
