"""Freezes the program, then makes and tests every package that this system can: packages.py [WORD].

`freeze` stops after the first. `release` makes packages as small as they go, and takes nothing
that could not be tried for good.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Final

from project import PACKAGING

_AFTER: Final = {
    "Debian package": "linux/deb.py",
    "AppImage and Flatpak": "linux/sandboxes.py",
    "Windows installer": "windows/proof.py",
}


def main(words: list[str]) -> int:
    """Do it all, tell what became of each, and return the exit code."""
    code, seconds, _ = done("freeze.py", [], is_shown=True)
    told("frozen program", code, seconds)
    if code != 0 or "freeze" in words or sys.platform != "linux":
        return code
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = {pool.submit(done, step, words): name for name, step in _AFTER.items()}
        for each in as_completed(running):
            code, seconds, output = each.result()
            print(output.rstrip(), flush=True)
            told(running[each], code, seconds)
            failed += code != 0
    return 1 if failed else 0


def done(step: str, words: list[str], *, is_shown: bool = False) -> tuple[int, float, str]:
    """Run a step; return its exit code, its seconds, and what it said where it was not shown."""
    begin = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, str(PACKAGING / Path(step)), *words],
        stdin=subprocess.DEVNULL,
        stdout=None if is_shown else subprocess.PIPE,
        stderr=None if is_shown else subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return ran.returncode, time.perf_counter() - begin, ran.stdout or ""


def told(name: str, code: int, seconds: float) -> None:
    """Say what became of a step."""
    print(f"{'ok    ' if code == 0 else 'FAILED'} {name}, {seconds:.0f} s\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
