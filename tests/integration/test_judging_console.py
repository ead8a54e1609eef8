"""What people think of results, on the console."""

import asyncio

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import Aspect, Judgement
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.fixtures.console import Console
from tests.unit.storage import samples


async def fill(folder):
    library = await Library.open(Locations(folder))
    await samples.begin_run(library)
    await library.adopt([samples.version("old")])
    await library.adopt([samples.version("new")])
    said = {Aspect.STARS: "4", Aspect.FLAG: "pick", Aspect.LABEL: "red", Aspect.NOTE: "warmer"}
    await library.judgements.save(
        Judgement(subject=SubjectId("new"), aspect=aspect, value=value, at=1.0)
        for aspect, value in said.items()
    )
    await library.close()


def test_show_tells_rating_flag_and_label_of_each_version(tmp_path) -> None:
    asyncio.run(fill(tmp_path / "library"))
    shown = Console(tmp_path / "library")("show", samples.SEQUENCE, "--json").json
    old, new = shown["frames"][0]["steps"][0]["versions"]
    keys = ("rating", "flag", "label", "chosen")
    assert [old[key] for key in keys] == [0, "", "", False]
    assert [new[key] for key in keys] == [4, "pick", "red", True]
