"""The program looks whether this copy of it has all that it needs: `seedream-desktop --self-test`.

Every build runs it on the system that it is for, as the user gets it. It works in a library of its
own, opens no window, and speaks to nothing but this computer.
"""

import asyncio
import importlib
import io
import os
import pkgutil
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import seedream_desktop
from seedream_desktop.app import selftest_parts as parts
from seedream_desktop.app.selftest_pictures import formats
from seedream_desktop.app.selftest_plugins import plugins
from seedream_desktop.bundle import bundled

_STRICT: Final = "--strict"

_Check: TypeAlias = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what it is about, whether it is as it should be, and what was seen."""

    name: str
    is_good: bool
    detail: str
    seconds: float

    def __str__(self) -> str:
        mark = "ok    " if self.is_good else "FAILED"
        return f"{mark} {self.name:12} {self.seconds:5.1f} s  {self.detail}"


def perform(words: list[str]) -> int:
    """Run every check and return the exit code: 0 where all is there, else 1.

    A word that is no option is the file that the findings are written to, for a program that
    has no console. What a machine need not have, a secure store for keys, is a failure only
    with --strict.
    """
    is_strict = _STRICT in words
    files = [Path(word) for word in words if not word.startswith("-")]
    with tempfile.TemporaryDirectory(prefix="seedream-self-test-") as name, _alone(Path(name)):
        findings = [_found(title, check, Path(name)) for title, check in _checks(is_strict)]
    lines = [f"Seedream Desktop {seedream_desktop.__version__}", *map(str, findings)]
    report = "\n".join(lines) + "\n"
    for file in files:
        file.write_text(report, encoding="utf-8")
    if sys.stdout is not None:  # a windowed program on Windows has none
        sys.stdout.write(report)
        sys.stdout.flush()
    return 0 if all(finding.is_good for finding in findings) else 1


def _checks(is_strict: bool) -> tuple[tuple[str, _Check], ...]:
    return (
        ("modules", _modules),
        ("files", _files),
        ("texts", lambda _: parts.texts()),
        ("window", lambda _: parts.window()),
        ("plugins", plugins),
        ("keys", lambda _: asyncio.run(parts.keys(is_needed=is_strict))),
        ("TLS", lambda _: parts.tls()),
        ("network", lambda _: asyncio.run(parts.network())),
        ("formats", lambda folder: asyncio.run(formats(folder))),
        ("edit", _edit),
    )


def _found(name: str, check: _Check, folder: Path) -> Finding:
    begin = time.perf_counter()
    try:
        detail, is_good = check(folder), True
    except Exception as error:  # noqa: BLE001 (a barrier: whatever is missing is the finding)
        detail, is_good = f"{type(error).__name__}: {error}", False
    return Finding(name, is_good, detail, time.perf_counter() - begin)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Have the program work in a folder of its own, without the keys of the environment."""
    kept = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("SEEDREAM_")]:
        del os.environ[name]
    os.environ["SEEDREAM_HOME"] = str(folder / "library")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _modules(_folder: Path) -> str:
    """Import every module of the program: a build that left one out fails here, not in use."""
    names = [
        module.name
        for module in pkgutil.walk_packages(seedream_desktop.__path__, "seedream_desktop.")
        if not module.name.endswith("__main__")
    ]
    for name in names:
        importlib.import_module(name)
    if len(names) < parts.MODULES_LEAST:
        raise AssertionError(f"only {len(names)} modules are there")
    return f"{len(names)} modules"


def _files(_folder: Path) -> str:
    """Read what comes along with the program: cards, the guide, samples, licences."""
    cards, samples = parts.cards(), parts.samples()
    pages, licences = parts.guide(), parts.licences()
    return f"{cards} cards, {pages} pages, {samples} samples, {licences}, in {bundled().name}"


def _edit(folder: Path) -> str:
    """Do the main job once with the local engine, as the console command does it."""
    from seedream_desktop.app.cli.main import main

    out = folder / "Fertig 完成"
    source = folder / "Bilder 图片"
    source.mkdir()
    for sample in parts.sample_files()[:2]:
        shutil.copy(sample, source)
    words = ["run", str(source), "--step", "warmer, slightly", "--out", str(out)]
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            main([*words, "--yes", "--json"])
    except SystemExit as end:
        if end.code:
            raise AssertionError(f"exit code {end.code}: {said.getvalue()[-400:]}") from end
    made = [path.name for path in out.iterdir()]
    if len(made) != 2:  # noqa: PLR2004 - as many as were given
        raise AssertionError(f"made {made}")
    return f"{len(made)} pictures edited, exported and paired"
