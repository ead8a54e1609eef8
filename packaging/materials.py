"""Writes what an installer is made of, as a CycloneDX 1.6 bill: the packages it is pinned to."""

import json
import re
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
_FROM: Final = "# What the program runs on"
_PIN: Final = re.compile(r"([A-Za-z0-9_.-]+)==([^;\s]+)")


def pins() -> list[tuple[str, str]]:
    """Return the packages that the program runs on, with their exact versions."""
    text = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    section = text.split(_FROM, 1)[1].split("\n# ", 1)[0]
    found = [_PIN.match(line) for line in section.splitlines()]
    return [(match[1], match[2]) for match in found if match]


def bill() -> dict[str, object]:
    """Return the bill of materials."""
    source = (ROOT / "seedream_desktop" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'__version__ = "(.+)"', source)
    assert version is not None, "the package has a version"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "seedream-desktop",
                "version": version[1],
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [
            {
                "type": "library",
                "name": name,
                "version": pinned,
                "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{pinned}",
            }
            for name, pinned in pins()
        ],
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
