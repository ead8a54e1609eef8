"""The emulators' clock: real time that tests may push forward."""

import time
from datetime import UTC, datetime


class Timepiece:
    """Seconds since 1970, ahead of the real clock by what advance() added."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def now(self) -> float:
        """Return the present of the emulated service."""
        return time.time() + self._ahead_s

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._ahead_s += seconds


def rfc3339(moment: float) -> str:
    """Return a moment as "2026-08-30T09:12:44.917203118Z": UTC, nine decimals."""
    whole = datetime.fromtimestamp(int(moment), UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{int(moment % 1 * 1e9):09d}Z"


def moment_of(text: str) -> float:
    """Read an RFC 3339 time with a zone; ValueError for anything else."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return parsed.timestamp()
