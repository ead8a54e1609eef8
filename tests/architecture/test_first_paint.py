"""What stands between the start of the program and the first paint of its window."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LATER = (
    # Heavy, and of no use to an empty window.
    *("PIL", "numpy", "pi_heif", "lap", "httpx", "httpcore", "h11", "truststore", "ssl"),
    *("keyring", "asyncio", "qasync", "rich", "natsort", "msgspec", "stamina", "sqlite3"),
    *("tomllib", "tomli_w", "concurrent.futures.process", "importlib.metadata"),
    # Parts of the program that the first paint must not wait for.
    "seedream_desktop.app.session",
    "seedream_desktop.app.wiring",
    "seedream_desktop.engine",
    "seedream_desktop.providers",
    "seedream_desktop.imaging",
    "seedream_desktop.net",
    "seedream_desktop.settings",
    "seedream_desktop.ui.desk",
    "seedream_desktop.ui.models",
    "seedream_desktop.ui.views",
)

FIRST = """
import json, os, sys
import seedream_desktop.app.gui as gui
from seedream_desktop.ui.shell.window import Window

paint = Window.paintEvent

def painted(window, event):
    paint(window, event)
    print(json.dumps(sorted(sys.modules)), flush=True)
    os._exit(0)

Window.paintEvent = painted
gui.main([])
"""

LIGHT = "import json, sys, {}; print(json.dumps(sorted(sys.modules)))"


def loaded(script: str, home: Path) -> set[str]:
    around = os.environ | {"SEEDREAM_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(done.stdout))


def test_the_first_paint_waits_for_nothing_heavy_and_for_no_library(tmp_path):
    there = loaded(FIRST, tmp_path / "library")
    assert "seedream_desktop.ui.shell.window" in there
    assert [name for name in LATER if name in there] == []
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("module", ["seedream_desktop.app.gui", "seedream_desktop.imaging.pool"])
def test_the_imaging_process_loads_no_qt_and_no_decoder_to_begin_with(tmp_path, module):
    there = loaded(LIGHT.format(module), tmp_path)
    assert {"PySide6", "PIL", "numpy", "httpx"} & there == set()
