"""What the local engine does in place of a service: what it understands, else some look."""

import hashlib
import re
from typing import Final

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.adjustment import Adjustment, Operation
from seedream_desktop.domain.errors import BadInput, PromptUnclear, RemoteGone
from seedream_desktop.ports.renderer import Renderer
from seedream_desktop.providers._grammar import read
from seedream_desktop.providers._rehearsal_jobs import Job, Jobs

_O = Operation
_SAMPLES: Final = 10
_SENTENCES: Final = re.compile(r"(?<=[.!?;。！？；])\s*|\n+")
_LOOKS: Final = (
    (_O.GOLDEN_HOUR, _O.MORE_CONTRAST),
    (_O.AUTUMN, _O.VIGNETTE),
    (_O.WINTER, _O.SHARPEN),
    (_O.SPRING, _O.BRIGHTER),
    (_O.SUMMER, _O.SATURATE),
    (_O.COOL, _O.LESS_CONTRAST),
    (_O.WARM, _O.VIGNETTE),
)
_TAKES: Final = (
    None,
    Adjustment(_O.WARM, 0.6),
    Adjustment(_O.COOL, 0.6),
    Adjustment(_O.BRIGHTER, 0.6),
    Adjustment(_O.MORE_CONTRAST, 0.6),
    Adjustment(_O.DESATURATE, 0.6),
)


def look_of(prompt: str, take: int) -> tuple[Adjustment, ...]:
    """Return what is done to a picture: equal words give an equal look, whatever else is sent.

    The user's words are the last paragraph of a prompt as sent. Another take of the same differs
    from the first.
    """
    words = prompt.rpartition("\n\n")[2].strip()
    found = {one.operation: one for part in _SENTENCES.split(words) for one in _understood(part)}
    if not found:
        number = int.from_bytes(hashlib.sha256(words.encode()).digest()[:4])
        found = {one: Adjustment(one, 0.8) for one in _LOOKS[number % len(_LOOKS)]}
    other = _TAKES[take % len(_TAKES)]
    if other is not None:
        found[other.operation] = other
    return tuple(found.values())


class Painter:
    """Makes a job's outputs with the local engine; the same one gives the same bytes any time."""

    def __init__(self, renderer: Renderer, jobs: Jobs) -> None:
        """Take the local engine, and where the pictures lie that were sent."""
        self._renderer = renderer
        self._jobs = jobs

    async def paint(self, job: Job, index: int) -> bytes:
        """Return an output's file. Raises RemoteGone where its picture is here no more.

        A job without pictures of its own is painted over those that come with the program.
        """
        picture, anchor = job.pictures[index], None
        if job.sources:
            source = self._jobs.file(job.files[job.sources[picture.source]])
            others = [n for n in range(len(job.files)) if n not in job.sources]
            anchor = self._jobs.file(job.files[others[0]]) if others else None
        else:
            number = (job.seed + picture.take) % _SAMPLES + 1
            source = bundled("samples", "ceramics", f"ceramic-{number:02d}.jpg")
        look = look_of(job.prompt, picture.take if job.sources else 0)
        try:
            return await self._renderer.render(source, anchor, look, job.size_px)
        except BadInput as error:
            raise RemoteGone("output_gone", status=404) from error


def _understood(part: str) -> tuple[Adjustment, ...]:
    try:
        return read(part) if part.strip() else ()
    except PromptUnclear:
        return ()
