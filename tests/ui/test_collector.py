"""Python's collector beside Qt: on one thread, and never before Qt where Qt is the owner."""

import gc
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

import seedream_desktop
from seedream_desktop.app.collector import Collector, let_go

PACKAGE = Path(seedream_desktop.__file__).parent
ROOT = PACKAGE.parent

OPEN_AT_MOST = 8
"""Documents that one window keeps with their edits."""

# What Qt owns and is no QObject: Qt cannot tell Python's wrapper that it is gone.
UNSAFE = re.compile(r"\bQUndoCommand\b|\bQ(Tree|List|Table)WidgetItem\b|QStandardItem|\.itemAt\(")


class Cycle(QObject):
    """An object of Qt that only the collector frees."""

    def __init__(self, freed: list[int]) -> None:
        super().__init__()
        self.myself = self
        self.last_words = LastWords(freed)


class LastWords:
    def __init__(self, freed: list[int]) -> None:
        self.freed = freed

    def __del__(self) -> None:
        self.freed.append(threading.get_ident())


@pytest.fixture
def collector(qapp):
    made = Collector(now=lambda: 0.0)
    before = gc.get_threshold()
    gc.set_threshold(10, 2, 2)
    yield made
    gc.set_threshold(*before)
    made.close()
    gc.disable()  # as all tests of the window have it


def allocate(count: int = 2_000) -> None:
    held = [[number] for number in range(count)]
    held.clear()


def test_a_cycle_of_qt_is_freed_on_the_gui_thread_whoever_allocates(collector):
    freed: list[int] = []
    Cycle(freed)
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert freed == []
    held = [[] for _ in range(20)]
    collector.collect()
    del held
    assert freed == [threading.get_ident()]


def test_cycles_that_have_grown_old_are_freed_once_a_minute(qapp, collector):
    freed: list[int] = []
    cycle = Cycle(freed)
    gc.collect()
    gc.collect()
    del cycle
    held: list[list] = []
    for _ in range(40):
        held += [[] for _ in range(20)]
        collector.collect()
    assert freed == []
    collector._now = lambda: 60.0
    for _ in range(40):
        held += [[] for _ in range(20)]
        collector.collect()
    assert freed


def test_what_is_let_go_is_gone_from_qt_before_the_collector_comes_to_it(qapp):
    window = QWidget()
    window.myself = window
    column, row = QVBoxLayout(window), QHBoxLayout()
    inner = QWidget()
    row.addWidget(inner)
    column.addLayout(row)
    gone = []
    for each in (window, inner):
        each.destroyed.connect(lambda: gone.append(1))
    let_go(window)
    assert len(gone) == 2
    let_go(window)


def test_nothing_is_used_that_python_and_qt_would_both_delete():
    found = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if UNSAFE.search(line)
    ]
    assert not found


def test_documents_windows_and_dialogs_come_and_go_while_the_collector_runs_all_the_time(tmp_path):
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "tests.fixtures.upheaval", "200"]
    ended = subprocess.run(
        command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    left = int(ended.stdout.split()[-3])
    assert left <= OPEN_AT_MOST, "what the second window held may be left, not the first one's too"
