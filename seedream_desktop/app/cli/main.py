"""The console command `seedream`."""

import io
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TextIO, TypeAlias

from seedream_desktop.app.cli.arguments import parse
from seedream_desktop.domain.errors import Billed, SeedreamError

if TYPE_CHECKING:
    import argparse

    from seedream_desktop.app.cli.interrupts import Interrupts
    from seedream_desktop.app.cli.reporter import Reporter
    from seedream_desktop.app.wiring import App

_Command: TypeAlias = "Callable[[App, argparse.Namespace, Reporter], Awaitable[int]]"

_COMMANDS = {
    "run": ("running", "run"),
    "story": ("running", "run"),
    "plan": ("running", "plan"),
    "resume": ("running", "resume"),
    "again": ("again", "again"),
    "queue": ("deciding", "queue"),
    "cancel": ("deciding", "cancel"),
    "decide": ("deciding", "decide"),
    "list": ("browsing", "list_sequences"),
    "show": ("browsing", "show"),
    "export": ("export_command", "export"),
    "review": ("reviewing", "review"),
    "ledger": ("browsing", "ledger"),
    "cache": ("browsing", "cache"),
    "providers": ("offers", "providers"),
    "keys": ("services", "keys"),
    "doctor": ("doctor", "doctor"),
}
_ENDS_WITH_FINISHED = frozenset({"run", "story", "resume", "again"})
_INTERRUPTED = 3


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    _write_what_can_be_written(sys.stdout, sys.stderr)
    try:
        asked = parse(argv)
        import asyncio  # not for --version, --help and mistakes, which parse() answers

        code = asyncio.run(_run(asked))
    except KeyboardInterrupt:
        code = _INTERRUPTED
    sys.exit(code)


def _write_what_can_be_written(*streams: TextIO) -> None:
    """Have a letter that a terminal or file cannot hold be a "?" there, and not the end of us."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


async def _run(asked: "argparse.Namespace") -> int:
    import asyncio

    from seedream_desktop.app import speech
    from seedream_desktop.app.cli.ending import code_of, finish, interrupted, tell_error
    from seedream_desktop.app.cli.interrupts import Interrupts
    from seedream_desktop.app.cli.reporter import reporter
    from seedream_desktop.domain.picture import Intake

    speech.to_console()
    say = reporter(as_json=asked.json)
    error: SeedreamError
    try:
        with Interrupts(say.close) as stops:
            return await _perform(asked, say, stops)
    except asyncio.CancelledError:
        error = interrupted()
    except SeedreamError as trouble:
        error = trouble
    finally:
        say.close()
    if asked.command in _ENDS_WITH_FINISHED:
        finish(say, Intake(), sequence=getattr(asked, "sequence", None) or "", error=error)
    elif error.code != "interrupted":
        tell_error(say, error)
    return code_of(error)


async def _perform(asked: "argparse.Namespace", say: "Reporter", stops: "Interrupts") -> int:
    import asyncio

    from seedream_desktop.app import speech
    from seedream_desktop.app.cli.ending import STOP_S
    from seedream_desktop.app.wiring import open_app
    from seedream_desktop.ui import text

    module, name = _COMMANDS[asked.command]
    command: _Command = getattr(import_module(f"seedream_desktop.app.cli.{module}"), name)
    opening = open_app(
        concurrency=getattr(asked, "concurrency", None),
        region=getattr(asked, "region", None) or "",
        provider=getattr(asked, "provider", None) or "",
    )
    async with opening as app:
        speech.to_console(app.settings.current.language)
        app.engine.subscribe(say)
        for notice in app.notices:
            said = text.sentence(notice.code, notice.params, Billed.NO)
            say.say("notice", said, code=notice.code)
        try:
            return await command(app, asked, say)
        except asyncio.CancelledError:
            stops.settle()
            await app.engine.stop(STOP_S)
            raise
        finally:
            stops.settle()
            say.close()


if __name__ == "__main__":
    main()
