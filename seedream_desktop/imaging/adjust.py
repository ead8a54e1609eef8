"""Classical edits of a whole picture, in strips, so that memory stays small.

The order is an editor's, whatever the order of the prompt: noise, white balance, colour match,
exposure match, then the looks of grades.LOOK_ORDER, sharpness, vignette. Measurements are taken
once from a small copy of the picture; every pixel then goes once from sRGB to Oklab, through
all stages, and back with dither.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from PIL import Image

from seedream_desktop.domain.adjustment import MATCHES, Adjustment, Operation
from seedream_desktop.imaging import grades
from seedream_desktop.imaging.detail import (
    DENOISE_REACH_PX,
    SHARPEN_REACH_PX,
    Denoise,
    Sharpen,
)
from seedream_desktop.imaging.illuminant import neutral_light
from seedream_desktop.imaging.oklab import RGB_TO_LMS, Bytes, Lab, Matrix, to_codes, to_lab
from seedream_desktop.imaging.survey import Survey
from seedream_desktop.imaging.tone import Place, Stage, Vignette
from seedream_desktop.imaging.transfer import match_colour, match_exposure

_BLOCK_PX: Final = 48_000
"""Pixels that are worked on at once: what a core's second-level cache holds of the planes."""

_STRIP_PX: Final = 1_000_000
"""Pixels of a strip where neighbours are looked at."""


@dataclass(slots=True)
class _Work:
    """What is done to every pixel, and the rows of context that it needs."""

    light: Matrix = RGB_TO_LMS
    before: Denoise | None = None
    stages: list[Stage] = field(default_factory=list)
    after: Sharpen | None = None
    frame: Vignette | None = None

    @property
    def reach_px(self) -> int:
        """Rows above and below a strip whose own colours decide the strip's."""
        reach = DENOISE_REACH_PX if self.before else 0
        return reach + (SHARPEN_REACH_PX if self.after else 0)


def adjust(
    picture: Image.Image, anchor: Image.Image | None, adjustments: Sequence[Adjustment]
) -> None:
    """Edit a picture (RGB or RGBA, sRGB) in place; alpha stays.

    Without an anchor the match operations leave the picture as it is. A picture that nothing
    would change is not touched at all.
    """
    strengths = {item.operation: item.strength for item in adjustments}
    if anchor is None:
        strengths = {op: s for op, s in strengths.items() if op not in MATCHES}
    if not strengths:
        return
    work = _planned(picture, anchor, strengths)
    width, height = picture.size
    done: deque[tuple[int, Bytes]] = deque()
    size_px = _STRIP_PX if work.reach_px else _BLOCK_PX
    for top, bottom in _strips(width, height, size_px):
        first = max(0, top - work.reach_px)
        last = min(height, bottom + work.reach_px)
        codes = np.asarray(picture.crop((0, first, width, last)))
        done.append((top, _edited(codes, work, first, (top, bottom), height)))
        # A strip is written only once no strip below needs its rows as they were.
        while done and done[0][0] + len(done[0][1]) <= bottom - work.reach_px:
            _write(picture, *done.popleft())
    for row, ready in done:
        _write(picture, row, ready)


def _planned(
    picture: Image.Image, anchor: Image.Image | None, strengths: dict[Operation, float]
) -> _Work:
    work = _Work()
    if Operation.DENOISE in strengths:
        work.before = Denoise(strengths[Operation.DENOISE])
    if Operation.SHARPEN in strengths:
        work.after = Sharpen(strengths[Operation.SHARPEN])
    if Operation.VIGNETTE in strengths:
        work.frame = Vignette(strengths[Operation.VIGNETTE])
    if Operation.WHITE_BALANCE in strengths:
        work.light = neutral_light(Survey.of(picture), strengths[Operation.WHITE_BALANCE])
    if anchor is not None:
        work.stages += _matches(picture, anchor, strengths, work.light)
    for operation in grades.LOOK_ORDER:
        if operation in strengths:
            work.stages += grades.stages(operation, strengths[operation])
    return work


def _matches(
    picture: Image.Image,
    anchor: Image.Image,
    strengths: dict[Operation, float],
    light: Matrix,
) -> list[Stage]:
    """Return the stages of the match; the curve first, since colours scale with lightness."""
    made: list[Stage] = []
    if not MATCHES & strengths.keys():
        return made
    source, target = Survey.of(picture).lab(light), Survey.of(anchor).lab()
    if Operation.MATCH_EXPOSURE in strengths:
        made += match_exposure(source, target, strengths[Operation.MATCH_EXPOSURE])
        for stage in made:
            stage(source)
    if Operation.MATCH_COLOUR in strengths:
        made += match_colour(source, target, strengths[Operation.MATCH_COLOUR])
    return made


def _strips(width: int, height: int, size_px: int) -> Iterator[tuple[int, int]]:
    rows = max(1, size_px // width)
    for top in range(0, height, rows):
        yield top, min(top + rows, height)


def _edited(codes: Bytes, work: _Work, first: int, rows: tuple[int, int], height: int) -> Bytes:
    """Return rows (top, bottom) of the picture, edited; codes begin at row `first`."""
    top, bottom = rows
    width = codes.shape[1]
    if not work.reach_px:
        return _block(to_lab(codes, work.light), work, Place(top, height, width))
    lab = _converted(codes, work)
    if work.before:
        work.before(lab)
    _through(lab, work)
    if work.after:
        work.after(lab)
    out = np.empty((bottom - top, width, 3), np.uint8)
    for start, end in _strips(width, bottom - top, _BLOCK_PX):
        part = _rows(lab, top - first + start, top - first + end)
        place = Place(top + start, height, width)
        if work.frame:
            work.frame(part, place)
        out[start:end] = to_codes(part, place.row)
    return out


def _block(lab: Lab, work: _Work, place: Place) -> Bytes:
    for stage in work.stages:
        stage(lab)
    if work.frame:
        work.frame(lab, place)
    return to_codes(lab, place.row)


def _converted(codes: Bytes, work: _Work) -> Lab:
    height, width = codes.shape[:2]
    lab = Lab(*(np.empty((height, width), np.float32) for _ in range(3)))
    for start, end in _strips(width, height, _BLOCK_PX):
        _store(lab, start, to_lab(codes[start:end], work.light))
    return lab


def _through(lab: Lab, work: _Work) -> None:
    """Run the stages over a strip, block by block."""
    rows, width = lab.lightness.shape
    for start, end in _strips(width, rows, _BLOCK_PX):
        part = _rows(lab, start, end)
        for stage in work.stages:
            stage(part)
        _store(lab, start, part)


def _rows(lab: Lab, start: int, end: int) -> Lab:
    return Lab(lab.lightness[start:end].copy(), lab.a[start:end].copy(), lab.b[start:end].copy())


def _store(lab: Lab, start: int, part: Lab) -> None:
    end = start + len(part.lightness)
    lab.lightness[start:end], lab.a[start:end], lab.b[start:end] = part.lightness, part.a, part.b


def _write(picture: Image.Image, row: int, codes: Bytes) -> None:
    strip = Image.fromarray(codes)
    if picture.mode == "RGBA":
        strip.putalpha(picture.getchannel("A").crop((0, row, picture.width, row + len(codes))))
    picture.paste(strip, (0, row))
