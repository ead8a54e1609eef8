"""The options of `seedream export`."""

import argparse
from typing import Final

from seedream_desktop.domain.export_wish import (
    Colour,
    Conflict,
    FileFormat,
    Picking,
    Sidecar,
    Unsure,
)
from seedream_desktop.domain.judgement import STARS_MAX

_QUALITY: Final = 92


def add_export(parser: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    parser.add_argument("sequence", metavar="SEQUENCE")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--dry-run", action="store_true", help="list the names; write nothing")
    _add_what(parser)
    _add_names(parser)
    _add_pixels(parser)
    _add_metadata(parser)


def _add_what(parser: argparse.ArgumentParser) -> None:
    what = parser.add_argument_group("what")
    kinds = [kind.value for kind in Picking if kind not in {Picking.NAMED, Picking.RATED}]
    what.add_argument("--what", choices=kinds, default=Picking.RESULTS.value)
    what.add_argument(
        "--stars", type=int, choices=range(1, STARS_MAX + 1), help="versions rated so or better"
    )
    what.add_argument("--steps", default="", metavar="1,2|all", help="the last one by default")
    what.add_argument("--pairs", action="store_true", help="put each original beside its result")
    unsure = [rule.value for rule in Unsure]
    what.add_argument(
        "--unsure",
        choices=unsure,
        default=Unsure.ASIDE.value,
        help="results whose pairing is unsure: in a folder of their own, left out, or included",
    )


def _add_names(parser: argparse.ArgumentParser) -> None:
    names = parser.add_argument_group("names")
    names.add_argument(
        "--name",
        metavar="TEMPLATE",
        help="as {name}_{step}{-version}; also {take} {n} {sequence} {provider} {model} {prompt}"
        " {date} {rating} {-n}, and folders by slashes",
    )
    names.add_argument("--mirror", action="store_true", help="repeat the sources' folders")
    rules = [rule.value for rule in Conflict]
    names.add_argument(
        "--conflict",
        choices=rules,
        default=Conflict.UNIQUE.value,
        help="where another file has the name; sources are never overwritten",
    )


def _add_pixels(parser: argparse.ArgumentParser) -> None:
    pixels = parser.add_argument_group("pixels")
    formats = [kind.value for kind in FileFormat]
    pixels.add_argument("--format", choices=formats, default=FileFormat.KEEP.value)
    pixels.add_argument(
        "--quality", type=int, default=_QUALITY, metavar="N", help="1 to 100: JPEG, WebP, AVIF"
    )
    pixels.add_argument(
        "--size", default="as-is", metavar="as-is|match|PX|WxHmm@DPI", help="PX: the long edge"
    )
    colours = [kind.value for kind in Colour]
    pixels.add_argument("--colour", "--color", choices=colours, default=Colour.KEEP.value)
    pixels.add_argument(
        "--background", default="#ffffff", metavar="#RRGGBB", help="under transparency in JPEG"
    )


def _add_metadata(parser: argparse.ArgumentParser) -> None:
    told = parser.add_argument_group("metadata, with every format but keep")
    told.add_argument("--no-rights", action="store_false", dest="rights")
    told.add_argument("--no-capture", action="store_false", dest="capture")
    told.add_argument("--gps", action="store_true")
    told.add_argument("--no-ai-mark", action="store_false", dest="ai_mark")
    told.add_argument("--edits", action="store_true", help="tell providers, models and prompts")
    told.add_argument("--costs", action="store_true", help="as --edits, with what each has cost")
    told.add_argument(
        "--sidecar", type=_sidecars, default=(), metavar="json,csv", help="files that tell all this"
    )


def _sidecars(words: str) -> tuple[str, ...]:
    return tuple(Sidecar(word.strip()).value for word in words.split(",") if word.strip())
