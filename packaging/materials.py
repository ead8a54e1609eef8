"""Writes what an installer is made of, as a CycloneDX 1.6 bill: the packages it is pinned to.

Licences are those of THIRD_PARTY_NOTICES.md; a package without one there stops the bill.
"""

import datetime as dt
import json
import re
import sys
import uuid
from typing import Any, Final

from project import PACKAGING, ROOT, version

_FROM: Final = "# What the program runs on"
_PIN: Final = re.compile(r"([A-Za-z0-9_.-]+)==([^;\s]+)(?:; *(.+))?")
_ROW: Final = re.compile(r"^\| *([^|]+?) *\| *([^|]+?) *\|", re.MULTILINE)
_ASIDE: Final = re.compile(r" \(.*?\)")


def pins() -> list[tuple[str, str]]:
    """Return the packages that the program runs on, with their exact versions."""
    return [(name, pinned) for name, pinned, _ in _pinned()]


def _pinned() -> list[tuple[str, str, str]]:
    text = (PACKAGING / "constraints.txt").read_text(encoding="utf-8")
    section = text.split(_FROM, 1)[1].split("\n# ", 1)[0]
    found = [_PIN.match(line) for line in section.splitlines()]
    return [(match[1], match[2], match[3] or "") for match in found if match]


def licences() -> dict[str, str]:
    """Return the licence of each package, by its name as an index compares names."""
    text = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    return {
        _plain(name): licence
        for names, licence in _ROW.findall(text)
        for name in _ASIDE.sub("", names).split(", ")
    }


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def bill() -> dict[str, Any]:
    """Return the bill of materials. Raises KeyError for a package whose licence nobody told."""
    known = licences()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": "seedream-desktop",
                "name": "seedream-desktop",
                "version": version(),
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": [
            _component(name, pinned, marker, known[_plain(name)])
            for name, pinned, marker in _pinned()
        ],
    }


def _component(name: str, pinned: str, marker: str, licence: str) -> dict[str, Any]:
    address = f"pkg:pypi/{_plain(name)}@{pinned}"
    component = {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": pinned,
        "purl": address,
        "licenses": [{"license": {"name": licence}}],
    }
    if marker:
        component["properties"] = [{"name": "seedream:only-where", "value": marker}]
    return component


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
