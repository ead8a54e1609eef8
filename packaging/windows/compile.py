"""Compiles the installer of what a Windows machine froze: compile.py FOLDER.

FOLDER holds dist/seedream-desktop and made/app.ico, as packaging/freeze.py leaves them.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]


def main() -> int:
    """Compile it, with the version of this checkout."""
    from artwork import version
    from proof import compiled

    folder = Path(sys.argv[1]).resolve()
    compiled(folder / "dist" / "seedream-desktop", version(), folder / "made" / "app.ico")
    return 0


if __name__ == "__main__":
    sys.exit(main())
