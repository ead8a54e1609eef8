import asyncio
import errno
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.errors import BadInput, DiskFull
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, RequestId
from seedream_desktop.domain.request import BoundInput, InputRole
from seedream_desktop.engine.luggage import Luggage, share_bytes, write
from seedream_desktop.ports.pictures import Normalised
from seedream_desktop.ports.provider import Reference
from seedream_desktop.storage.blobs import Blobs

ONE, TWO = RequestId("rq-1"), RequestId("rq-2")


@dataclass
class Scales:
    """The pictures port for pictures that are as heavy as their name says, and as light as asked.

    Below a tenth of its weight a picture cannot be made lighter.
    """

    asked: list[tuple[str, int]] = field(default_factory=list)
    trouble: BaseException | None = None

    async def normalise(self, path: Path, digest: Digest, rule: InputRule) -> Normalised:
        self.asked.append((digest, rule.bytes_max))
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        weight = int(path.name)
        if rule.bytes_max < weight // 10:
            raise BadInput("picture_too_heavy", path=str(path), bytes_max=rule.bytes_max)
        return Normalised(
            data=b"x" * min(weight, rule.bytes_max), size=Size(30, 20), extension="jpg"
        )


def bound(weight: int, name: str = "") -> BoundInput:
    digest = Digest(name or f"d-{weight}")
    return BoundInput(role=InputRole.TARGET, digest=digest, path=f"/p/{weight}", size=Size(90, 60))


@pytest.fixture
async def blobs(tmp_path):
    made = Blobs(tmp_path / "blobs")
    yield made
    await made.close()


def inside(references) -> int:
    """Count bytes as they are sent: base64, with what stands around it."""
    lengths = [one.path.stat().st_size for one in references if isinstance(one, Reference)]
    return sum(len("data:image/jpeg;base64,") + 4 * -(-length // 3) + 3 for length in lengths)


async def test_each_reference_is_a_file_of_what_is_sent(blobs):
    luggage = Luggage(blobs, Scales())
    packed = await luggage.pack(ONE, [bound(30), None, bound(20)], InputRule())
    assert [one and one.path.read_bytes() for one in packed] == [b"x" * 30, None, b"x" * 20]
    assert packed[0] == Reference(digest="d-30", path=packed[0].path, size=Size(30, 20))
    await luggage.drop(ONE)
    await luggage.drop(ONE)
    assert blobs.scratch_files() == []


async def test_requests_that_send_the_same_picture_share_its_file(blobs):
    scales = Scales()
    luggage = Luggage(blobs, scales)
    first, second = await asyncio.gather(
        luggage.pack(ONE, [bound(30)], InputRule()), luggage.pack(TWO, [bound(30)], InputRule())
    )
    assert first == second
    assert len(scales.asked) == 1
    await luggage.drop(ONE)
    assert first[0].path.exists()
    await luggage.drop(TWO)
    assert not first[0].path.exists()


async def test_what_is_too_heavy_together_is_made_lighter_the_heaviest_first(blobs):
    luggage = Luggage(blobs, Scales())
    rule = InputRule(order_bytes_max=4000)
    packed = await luggage.pack(ONE, [bound(300), bound(2500), bound(2000)], rule)
    weights = [one.path.stat().st_size for one in packed]
    assert weights[0] == 300
    assert weights[1] == weights[2] < 2000
    assert 0.95 * 4000 < inside(packed) <= 4000
    await luggage.drop(ONE)
    assert blobs.scratch_files() == []


async def test_what_cannot_be_made_light_enough_is_named_and_the_others_are_there(blobs):
    luggage = Luggage(blobs, Scales())
    rule = InputRule(order_bytes_max=1000)
    small, heavy = await luggage.pack(ONE, [bound(90), bound(900_000)], rule)
    assert small.path.exists()
    assert (heavy.code, heavy.params["path"]) == ("picture_too_heavy", "/p/900000")
    await luggage.drop(ONE)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_quota_that_is_used_up_is_a_full_disk_as_well(tmp_path, monkeypatch, number):
    def refuse(_path: Path, _data: bytes) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(DiskFull):
        write(tmp_path / "scratch", b"x")


async def test_a_disk_that_is_full_stops_the_order_and_leaves_nothing(blobs, monkeypatch):
    luggage = Luggage(blobs, Scales(trouble=DiskFull("disk_full", path="library")))
    with pytest.raises(DiskFull):
        await luggage.pack(ONE, [bound(30), bound(40)], InputRule())
    await luggage.drop(ONE)
    assert blobs.scratch_files() == []


async def test_an_order_that_turns_back_while_it_is_packed_leaves_nothing(blobs):
    luggage = Luggage(blobs, Scales())
    packing = asyncio.create_task(luggage.pack(ONE, [bound(30)], InputRule()))
    await asyncio.sleep(0)
    packing.cancel()
    await asyncio.gather(packing, return_exceptions=True)
    await luggage.drop(ONE)
    assert blobs.scratch_files() == []


@given(
    weights=st.lists(st.integers(1, 12_000_000), min_size=1, max_size=14),
    bound_bytes=st.integers(2_000, 70_000_000),
)
def test_shares_add_up_to_no_more_than_the_order_takes(weights, bound_bytes):
    rule = InputRule(bytes_max=12_000_000, order_bytes_max=bound_bytes)
    most = share_bytes(weights, rule)
    sent = [min(weight, most) for weight in weights]
    total = sum(4 * -(-weight // 3) + 32 for weight in sent)
    assert total <= bound_bytes
    assert most == rule.bytes_max or total > bound_bytes - 8 * len(weights) - 64


def test_without_a_bound_each_may_be_as_heavy_as_the_rule_says():
    assert share_bytes([10_000_000] * 14, InputRule()) == InputRule().bytes_max
