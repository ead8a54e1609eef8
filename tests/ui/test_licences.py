"""The licences of all that the program is made of: listed, searched and read by keys."""

import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from seedream_desktop.ui.licences import stock
from seedream_desktop.ui.licences.stock import Group, frozen_parts, gathered, installed_parts
from tests.ui import reach
from tests.ui.modelling import strict

K = Qt.Key
ROOT = Path(__file__).parents[2]


@pytest.fixture
def dialog(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    running.window.do("help.licences")
    from seedream_desktop.ui.licences.dialog import LicencesDialog

    found = running.window.findChild(LicencesDialog)
    assert found.nothing.isVisible(), "it says that it reads"
    running.wait(found.list.isVisible)
    running.wait(lambda: QApplication.focusWidget() is found.search)
    return found


def press(key):
    QTest.keyClick(QApplication.focusWidget(), key)


def names(dialog):
    rows = (dialog.rows.row(dialog.rows.index(n, 0)) for n in range(dialog.rows.rowCount()))
    return [row.title for row in rows if row.target]


def test_a_licence_is_found_and_read_by_keys(qtbot, dialog):
    tester = strict(dialog.rows)
    assert dialog.name.text() == "Seedream Desktop"
    assert "Permission is hereby granted" in dialog.paper.toPlainText()
    assert {"httpx", "numpy", "pillow", "Python", "Qt, PySide6"} <= set(names(dialog))
    assert reach.nameless(dialog) == []
    assert reach.unreachable(dialog) == []
    assert reach.mute_rows(dialog.list) == []

    QTest.keyClicks(dialog.search, "lesser general")
    assert "httpx" not in names(dialog)
    assert dialog.paper.extraSelections(), "what was sought is marked"
    press(K.Key_Down)
    assert QApplication.focusWidget() is dialog.list
    while dialog.name.text() != "Qt, PySide6":
        press(K.Key_Down)
    press(K.Key_Return)
    assert QApplication.focusWidget() is dialog.paper
    assert dialog.paper.accessibleName() == "Licence of Qt, PySide6"
    assert dialog.paper.isReadOnly()
    assert dialog.paper.toPlainText().count("29 June 2007") == 2, "the LGPL rests on the GPL"

    press(K.Key_Escape)
    assert QApplication.focusWidget() is dialog.search
    assert dialog.name.text() == "Qt, PySide6", "it stays where one was"
    QTest.keyClicks(dialog.search, "printer ink")
    assert dialog.nothing.isVisible()
    assert "printer ink" in dialog.nothing.text()
    assert dialog.paper.toPlainText() == ""
    press(K.Key_Escape)
    assert "httpx" in names(dialog)
    press(K.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    del tester


def test_nothing_of_it_is_loaded_before_it_is_opened(monkeypatch, running):
    for name in [name for name in sys.modules if ".ui.licences." in name]:
        monkeypatch.delitem(sys.modules, name)
    running.window.show()
    running.window.do("go.ledger")
    assert [name for name in sys.modules if ".ui.licences." in name] == []


def test_every_package_that_the_program_asks_for_is_among_them_with_its_text():
    parts = {part.name: part for part in gathered()}
    assert {"httpx", "socksio", "msgspec", "anyio", "pi_heif"} <= set(parts), "and what these ask"
    assert {"pytest", "ruff", "hypothesis"} & set(parts) == set()
    assert [part.name for part in parts.values() if not part.papers] == []
    assert [part.name for part in parts.values() if not part.kind] == []
    assert parts["numpy"].version
    assert any("/" in paper.name for paper in parts["numpy"].papers), "what for, by its place"


def test_an_installed_wheel_has_the_texts_that_a_checkout_has(tmp_path, monkeypatch):
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / "seedream_desktop-0.1.0.dist-info"
    files = [file for pattern in said["license-files"] for file in ROOT.glob(pattern)]
    record = []
    for file in files:
        copy = info / "licenses" / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        record.append(f"{copy.relative_to(tmp_path).as_posix()},,\n")
    (info / "METADATA").write_text("Name: seedream-desktop\nVersion: 0.1.0\n", encoding="utf-8")
    (info / "RECORD").write_text("".join(record), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    own, qt = installed_parts(tmp_path / "seedream_desktop")[:2]
    assert [paper.name for paper in own.papers] == ["LICENSE", "THIRD_PARTY_NOTICES.md"]
    assert [paper.name for paper in qt.papers] == ["LGPL-3.0.txt", "GPL-3.0.txt"]


def test_what_a_package_is_built_from_is_shown_with_it(tmp_path, monkeypatch):
    name = "natsort"
    info = tmp_path / f"{name}-9.dist-info"
    papers = {info / "licenses" / "LICENSE": "theirs", tmp_path / name / "lib" / "LICENSE": "lib"}
    papers[tmp_path / name / "licenses.py"] = "no paper"
    for paper, words in papers.items():
        paper.parent.mkdir(parents=True, exist_ok=True)
        paper.write_text(words, encoding="utf-8")
    record = "".join(f"{paper.relative_to(tmp_path).as_posix()},,\n" for paper in papers)
    (info / "METADATA").write_text(f"Name: {name}\nVersion: 9\n", encoding="utf-8")
    (info / "RECORD").write_text(record, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    part = next(part for part in installed_parts(ROOT) if part.name == name)
    assert [paper.words for paper in part.papers] == ["theirs", "lib"]
    assert part.papers[1].name == f"{name}/lib/LICENSE"


@pytest.fixture
def frozen(tmp_path, monkeypatch):
    """A folder of licences as a frozen program has it; see packaging/licences.py."""
    folder = tmp_path / "resources" / "licences"
    written = {
        "LICENSE": "ours",
        "THIRD_PARTY_NOTICES.md": "| Package | Licence |\n|---|---|\n| pi-heif, qasync | BSD |\n",
        "LGPL-3.0.txt": "lesser",
        "GPL-3.0.txt": "general",
        "Python.txt": "psf",
        "pi_heif/licenses/LICENSE.txt": "theirs",
        "pi_heif/licenses/bundled/COPYING": "of others",
        "system/libffi8.txt": "of the system",
    }
    for name, words in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words, encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(stock, "bundled", (tmp_path / "resources").joinpath)
    return folder


def test_a_frozen_program_shows_what_was_gathered_for_it(frozen):
    own, qt, python, package, system = gathered()
    assert own.papers[0].words == "ours"
    assert [paper.words for paper in qt.papers] == ["lesser", "general"]
    assert (python.group, python.papers[0].words) == (Group.GROUND, "psf")
    assert (package.name, package.kind) == ("pi_heif", "BSD")
    assert [paper.name for paper in package.papers] == ["LICENSE.txt", "bundled/COPYING"]
    assert (system.group, system.name) == (Group.SYSTEM, "libffi8")


def test_a_part_without_a_text_is_shown_with_where_it_is_to_be_had(frozen):
    (frozen / "LGPL-3.0.txt").unlink()
    (frozen / "GPL-3.0.txt").unlink()
    qt = frozen_parts(frozen)[1]
    assert qt.papers == ()
    assert qt.address.startswith("https://www.gnu.org/")
