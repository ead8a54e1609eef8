"""The program looks whether it is whole: from its source here, and as it is frozen."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QLibraryInfo

from seedream_desktop.app import (
    selftest,
    selftest_parts,
    selftest_pictures,
    selftest_plugins,
    speech,
)
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.export_wish import FileFormat
from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging.pictures import ImagingPictures
from seedream_desktop.imaging.pool import ImagingPool
from seedream_desktop.net import trust
from seedream_desktop.providers import cards
from seedream_desktop.ui import catalogue

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "modules", "files", "texts", "window", "plugins", "keys", "TLS", "network", "formats", "edit",
]  # fmt: skip


IN_BETWEEN = """
import asyncio
listen = asyncio.start_server
async def deny(reader, writer):
    await reader.readuntil(bytes([13, 10, 13, 10]))
    writer.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 6\\r\\nconnection: close\\r\\n\\r\\ndenied")
    await writer.drain()
    writer.close()
asyncio.start_server = lambda _answer, *place: listen(deny, *place)
"""
"""What Python runs before anything else: something else answers whoever asks this computer."""


def perform(words, command=(sys.executable, "-m", "seedream_desktop.app.gui"), cwd=ROOT, **more):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | more
    return subprocess.run(
        [*command, "--self-test", *words],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=cwd,
        check=False,
    )


def test_a_whole_program_says_so_and_leaves_nothing_behind(tmp_path):
    home = tmp_path / "home"
    done = perform([str(tmp_path / "report.txt")], SEEDREAM_HOME=str(home))
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[1] for line in lines[1:]] == NAMES
    assert all(line.startswith("ok ") for line in lines[1:])
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == done.stdout
    assert not home.exists(), "it works in a library of its own"


@pytest.fixture
def copy(tmp_path):
    """Give a copy of the program in which single files can be put in the place of its own."""
    root = tmp_path / "copy"
    for folder in ("seedream_desktop", "resources", "resources/icons", "resources/samples"):
        place = root / folder
        if place.is_symlink():
            place.unlink()
        place.mkdir(parents=True)
        for path in (ROOT / folder).iterdir():
            (place / path.name).symlink_to(path)
    return root


def test_each_part_that_is_broken_is_named_with_its_reason_and_the_others_are_well(copy):
    faulty = copy / "seedream_desktop" / "a_part.py"
    faulty.write_text('"""Asks for what a build left out."""\n\nimport left_out\n')
    icon = copy / "resources" / "icons" / "warning.svg"
    icon.unlink()
    icon.write_text("no drawing")
    (copy / "resources" / "samples" / "ceramics").unlink()
    for number in range(2):
        sample = copy / "resources" / "samples" / "ceramics" / f"{number}.jpg"
        sample.parent.mkdir(exist_ok=True)
        sample.write_text("no picture")
    (copy / "sitecustomize.py").write_text(IN_BETWEEN)
    done = perform([], cwd=copy, PYTHONPATH=str(copy))
    assert done.returncode == 1, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith(("ok ", "FAILED "))]
    assert [line.split()[1] for line in lines] == NAMES, "all is looked at"
    said = {line.split()[1]: line for line in lines if line.startswith("FAILED")}
    assert set(said) == {"modules", "window", "network", "edit"}, done.stdout
    assert "No module named 'left_out'" in said["modules"]
    assert "1 icons are not drawn" in said["window"]
    assert "answered 200" in said["network"]
    assert "exit code" in said["edit"]


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("GPL-3.0.txt", None, "no GPL-3.0.txt among the licences"),
        ("httpx/LICENSE.md", "", "no text of the licence of httpx"),
    ],
)
def test_a_frozen_program_that_lacks_a_licence_says_so(tmp_path, monkeypatch, name, words, reason):
    folder = tmp_path / "licences"
    (folder / "httpx").mkdir(parents=True)
    for paper in (*selftest_parts._LICENCES, "httpx/LICENSE.md"):
        (folder / paper).write_text("who may do what with it", encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(selftest_parts, "bundled", tmp_path.joinpath)
    assert selftest_parts.licences() == "6 licences"
    if words is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(words, encoding="utf-8")
    only = ("files", lambda _: selftest_parts.licences())
    monkeypatch.setattr(selftest, "_checks", lambda _strict: (only,))
    report = tmp_path / "report.txt"
    assert selftest.perform([str(report)]) == 1
    assert reason in report.read_text(encoding="utf-8")


def test_what_is_missing_is_named_and_the_rest_is_looked_at(monkeypatch, tmp_path):
    monkeypatch.setattr(selftest_parts, "bundled", tmp_path.joinpath)
    monkeypatch.setattr(selftest, "_checks", lambda _strict: (("files", selftest._files),))
    report = tmp_path / "report.txt"
    assert selftest.perform([str(report)]) == 1
    assert "FAILED files" in report.read_text(encoding="utf-8")
    assert "no sample pictures" in report.read_text(encoding="utf-8")


async def test_no_secure_store_is_told_and_fails_only_where_one_must_be(monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert "no secure store" in await selftest_parts.keys(is_needed=False)
    with pytest.raises(AssertionError, match="no secure store"):
        await selftest_parts.keys(is_needed=True)


@pytest.fixture
def resources(tmp_path, monkeypatch):
    """Give a copy of the program's files that can be broken."""
    copy = tmp_path / "resources"
    for name in ("i18n", "selftest", "cards"):
        shutil.copytree(ROOT / "resources" / name, copy / name)
    monkeypatch.setattr(catalogue, "bundled", copy.joinpath)
    monkeypatch.setattr(cards, "bundled", copy.joinpath)
    monkeypatch.setattr(selftest_pictures, "bundled", copy.joinpath)
    for read_once in (catalogue.sections_of, cards.bundled_card):
        read_once.cache_clear()
    yield copy
    for read_once in (catalogue.sections_of, cards.bundled_card):
        read_once.cache_clear()


def test_a_text_that_one_language_lacks_is_found(resources):
    whole = selftest_parts.texts()
    assert "in each of en, zh" in whole
    (resources / "i18n" / "zh.queue.toml").unlink()
    catalogue.sections_of.cache_clear()
    with pytest.raises(AssertionError, match="zh lacks"):
        selftest_parts.texts()


def test_words_that_qt_lacks_are_found(monkeypatch):
    monkeypatch.setitem(speech.QT_WORDS, "zh", "qtbase_nowhere")
    with pytest.raises(AssertionError, match="Qt has no words in zh"):
        selftest_parts.texts()


def test_a_card_that_cannot_be_read_is_found(resources):
    (resources / "cards" / "novita.toml").write_text("provider = 7", encoding="utf-8")
    with pytest.raises(UserFixable):
        selftest_parts.cards()


def test_a_plug_in_that_is_not_there_or_not_whole_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(selftest_plugins, "_EVERYWHERE", ("iconengines/nothing",))
    with pytest.raises(AssertionError, match="iconengines/nothing is not there"):
        selftest_plugins.plugins(tmp_path)
    broken = tmp_path / "iconengines" / "libbroken.so"
    broken.parent.mkdir()
    broken.write_bytes(b"no library")
    monkeypatch.setattr(QLibraryInfo, "path", lambda _: str(tmp_path))
    monkeypatch.setattr(selftest_plugins, "_EVERYWHERE", ("iconengines/broken",))
    with pytest.raises(AssertionError, match="iconengines/broken"):
        selftest_plugins.plugins(tmp_path)


def test_a_service_of_another_package_that_is_not_loaded_is_found(tmp_path, monkeypatch):
    assert "Novita" in selftest_plugins._of_services(tmp_path / "whole")
    monkeypatch.setattr(selftest_plugins, "_SOURCE", "API = 0")
    with pytest.raises(UserFixable):
        selftest_plugins._of_services(tmp_path / "broken")


def test_a_computer_on_which_no_authority_is_believed_is_found(tmp_path, monkeypatch):
    assert "TLS" in selftest_parts.tls()
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "nothing"))
    monkeypatch.setattr("truststore._openssl._CA_FILE_CANDIDATES", [])
    trust.trusted.cache_clear()
    try:
        with pytest.raises(AssertionError, match="no authority"):
            selftest_parts.tls()
    finally:
        trust.trusted.cache_clear()


@pytest.mark.parametrize("form", PictureFormat)
async def test_a_format_that_cannot_be_read_is_found(resources, form):
    (resources / "selftest" / f"picture.{form.value}").write_bytes(b"no picture")
    pictures = ImagingPictures(ImagingPool())
    try:
        with pytest.raises(AssertionError, match=f"picture.{form.value} was read as"):
            await selftest_pictures.decoded(pictures)
    finally:
        pictures.close()


async def test_a_canvas_without_its_decoder_is_found(resources):
    pictures = ImagingPictures(ImagingPool())
    try:
        await selftest_pictures.shown(pictures)
        grey = resources / "selftest" / "picture.jpeg"
        Image.new("L", (64, 48)).save(grey)  # which that decoder leaves to Qt
        with pytest.raises(AssertionError, match="the canvas cannot decode"):
            await selftest_pictures.shown(pictures)
    finally:
        pictures.close()


class Spoiler:
    """Keeps the port of renditions, and writes one format as another."""

    def __init__(self, renditions, spoilt):
        self._renditions = renditions
        self._spoilt = spoilt

    async def render(self, order):
        if order.preset.format is self._spoilt:
            form = FileFormat.PNG if self._spoilt is not FileFormat.PNG else FileFormat.JPEG
            order = replace(order, preset=replace(order.preset, format=form))
        return await self._renditions.render(order)


@pytest.mark.parametrize("form", [form for form in FileFormat if form is not FileFormat.KEEP])
async def test_a_format_that_cannot_be_written_is_found(tmp_path, form):
    pictures = ImagingPictures(ImagingPool())
    try:
        with pytest.raises(AssertionError, match=f"written.{form.value} was read as"):
            await selftest_pictures.encoded(Spoiler(pictures, form), pictures, tmp_path)
    finally:
        pictures.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one key store each")
def test_a_key_goes_to_the_real_store_of_a_session_and_back():
    session = str(ROOT / "packaging" / "linux" / "session.sh")
    words = "import asyncio; from seedream_desktop.app import selftest_parts as parts"
    words += "; print(asyncio.run(parts.keys(is_needed=True)))"
    done = subprocess.run(
        ["bash", session, sys.executable, "-c", words],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.stdout.strip() == "Secret Service", done.stderr
