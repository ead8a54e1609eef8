"""The diagnostics bundle: logs and facts in one archive, without secrets, for a report to us."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from seedream_desktop.logs.redaction import scrub

_FILE_BYTES_MAX: Final = 2_500_000
_FILES_MAX: Final = 20
_KINDS: Final = ("seedream.log*", "crash-*.txt")


def write_bundle(target: Path, logs: Path, facts: Mapping[str, str], home: Path) -> int:
    """Write the newest logs and crash reports, and facts by file name; return how many files.

    Everything is scrubbed once more, and the user's folder is written as ~. Raises OSError; a
    log that cannot be read is left out.
    """
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in facts.items():
            archive.writestr(name, _cleared(text, home))
            count += 1
        for path in _newest(logs):
            try:
                with path.open("rb") as file:
                    file.seek(max(path.stat().st_size - _FILE_BYTES_MAX, 0))
                    text = file.read(_FILE_BYTES_MAX).decode("utf-8", "replace")
            except OSError:
                continue
            archive.writestr(f"logs/{path.name}", _cleared(text, home))
            count += 1
    return count


def _newest(logs: Path) -> list[Path]:
    found = [path for kind in _KINDS for path in logs.glob(kind) if path.is_file()]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:_FILES_MAX]


def _cleared(text: str, home: Path) -> str:
    """Return a text without secrets and without the name of the user's folder."""
    plain = scrub(text)
    return plain.replace(str(home), "~") if len(home.parts) > 1 else plain
