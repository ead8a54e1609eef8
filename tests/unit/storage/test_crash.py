"""The power goes at every commit, and the process is killed in the middle of its work."""

import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest

from seedream_desktop.domain.ids import SubjectId, VersionId
from seedream_desktop.domain.judgement import Aspect, Judgement
from seedream_desktop.domain.request import Request, RequestState
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.unit.storage import samples
from tests.unit.storage.samples import charge

S = RequestState
TABLES = (
    *("sequences", "runs", "requests", "request_keys", "attempts", "outputs", "versions"),
    *("uploads", "ledger", "judgements"),
)
COMMITS = 17


class PowerCut(BaseException):
    pass


async def work(library):
    """Every kind of write once; COMMITS in all."""
    await samples.begin_run(library, samples.request("req-1"), samples.request("req-2", 1))
    collecting = await samples.in_state(library, "req-1", S.COLLECTING, "a")
    version = samples.version("v", "req-1", key=samples.key("a"))
    await library.settle(collecting, S.DONE, charge(30_000), 9.0, (version,))
    doubt = await samples.in_state(library, "req-2", S.IN_DOUBT, "b")
    again = samples.request("again", resend_of=doubt.id)
    await library.resend(doubt, again, 10.0)
    await library.adopt([samples.version("w", image=samples.image_id(1))])
    await library.judgements.save([judgement("pick"), judgement("太暗", Aspect.NOTE)])
    await library.adopt([samples.version("x", "req-1", key=version.key, is_paired=False)])
    await library.frames.choose(version.id)
    await library.frames.re_pair({VersionId("x"): version.image})
    await library.move(replace(again, recipe=samples.recipe("b")), S.PREPARING)


def judgement(value, aspect=Aspect.FLAG):
    return Judgement(subject=SubjectId("v"), aspect=aspect, value=value, at=10.0)


async def dump(library):
    return await library.database.read(
        lambda c: [c.execute(f"select * from {table}").fetchall() for table in TABLES]
    )


async def states_after_each_commit(root):
    """Run the work undisturbed and return what the library held after each commit."""
    copies = []

    def copy(when):
        if when == "after":
            copies.append(root.with_name(f"{root.name}-{len(copies) + 1}"))
            shutil.copytree(root, copies[-1])

    library = await Library.open(Locations(root), on_commit=copy)
    held = [await dump(library)]
    await work(library)
    await library.close()
    for place in copies:
        library = await Library.open(Locations(place))
        held.append(await dump(library))
        await library.close()
    return held


async def test_a_power_cut_at_any_commit_leaves_what_was_committed_and_no_more(tmp_path):
    held = await states_after_each_commit(tmp_path / "whole")
    assert len(held) == COMMITS + 1
    assert all(one != other for one, other in pairwise(held))
    for number in range(1, COMMITS + 1):
        for when, left in (("before", held[number - 1]), ("after", held[number])):
            home = tmp_path / f"{when}-{number}"
            lost = tmp_path / f"{when}-{number}-as-the-power-left-it"
            await cut_at(home, lost, number, when)
            for place in (home, lost):
                library = await Library.open(Locations(place))
                assert library.notices == ()
                assert await dump(library) == left
                await library.close()


async def cut_at(home, lost, number, when):
    """Work until the power goes; keep the files as they lay on the disk at that moment."""
    commits = {"before": 0, "after": 0}

    def cut(now):
        commits[now] += 1
        if now == when and commits[now] == number:
            shutil.copytree(home, lost)
            raise PowerCut

    library = await Library.open(Locations(home), on_commit=cut)
    with pytest.raises(PowerCut):
        await work(library)
    with pytest.raises(PowerCut):
        await library.sequences()
    await library.close()


CHILD = """
import asyncio, sys
from pathlib import Path
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.unit.storage import samples

async def submit(library, name):
    await library.start_run(samples.run(f"run of {name}"), [samples.request(name)], ())
    sent = await samples.sent(library, name)
    print(sent.id, flush=True)

async def main():
    library = await Library.open(Locations(Path(sys.argv[1])))
    await library.save_sequence(samples.sequence(), 0.0)
    await library.start_run(samples.run(), (), ())
    for n in range(0, 1_000_000, 4):
        await asyncio.gather(*(submit(library, f"{sys.argv[2]}-{n + k}") for k in range(4)))

asyncio.run(main())
"""


def kill_while_it_writes(root, name, acknowledged):
    """Let a process submit; kill -9 it after so many submissions; return those it told of."""
    command = [sys.executable, "-c", CHILD, str(root), name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        told = [process.stdout.readline().strip() for _ in range(acknowledged)]
        process.kill()
        rest = process.stdout.read()
    # The last line may be cut; whole ones were told before the end.
    return told + [line for line in rest.split("\n")[:-1] if line]


@pytest.mark.parametrize("acknowledged", [1, 23, 50])
async def test_kill_9_loses_nothing_that_was_acknowledged(places, acknowledged):
    told = kill_while_it_writes(places.root, "life", acknowledged)
    assert len(told) >= acknowledged
    library = await Library.open(places)
    assert library.notices == ()
    requests = {request.id: request for request in await library.requests()}
    for name in told:
        assert requests[name].state is S.SENDING
    reserved = {entry.request for entry in await library.entries()}
    assert reserved == {r.id for r in requests.values() if r.state is S.SENDING}
    check = await library.database.read(lambda c: c.execute("pragma integrity_check").fetchone())
    assert check == ("ok",)
    await library.close()


async def test_what_a_killed_process_was_sending_can_be_settled_by_the_next(places):
    told = kill_while_it_writes(places.root, "life", 3)
    library = await Library.open(places)
    (found, *_) = [r for r in await library.requests() if r.id == told[0]]
    doubt = await library.settle(found, S.IN_DOUBT, charge(None), 5.0)
    assert isinstance(doubt, Request)
    await library.close()
