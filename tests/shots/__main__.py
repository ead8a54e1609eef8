"""Takes pictures of the window into build/shots: python -m tests.shots [WORD] [--scales 1,2].

With --guide it makes those of the guide and the README anew, into resources/guide.

It starts a virtual screen for each scale, and in it a program that shows every page in every
theme and language in a real window and takes what the screen shows.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from seedream_desktop.ui.catalogue import LANGUAGES
from seedream_desktop.ui.theme.tokens import Theme

ROOT = Path(__file__).parents[2]
OUT = ROOT / "build" / "shots"
WIDTH, HEIGHT = 1440, 900


def main() -> int:
    parser = argparse.ArgumentParser(prog="shots")
    parser.add_argument("word", nargs="?", default="", help="only pages whose name has it")
    parser.add_argument("--scales", default="1,2", help="pixels of the screen to one of the window")
    languages, themes = ",".join(LANGUAGES), ",".join(theme.value for theme in Theme)
    parser.add_argument("--languages", default=languages, help="what the pages are written in")
    parser.add_argument("--themes", default=themes, help="what they look like")
    parser.add_argument("--text", type=int, default=100, help="the size of text, 100 to 200 %%")
    parser.add_argument("--guide", action="store_true", help="those of the guide and the README")
    asked = parser.parse_args()
    if shutil.which("Xvfb") is None:
        print("Pictures need Xvfb: python3 dev.py setup installs it on Debian and Ubuntu.")
        return 2
    if asked.guide:
        return on_screen(1.0, ["tests.shots.illustrations", asked.word])
    OUT.mkdir(parents=True, exist_ok=True)
    more = [str(asked.text), asked.word, asked.languages, asked.themes]
    codes = [take(float(scale), more) for scale in asked.scales.split(",")]
    print(f"The pictures are in {OUT}")
    return max(codes)


def take(scale: float, more: list[str]) -> int:
    """Take all pictures at one scale on a screen of its own; return the exit code."""
    return on_screen(scale, ["tests.shots.take", str(OUT), f"{scale:g}", *more])


def on_screen(scale: float, module: list[str]) -> int:
    """Run a module with its words on a virtual screen; return the exit code."""
    ready, tell = os.pipe()
    size = f"{round(WIDTH * scale)}x{round(HEIGHT * scale)}x24"
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL) as screen:
        os.close(tell)
        with os.fdopen(ready) as answer:
            display = answer.readline().strip()
        try:
            environment = {
                **os.environ,
                "DISPLAY": f":{display}",
                "QT_QPA_PLATFORM": "xcb",
                "QT_SCALE_FACTOR": str(scale),
                "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough",
            }
            return subprocess.call([sys.executable, "-m", *module], cwd=ROOT, env=environment)
        finally:
            screen.terminate()


if __name__ == "__main__":
    sys.exit(main())
