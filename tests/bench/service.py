"""The WaveSpeed emulator as a process of its own, for as long as a benchmark needs it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.emulator.wavespeed.emulator import EmulatorControl

KEY = "wsk_bench_0123456789abcdef"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Service:
    """Where the emulator listens, and its control."""

    url: str
    control: Any

    def environ(self, home: Path) -> Mapping[str, str]:
        """Return the environment of a program that uses this service and this library."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "SEEDREAM_HOME": str(home),
            "SEEDREAM_WAVESPEED_URL": self.url,
            "WAVESPEED_API_KEY": KEY,
        }


@contextmanager
def emulator(**settings: Any) -> Iterator[Service]:
    """Run the emulator with these of its settings; it ends with the block."""
    command = [sys.executable, "-m", "tests.emulator.wavespeed", "--until-stdin-closes"]
    command += ["--key", KEY, "--settings", json.dumps(settings)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        urls = json.loads(process.stdout.readline())
        try:
            yield Service(urls["api"], EmulatorControl(urls["control"]))
        finally:
            process.stdin.close()
