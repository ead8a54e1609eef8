"""The command line: what can be asked, as architecture's console contract has it."""

import argparse
import sys
from collections.abc import Sequence

from seedream_desktop import __version__
from seedream_desktop.app.cli.export_options import add_export
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import REHEARSAL, Scenario, is_play, rehearsal_of
from seedream_desktop.exporting.bundle_wish import EDGE_PX, EDGES_PX

_PACK_SWITCHES = {
    "prompts": "with the steps' prompts",
    "costs": "with what each result cost",
    "marks": "with picks, stars, labels and notes so far",
    "all-versions": "with versions that are not chosen",
    "unsure": "with results whose picture is not sure; they are marked",
    "picked": "only images of which something is picked",
    "anonymous": "with numbers in the place of file names",
}

_PROVIDER_DEFAULT = "local"
_REHEARSED_DEFAULT = ProviderId("wavespeed")


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line. Ends the program with 2 for a usage error, as argparse does."""
    parser = argparse.ArgumentParser(
        prog="seedream", description="Chains of AI edits over sets of photographs, paid once."
    )
    parser.add_argument("--version", action="version", version=f"seedream {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_runs(commands)
    _add_queue(commands)
    _add_library(commands)
    _add_setup(commands)
    asked = parser.parse_args(argv)
    _settle_rehearsal(parser, asked)
    if asked.command == "again" and not (asked.image or asked.step or asked.outliers):
        parser.error("again needs --image, --step or --outliers")
    asked.argv = tuple(sys.argv[1:] if argv is None else argv)
    return asked


_Commands = argparse._SubParsersAction  # noqa: SLF001 (argparse has no public name for it)


def _command(
    commands: "_Commands[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--json", action="store_true", help="write JSON instead of text")
    return parser


def _add_runs(commands: "_Commands[argparse.ArgumentParser]") -> None:
    run = _command(commands, "run", "edit a folder of pictures, step by step")
    _add_sequence(run)
    run.add_argument("--out", required=True, metavar="DIR", help="where results are put")
    _add_consent(run)
    plan = _command(commands, "plan", "show what a run would send and cost; sends nothing")
    _add_sequence(plan)
    plan.add_argument("--out", metavar="DIR", help=argparse.SUPPRESS)
    plan.add_argument("--budget", metavar="USD", help=argparse.SUPPRESS)
    story = _command(commands, "story", "make a series of pictures from a text")
    story.add_argument("--prompt", required=True, metavar="TEXT")
    story.add_argument("--count", required=True, type=int, metavar="N")
    story.add_argument("--size", default="match", metavar="WxH|2K|3K|4K")
    story.add_argument("--provider", default=_PROVIDER_DEFAULT, metavar="ID")
    _add_region(story)
    _add_rehearsal(story)
    story.add_argument("--model", metavar="FAMILY")
    story.add_argument("--out", required=True, metavar="DIR")
    _add_consent(story)
    resume = _command(commands, "resume", "go on with what is unfinished")
    resume.add_argument("sequence", nargs="?", metavar="SEQUENCE")
    resume.add_argument("--concurrency", type=int, metavar="N")
    _add_region(resume)
    _add_again(commands)


def _add_again(commands: "_Commands[argparse.ArgumentParser]") -> None:
    again = _command(commands, "again", "make finished pictures anew; older versions stay")
    again.add_argument("sequence", metavar="SEQUENCE")
    again.add_argument(
        "--image", action="append", default=[], metavar="NAME", help="which; else all of the step"
    )
    again.add_argument(
        "--step", type=int, metavar="N", help="the last, unless said; with --onward the first"
    )
    again.add_argument("--outliers", action="store_true", help="only what stands out of its set")
    again.add_argument("--onward", action="store_true", help="and the steps that rest on it")
    again.add_argument("--out", metavar="DIR", help="where results are put, if elsewhere")
    _add_region(again)
    _add_consent(again)


def _add_sequence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="folders and pictures")
    parser.add_argument("--step", action="append", required=True, dest="steps", metavar="PROMPT")
    parser.add_argument("--provider", default=_PROVIDER_DEFAULT, metavar="ID")
    _add_region(parser)
    _add_rehearsal(parser)
    parser.add_argument("--model", metavar="FAMILY", help="a model family of the provider's card")
    modes = ["set", "each", "carry", "variants"]
    parser.add_argument("--mode", choices=modes, default="set")
    parser.add_argument("--count", type=int, default=None, metavar="N", help="for variants")
    parser.add_argument("--size", default="match", metavar="WxH|2K|3K|4K|match")
    parser.add_argument("--anchor", action="append", default=[], dest="anchor", metavar="FILE")
    parser.add_argument(
        "--anchors", type=int, default=None, metavar="N", help="the first N pictures are anchors"
    )
    parser.add_argument("--name", metavar="TITLE")


def _add_rehearsal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as", dest="rehearses", metavar="ID", help="with --provider rehearsal: which service"
    )
    parser.add_argument(
        "--scenario",
        choices=[scenario.value for scenario in Scenario],
        metavar="NAME",
        help="what happens in a rehearsal; see: seedream providers rehearsal",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="whom it happens to; 0 is the first")


def _settle_rehearsal(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> None:
    """Make rehearsal:SERVICE of what was asked for; refuse its options for a real service."""
    if not hasattr(asked, "rehearses"):
        return
    if asked.provider == REHEARSAL:
        asked.provider = rehearsal_of(ProviderId(asked.rehearses or _REHEARSED_DEFAULT))
    elif asked.rehearses:
        parser.error("--as goes with --provider rehearsal")
    if not is_play(asked.provider) and (asked.scenario or asked.seed is not None):
        parser.error("--scenario and --seed go with --provider rehearsal")
    if asked.seed is not None and asked.seed < 0:
        parser.error("--seed is a number from 0 up")


def _add_region(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--region", metavar="NAME", help="which of a provider's separate services: ap, eu or cn"
    )


def _add_consent(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--budget", metavar="USD", help="what this run may cost at most")
    parser.add_argument("--concurrency", type=int, metavar="N", help="requests at once")
    parser.add_argument("--dry-run", action="store_true", help="show the plan; send nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask before paying")


def _add_queue(commands: "_Commands[argparse.ArgumentParser]") -> None:
    _command(commands, "queue", "list requests that are not finished")
    cancel = _command(commands, "cancel", "take back a request that was not sent")
    cancel.add_argument("request", metavar="REQUEST")
    decide = _command(commands, "decide", "decide about a submission in doubt")
    decide.add_argument("request", metavar="REQUEST")
    choice = decide.add_mutually_exclusive_group(required=True)
    choice.add_argument(
        "--found",
        nargs="?",
        const="",
        metavar="ID",
        help="the service has it, under this id; without an id its list is asked",
    )
    choice.add_argument("--abandon", action="store_true", help="give it up; counted as spent")
    choice.add_argument("--resend", action="store_true", help="send again; may be paid twice")
    decide.add_argument("--yes", action="store_true", help="do not ask before paying")


def _add_library(commands: "_Commands[argparse.ArgumentParser]") -> None:
    _command(commands, "list", "list the sequences of the library")
    show = _command(commands, "show", "show a sequence's frames and versions")
    show.add_argument("sequence", metavar="SEQUENCE")
    export = _command(commands, "export", "copy a sequence's results to a folder")
    add_export(export)
    _add_review(commands)
    ledger = _command(commands, "ledger", "show what was spent")
    ledger.add_argument("--csv", action="store_true")
    cache = _command(commands, "cache", "what the library takes up, and what can go")
    cache.add_argument("action", choices=["stats", "prune"])


def _add_review(commands: "_Commands[argparse.ArgumentParser]") -> None:
    text = "send a sequence to reviewers as one file, and take their choices in"
    review = commands.add_parser("review", help=text, description=text)
    actions = review.add_subparsers(dest="action", required=True, metavar="ACTION")
    pack = _command(actions, "pack", "write a sequence as one file that any browser opens")
    pack.add_argument("sequence", metavar="SEQUENCE")
    pack.add_argument("--out", required=True, metavar="FILE", help="where it is put; .html")
    pack.add_argument(
        "--edge",
        type=int,
        choices=EDGES_PX,
        default=EDGE_PX,
        metavar="PX",
        help=f"longer edge of its pictures: {', '.join(map(str, EDGES_PX))} ({EDGE_PX})",
    )
    for switch, meaning in _PACK_SWITCHES.items():
        pack.add_argument(f"--{switch}", action="store_true", help=meaning)
    merge = _command(actions, "merge", "take in choices, or a review that has some in it")
    merge.add_argument("files", nargs="+", metavar="FILE")
    merge.add_argument("--who", default="", metavar="NAME", help="for a file without a name")
    merge.add_argument("--dry-run", action="store_true", help="say what would come of it only")


def _add_setup(commands: "_Commands[argparse.ArgumentParser]") -> None:
    providers = _command(commands, "providers", "what each service offers and costs")
    providers.add_argument("provider", nargs="?", metavar="ID")
    change = providers.add_mutually_exclusive_group()
    change.add_argument(
        "--plugins", action="store_true", help="list providers that other packages bring along"
    )
    change.add_argument("--enable", metavar="NAME", help="use one of them from now on")
    change.add_argument("--disable", metavar="NAME", help="use it no more")
    _add_region(providers)
    keys = _command(commands, "keys", "keys in the system's store; a key is read from input")
    keys.add_argument("action", choices=["set", "test", "delete", "list"])
    keys.add_argument("provider", nargs="?", metavar="PROVIDER")
    _add_region(keys)
    _command(commands, "doctor", "check library, disk, key store, network and formats")
