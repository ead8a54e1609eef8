import logging
import os
import stat
import sys
from logging.handlers import RotatingFileHandler

import pytest

from seedream_desktop.logs import redaction, setup

CANARY = "wsk_canary_8842fc"


@pytest.fixture
def logs(tmp_path, monkeypatch):
    monkeypatch.setattr(redaction, "_secrets", {})
    redaction.register(CANARY)
    made = setup.set_up(tmp_path)
    yield made
    made.close()


def file_handler():
    """Return our handler among those that pytest adds."""
    (found,) = [h for h in logging.getLogger().handlers if isinstance(h, RotatingFileHandler)]
    return found


def read(logs):
    return (logs.folder / setup.FILE).read_text(encoding="utf-8")


def test_lines_go_to_the_file_and_to_the_ring_without_secrets(logs):
    logging.getLogger("seedream_desktop.engine").info("sent with %s", CANARY)
    assert "INFO seedream_desktop.engine [MainThread] sent with ****" in read(logs)
    assert logs.ring.lines()[-1].endswith("sent with ****")
    assert CANARY not in read(logs)


def test_an_exception_is_logged_with_its_traceback_and_without_secrets(logs):
    logging.getLogger("seedream_desktop.engine").error("failed", exc_info=ValueError(CANARY))
    assert "ValueError: ****" in read(logs)
    assert CANARY not in read(logs)
    assert CANARY not in "".join(logs.ring.lines())


@pytest.mark.parametrize("library", ["httpx", "httpcore", "httpcore.http11", "PIL.Image"])
def test_libraries_are_heard_from_warnings_up(logs, library):
    logging.getLogger(library).info("HTTP Request: GET https://x.example/?sig=1")
    logging.getLogger(library).warning("something is odd")
    assert "HTTP Request" not in read(logs)
    assert "something is odd" in read(logs)


def test_the_level_of_the_programs_own_lines_can_be_chosen(tmp_path):
    logs = setup.set_up(tmp_path, level=logging.DEBUG)
    logging.getLogger("seedream_desktop.net").debug("details")
    logs.close()
    assert "details" in read(logs)


def test_the_file_rotates_and_old_ones_go(logs, monkeypatch):
    monkeypatch.setattr(file_handler(), "maxBytes", 2_000)
    for number in range(200):
        logging.getLogger("seedream_desktop.x").info("line %s %s", number, "x" * 100)
    names = sorted(path.name for path in logs.folder.iterdir())
    assert names == ["seedream.log", *(f"seedream.log.{n}" for n in (1, 2, 3, 4))]
    assert all((logs.folder / name).stat().st_size <= 2_000 for name in names)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder's rights")
def test_log_files_are_for_their_owner_only(logs, monkeypatch):
    monkeypatch.setattr(file_handler(), "maxBytes", 100)
    for _ in range(3):
        logging.getLogger("seedream_desktop.x").info("x" * 90)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in logs.folder.iterdir()}
    assert modes == {0o600}


def test_a_folder_that_cannot_be_written_leaves_the_lines_in_memory(tmp_path):
    (tmp_path / setup.FOLDER).write_text("a file where the folder should be")
    logs = setup.set_up(tmp_path)
    logging.getLogger("seedream_desktop.x").info("still heard")
    logs.close()
    assert not logs.has_file
    assert logs.ring.lines()[-1].endswith("still heard")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")
def test_a_full_disk_disturbs_nothing_and_prints_nothing(tmp_path, capsys):
    (tmp_path / setup.FOLDER).mkdir()
    (tmp_path / setup.FOLDER / setup.FILE).symlink_to("/dev/full")
    logs = setup.set_up(tmp_path)
    logging.getLogger("seedream_desktop.x").info("to a full disk")
    assert capsys.readouterr().err == ""
    assert logs.ring.lines()[-1].endswith("to a full disk")
    logs.close()


def test_a_line_that_cannot_be_formatted_disturbs_nothing_and_prints_nothing(logs, capsys):
    record = logging.LogRecord("seedream_desktop.x", logging.INFO, "x", 1, "%d", (CANARY,), None)
    file_handler().handle(record)
    logs.ring.handle(record)
    assert capsys.readouterr().err == ""
    assert logs.ring.lines()[-1] == "(a line of seedream_desktop.x could not be formatted)"


def test_the_ring_keeps_the_newest_lines():
    ring = setup.Ring(3)
    for number in range(5):
        ring.handle(logging.makeLogRecord({"msg": str(number)}))
    assert ring.lines() == ("2", "3", "4")


def test_closing_takes_everything_back(tmp_path):
    handlers = list(logging.getLogger().handlers)
    names = ("httpx", "httpcore", "seedream_desktop")
    levels = [logging.getLogger(name).level for name in names]
    setup.set_up(tmp_path).close()
    assert logging.getLogger().handlers == handlers
    assert [logging.getLogger(name).level for name in names] == levels


def test_levels_come_back_when_the_last_of_several_closes_in_whatever_order(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "_open", [])
    monkeypatch.setattr(setup, "_levels_before", {})
    level = logging.getLogger("httpx").level
    logging.getLogger("httpx").setLevel(logging.ERROR)
    first, second = setup.set_up(tmp_path / "1"), setup.set_up(tmp_path / "2")
    first.close()
    assert logging.getLogger("httpx").level == logging.WARNING
    second.close()
    assert logging.getLogger("httpx").level == logging.ERROR
    logging.getLogger("httpx").setLevel(level)
