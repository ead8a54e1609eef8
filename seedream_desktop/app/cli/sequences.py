"""Builds a sequence from a command line."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from seedream_desktop.app.wiring import App
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ImageId, ProviderId, SequenceId, StepId, fresh_id
from seedream_desktop.domain.picture import Intake, Picture
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import SizeChoice, Step, StepMode

_ANCHORS_BY_DEFAULT = 1
_VARIANTS_BY_DEFAULT = 2
_TITLE_LONGEST = 80


async def without_own_results(
    app: App, asked: argparse.Namespace, intake: Intake
) -> tuple[Intake, int]:
    """Leave out results of earlier runs that lie in the output folder; return how many.

    Otherwise the same command would edit, and buy, them again where that folder is, or lies
    in, a folder of pictures. A file that is named itself is taken.
    """
    out = os.path.realpath(asked.out) if asked.out else ""
    named = {os.path.realpath(path) for path in asked.inputs}

    def lies_there(path: str) -> bool:
        real = os.path.realpath(path)
        return real not in named and Path(real).is_relative_to(out)

    if not out:
        return intake, 0
    there = {p.digest for p in intake.pictures if lies_there(p.path)}
    own = await app.library.results_among(there)
    kept = tuple(p for p in intake.pictures if p.digest not in own)
    return replace(intake, pictures=kept), len(own)


async def from_pictures(app: App, asked: argparse.Namespace, intake: Intake) -> Sequence:
    """Return the sequence of a `run` or `plan`; the library's own where it is the same work.

    Raises UserFixable for an anchor that is no picture, a provider or a size unknown.
    """
    mode = StepMode(asked.mode)
    leading = asked.anchors
    if leading is None:
        leading = _ANCHORS_BY_DEFAULT if mode is StepMode.SET and not asked.anchor else 0
    anchors = tuple([await _anchor(app, Path(file)) for file in asked.anchor])
    step = _step(app, asked, mode)
    steps = tuple(
        replace(
            step,
            id=StepId(fresh_id("st")),
            prompt=prompt,
            leading_anchors=leading,
            anchors=anchors,
        )
        for prompt in asked.steps
    )
    images = tuple(Image(id=ImageId(fresh_id("im")), picture=p) for p in intake.pictures)
    return await _same_or_new(app, asked.name or _title(asked.inputs), images, steps)


async def from_story(app: App, asked: argparse.Namespace) -> Sequence:
    """Return the sequence of a `story`: panels without pictures, and one step."""
    if asked.count < 1:
        raise UserFixable("count_too_small", count=asked.count)
    step = replace(_step(app, asked, StepMode.STORY), prompt=asked.prompt, count=asked.count)
    images = tuple(
        Image(id=ImageId(f"panel-{number:02d}"), picture=None)
        for number in range(1, asked.count + 1)
    )
    return await _same_or_new(app, asked.prompt[:_TITLE_LONGEST], images, (step,))


def _step(app: App, asked: argparse.Namespace, mode: StepMode) -> Step:
    provider = ProviderId(asked.provider)
    card = app.cards.get(provider)
    if card is None:
        raise UserFixable("unknown_provider", provider=provider, providers=", ".join(app.cards))
    try:
        size = SizeChoice.parse(asked.size)
    except ValueError:
        raise UserFixable("size_unclear", size=asked.size) from None
    count = asked.count or (_VARIANTS_BY_DEFAULT if mode is StepMode.VARIANTS else 1)
    return Step(
        id=StepId(fresh_id("st")),
        prompt="",
        provider=provider,
        family=asked.model or card.default_family,
        mode=mode,
        size=size,
        count=count,
        scenario=asked.scenario or "",
        seed=asked.seed or 0,
    )


async def _anchor(app: App, file: Path) -> Picture:
    picture = await app.pictures.read(file.absolute())
    if not isinstance(picture, Picture):
        raise UserFixable("anchor_unusable", path=str(file), reason=picture.reason.value)
    return picture


async def _same_or_new(
    app: App, title: str, images: tuple[Image, ...], steps: tuple[Step, ...]
) -> Sequence:
    sequence = Sequence(
        id=SequenceId(fresh_id("sq")), title=title[:_TITLE_LONGEST], images=images, steps=steps
    )
    known = await app.library.sequence_like(sequence.fingerprint())
    return sequence if known is None else await app.library.sequence(known)


def _title(inputs: list[str]) -> str:
    first = Path(inputs[0]).absolute()
    return first.name or str(first)
