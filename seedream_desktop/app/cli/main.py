"""The console command `seedream`."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from seedream_desktop.app.cli.arguments import parse
from seedream_desktop.domain.errors import Billed, OverBudget, SeedreamError

if TYPE_CHECKING:
    import argparse

    from seedream_desktop.app.cli.reporter import Reporter
    from seedream_desktop.app.wiring import App

_Command: TypeAlias = "Callable[[App, argparse.Namespace, Reporter], Awaitable[int]]"

_COMMANDS = {
    "run": ("running", "run"),
    "story": ("running", "story"),
    "plan": ("running", "plan"),
    "resume": ("running", "resume"),
    "queue": ("deciding", "queue"),
    "cancel": ("deciding", "cancel"),
    "decide": ("deciding", "decide"),
    "list": ("browsing", "list_sequences"),
    "show": ("browsing", "show"),
    "export": ("browsing", "export"),
    "ledger": ("browsing", "ledger"),
    "cache": ("browsing", "cache"),
    "providers": ("services", "providers"),
    "keys": ("services", "keys"),
    "doctor": ("doctor", "doctor"),
}
_ERROR, _OVER_BUDGET, _INTERRUPTED = 1, 5, 3


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    asked = parse(argv)
    import asyncio  # not for --version, --help and mistakes, which parse() answers

    try:
        code = asyncio.run(_run(asked))
    except KeyboardInterrupt:
        code = _INTERRUPTED
    sys.exit(code)


async def _run(asked: "argparse.Namespace") -> int:
    from seedream_desktop.app.cli.reporter import reporter
    from seedream_desktop.app.wiring import open_app
    from seedream_desktop.ui import text

    module, name = _COMMANDS[asked.command]
    command: _Command = getattr(import_module(f"seedream_desktop.app.cli.{module}"), name)
    say = reporter(as_json=asked.json)
    try:
        async with open_app(concurrency=getattr(asked, "concurrency", None)) as app:
            app.engine.subscribe(say)
            for notice in (*app.library.notices, *app.settings.notices):
                said = text.sentence(notice.code, notice.params, Billed.NO)
                say.say("notice", said, code=notice.code)
            return await command(app, asked, say)
    except SeedreamError as error:
        say.say("error", text.of_error(error), code=error.code, billed=error.billed.value)
        return _OVER_BUDGET if isinstance(error, OverBudget) else _ERROR
    finally:
        say.close()


if __name__ == "__main__":
    main()
