"""Serves an emulator until it is told to stop: what python -m tests.emulator.<id> does."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from tests.emulator.emulator import Emulator


def serve(kind: type[Emulator]) -> None:
    """Print the URLs as one line of JSON, serve, stop at SIGTERM, SIGINT or end of input."""
    options = _options(kind)
    settings = json.loads(options.settings)
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with kind(key=options.key, **settings) as emulator:
        text = json.dumps(emulator.urls)
        if options.port_file is not None:
            _write_whole(options.port_file, text)
        print(text, flush=True)
        if sys.stdin is not None and sys.stdin.isatty():
            _explain(emulator)
        if options.until_stdin_closes:
            threading.Thread(target=_wait_for_end, args=(ending,), daemon=True).start()
        ending.wait()


def _options(kind: type[Emulator]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m tests.emulator.{kind.service.id}")
    parser.add_argument("--key", default=kind.service.key)
    parser.add_argument("--port-file", type=Path, help="written whole once all ports accept")
    parser.add_argument("--settings", default="{}", help="JSON object of the service's settings")
    parser.add_argument("--until-stdin-closes", action="store_true")
    return parser.parse_args()


def _explain(emulator: Emulator) -> None:
    """Tell a person how to use what is running."""
    for name, value in emulator.environment.items():
        print(f"export {name}={value}", file=sys.stderr)
    call = '{"args": ["reply_dropped"]}'
    print(f"curl -d '{call}' {emulator.control_url}/control/play", file=sys.stderr, flush=True)


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    os.replace(part, path)  # noqa: PTH105 - the reader must never see half a file


def _wait_for_end(ending: threading.Event) -> None:
    sys.stdin.buffer.read()
    ending.set()
