"""Serves the emulator until it is told to stop: python -m tests.emulator.wavespeed."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from tests.emulator.wavespeed.emulator import KEY, WaveSpeedEmulator


def main() -> None:
    """Print the URLs as one line of JSON, serve, stop at SIGTERM, SIGINT or end of input."""
    options = _options()
    settings = json.loads(options.settings)
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with WaveSpeedEmulator(key=options.key, **settings) as emulator:
        text = json.dumps(emulator.urls)
        if options.port_file is not None:
            _write_whole(options.port_file, text)
        print(text, flush=True)
        if options.until_stdin_closes:
            threading.Thread(target=_wait_for_end, args=(ending,), daemon=True).start()
        ending.wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.emulator.wavespeed")
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--port-file", type=Path, help="written whole once all ports accept")
    parser.add_argument("--settings", default="{}", help="JSON object of WaveSpeedEmulator's")
    parser.add_argument("--until-stdin-closes", action="store_true")
    return parser.parse_args()


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    os.replace(part, path)  # noqa: PTH105 - the reader must never see half a file


def _wait_for_end(ending: threading.Event) -> None:
    sys.stdin.buffer.read()
    ending.set()


if __name__ == "__main__":
    main()
