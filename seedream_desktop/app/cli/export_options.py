"""The options of `seedream export`."""

import argparse
from typing import Final

from seedream_desktop.domain.export_wish import (
    Colour,
    Conflict,
    FileFormat,
    Picking,
    Preset,
    Sidecar,
    Unsure,
)
from seedream_desktop.domain.judgement import STARS_MAX

_PLAIN: Final = Preset()


def add_export(parser: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    parser.add_argument("sequence", metavar="SEQUENCE")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--dry-run", action="store_true", help="export_dry_run")
    _add_what(parser)
    _add_names(parser)
    _add_pixels(parser)
    _add_metadata(parser)


def _add_what(parser: argparse.ArgumentParser) -> None:
    what = parser.add_argument_group("what")
    kinds = [kind.value for kind in Picking if kind not in {Picking.NAMED, Picking.RATED}]
    what.add_argument("--what", choices=kinds, default=Picking.RESULTS.value)
    what.add_argument("--stars", type=int, choices=range(1, STARS_MAX + 1), help="export_stars")
    what.add_argument("--steps", default="", metavar="1,2|all", help="export_steps")
    what.add_argument("--pairs", action="store_true", help="export_pairs")
    unsure = [rule.value for rule in Unsure]
    what.add_argument(
        "--unsure",
        choices=unsure,
        default=Unsure.ASIDE.value,
        help="export_unsure",
    )


def _add_names(parser: argparse.ArgumentParser) -> None:
    names = parser.add_argument_group("names")
    names.add_argument(
        "--name",
        metavar="TEMPLATE",
        help="export_name",
    )
    names.add_argument("--mirror", action="store_true", help="export_mirror")
    rules = [rule.value for rule in Conflict]
    names.add_argument(
        "--conflict",
        choices=rules,
        default=Conflict.UNIQUE.value,
        help="export_conflict",
    )


def _add_pixels(parser: argparse.ArgumentParser) -> None:
    pixels = parser.add_argument_group("pixels")
    formats = [kind.value for kind in FileFormat]
    pixels.add_argument("--format", choices=formats, default=FileFormat.KEEP.value)
    pixels.add_argument(
        "--quality", type=int, default=_PLAIN.quality, metavar="N", help="export_quality"
    )
    pixels.add_argument(
        "--size", default="as-is", metavar="as-is|match|PX|WxHmm@DPI", help="export_size"
    )
    colours = [kind.value for kind in Colour]
    pixels.add_argument("--colour", "--color", choices=colours, default=Colour.KEEP.value)
    pixels.add_argument(
        "--background", default=_PLAIN.background, metavar="#RRGGBB", help="export_background"
    )


def _add_metadata(parser: argparse.ArgumentParser) -> None:
    told = parser.add_argument_group("metadata")
    told.add_argument("--no-rights", action="store_false", dest="rights")
    told.add_argument("--no-capture", action="store_false", dest="capture")
    told.add_argument("--gps", action="store_true")
    told.add_argument("--no-ai-mark", action="store_false", dest="ai_mark")
    told.add_argument("--edits", action="store_true", help="export_edits")
    told.add_argument("--costs", action="store_true", help="export_costs")
    told.add_argument(
        "--sidecar", type=_sidecars, default=(), metavar="json,csv", help="export_sidecar"
    )


def _sidecars(words: str) -> tuple[str, ...]:
    return tuple(Sidecar(word.strip()).value for word in words.split(",") if word.strip())
