"""What is known of how the program was put together: its data files, its second entrance."""

from pathlib import Path
from typing import Final

ANNEX_SWITCH: Final = "--imaging-annex"
"""The argument with which the frozen program becomes its own imaging process."""

SELF_TEST_SWITCH: Final = "--self-test"
"""The argument with which the program looks whether it is all there."""

_FOLDER: Final = "resources"


def bundled(*names: str) -> Path:
    """Return where a bundled file or folder lies, by its path's parts: "cards", "local.toml".

    An installed wheel and a frozen build have them inside the package; a checkout has them
    beside it. The program never runs out of a zip archive, so each one is a real file.
    """
    # Not by importlib.resources, which takes 5 ms to load before the first paint.
    package = Path(__file__).parent
    inside = package / _FOLDER
    root = inside if inside.is_dir() else package.parent / _FOLDER
    return root.joinpath(*names)
