"""The command line: what can be asked, as architecture's console contract has it."""

import argparse
import sys
from collections.abc import Sequence

from seedream_desktop import __version__
from seedream_desktop.app.cli.export_options import add_export
from seedream_desktop.app.cli.help_pages import HelpPage, said
from seedream_desktop.app.cli.mistakes import in_own_words
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import REHEARSAL, Scenario, is_play, rehearsal_of
from seedream_desktop.exporting.bundle_wish import EDGE_PX, EDGES_PX

_PACK_SWITCHES = ("prompts", "costs", "marks", "all-versions", "unsure", "picked", "anonymous")

_PROVIDER_DEFAULT = "local"
_REHEARSED_DEFAULT = ProviderId("wavespeed")


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line. Ends the program with 2 for a usage error, as argparse does."""
    parser = argparse.ArgumentParser(
        prog="seedream", description="program", formatter_class=HelpPage
    )
    parser.add_argument("--version", action="version", version=f"seedream {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_runs(commands)
    _add_queue(commands)
    _add_library(commands)
    _add_setup(commands)
    with in_own_words():
        asked = parser.parse_args(argv)
        _settle_rehearsal(parser, asked)
        if asked.command == "again" and not (asked.image or asked.step or asked.outliers):
            parser.error(said("wrong_again"))
    asked.argv = tuple(sys.argv[1:] if argv is None else argv)
    return asked


_Commands = argparse._SubParsersAction  # noqa: SLF001 (argparse has no public name for it)


def _command(commands: "_Commands[argparse.ArgumentParser]", name: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=name, description=name, formatter_class=HelpPage)
    parser.add_argument("--json", action="store_true", help="json")
    return parser


def _add_runs(commands: "_Commands[argparse.ArgumentParser]") -> None:
    run = _command(commands, "run")
    _add_sequence(run)
    run.add_argument("--out", required=True, metavar="DIR", help="out")
    _add_consent(run)
    plan = _command(commands, "plan")
    _add_sequence(plan)
    plan.add_argument("--out", metavar="DIR", help=argparse.SUPPRESS)
    plan.add_argument("--budget", metavar="USD", help=argparse.SUPPRESS)
    story = _command(commands, "story")
    story.add_argument("--prompt", required=True, metavar="TEXT")
    story.add_argument("--count", required=True, type=int, metavar="N")
    story.add_argument("--size", default="match", metavar="WxH|2K|3K|4K")
    story.add_argument("--provider", default=_PROVIDER_DEFAULT, metavar="ID")
    _add_region(story)
    _add_rehearsal(story)
    story.add_argument("--model", metavar="FAMILY")
    story.add_argument("--out", required=True, metavar="DIR")
    _add_consent(story)
    resume = _command(commands, "resume")
    resume.add_argument("sequence", nargs="?", metavar="SEQUENCE")
    resume.add_argument("--concurrency", type=int, metavar="N")
    _add_region(resume)
    _add_again(commands)


def _add_again(commands: "_Commands[argparse.ArgumentParser]") -> None:
    again = _command(commands, "again")
    again.add_argument("sequence", metavar="SEQUENCE")
    again.add_argument("--image", action="append", default=[], metavar="NAME", help="again_image")
    again.add_argument("--step", type=int, metavar="N", help="again_step")
    again.add_argument("--outliers", action="store_true", help="again_outliers")
    again.add_argument("--onward", action="store_true", help="again_onward")
    again.add_argument("--out", metavar="DIR", help="out_elsewhere")
    _add_region(again)
    _add_consent(again)


def _add_sequence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="inputs")
    parser.add_argument("--step", action="append", required=True, dest="steps", metavar="PROMPT")
    parser.add_argument("--provider", default=_PROVIDER_DEFAULT, metavar="ID")
    _add_region(parser)
    _add_rehearsal(parser)
    parser.add_argument("--model", metavar="FAMILY", help="model")
    modes = ["set", "each", "carry", "variants"]
    parser.add_argument("--mode", choices=modes, default="set")
    parser.add_argument("--count", type=int, default=None, metavar="N", help="count")
    parser.add_argument("--size", default="match", metavar="WxH|2K|3K|4K|match")
    parser.add_argument("--anchor", action="append", default=[], dest="anchor", metavar="FILE")
    parser.add_argument("--anchors", type=int, default=None, metavar="N", help="anchors")
    parser.add_argument("--name", metavar="TITLE")


def _add_rehearsal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="rehearses", metavar="ID", help="rehearses")
    parser.add_argument(
        "--scenario",
        choices=[scenario.value for scenario in Scenario],
        metavar="NAME",
        help="scenario",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="seed")


def _settle_rehearsal(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> None:
    """Make rehearsal:SERVICE of what was asked for; refuse its options for a real service."""
    if not hasattr(asked, "rehearses"):
        return
    if asked.provider == REHEARSAL:
        asked.provider = rehearsal_of(ProviderId(asked.rehearses or _REHEARSED_DEFAULT))
    elif asked.rehearses:
        parser.error(said("wrong_as"))
    if not is_play(asked.provider) and (asked.scenario or asked.seed is not None):
        parser.error(said("wrong_scenario"))
    if asked.seed is not None and asked.seed < 0:
        parser.error(said("wrong_seed"))


def _add_region(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", metavar="NAME", help="region")


def _add_consent(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--budget", metavar="USD", help="budget")
    parser.add_argument("--concurrency", type=int, metavar="N", help="concurrency")
    parser.add_argument("--dry-run", action="store_true", help="dry_run")
    parser.add_argument("--yes", action="store_true", help="yes")


def _add_queue(commands: "_Commands[argparse.ArgumentParser]") -> None:
    _command(commands, "queue")
    cancel = _command(commands, "cancel")
    cancel.add_argument("request", metavar="REQUEST")
    decide = _command(commands, "decide")
    decide.add_argument("request", metavar="REQUEST")
    choice = decide.add_mutually_exclusive_group(required=True)
    choice.add_argument(
        "--found",
        nargs="?",
        const="",
        metavar="ID",
        help="found",
    )
    choice.add_argument("--abandon", action="store_true", help="abandon")
    choice.add_argument("--resend", action="store_true", help="resend")
    decide.add_argument("--yes", action="store_true", help="yes")


def _add_library(commands: "_Commands[argparse.ArgumentParser]") -> None:
    _command(commands, "list")
    show = _command(commands, "show")
    show.add_argument("sequence", metavar="SEQUENCE")
    export = _command(commands, "export")
    add_export(export)
    _add_review(commands)
    ledger = _command(commands, "ledger")
    ledger.add_argument("--csv", action="store_true")
    cache = _command(commands, "cache")
    cache.add_argument("action", choices=["stats", "prune"])


def _add_review(commands: "_Commands[argparse.ArgumentParser]") -> None:
    name = "review"
    review = commands.add_parser(name, help=name, description=name, formatter_class=HelpPage)
    actions = review.add_subparsers(dest="action", required=True, metavar="ACTION")
    pack = _command(actions, "pack")
    pack.add_argument("sequence", metavar="SEQUENCE")
    pack.add_argument("--out", required=True, metavar="FILE", help="pack_out")
    pack.add_argument(
        "--edge",
        type=int,
        choices=EDGES_PX,
        default=EDGE_PX,
        metavar="PX",
        help="pack_edge",
    )
    for switch in _PACK_SWITCHES:
        code = f"pack_{switch.replace('-', '_')}"
        pack.add_argument(f"--{switch}", action="store_true", help=code)
    merge = _command(actions, "merge")
    merge.add_argument("files", nargs="+", metavar="FILE")
    merge.add_argument("--who", default="", metavar="NAME", help="merge_who")
    merge.add_argument("--dry-run", action="store_true", help="merge_dry_run")


def _add_setup(commands: "_Commands[argparse.ArgumentParser]") -> None:
    providers = _command(commands, "providers")
    providers.add_argument("provider", nargs="?", metavar="ID")
    change = providers.add_mutually_exclusive_group()
    change.add_argument("--plugins", action="store_true", help="plugins")
    change.add_argument("--enable", metavar="NAME", help="enable")
    change.add_argument("--disable", metavar="NAME", help="disable")
    _add_region(providers)
    keys = _command(commands, "keys")
    keys.add_argument("action", choices=["set", "test", "delete", "list"])
    keys.add_argument("provider", nargs="?", metavar="PROVIDER")
    _add_region(keys)
    _command(commands, "doctor")
