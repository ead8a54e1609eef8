"""The guards of conftest, each shown to bite: a second pytest runs tests that break them."""

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[2] / "conftest.py"
PYTEST = (sys.executable, "-m", "pytest")

NAUGHTY = """
import asyncio, os, pathlib, socket, sqlite3, subprocess, sys, threading
import pytest

KEPT = []
STOP = threading.Event()


@pytest.fixture(scope="module", autouse=True)
def end_threads():
    yield
    STOP.set()


def test_sees_a_home_of_its_own(tmp_path):
    home = pathlib.Path.home()
    assert home != pathlib.Path(os.environ["REAL_HOME"])
    assert home.is_dir() and not list(home.iterdir())
    assert os.environ["SEEDREAM_HOME"].startswith(str(home))
    assert "WAVESPEED_API_KEY" not in os.environ
    assert "SEEDREAM_WAVESPEED_URL" not in os.environ
    (home / "left.txt").write_text("seen by no other test")


def test_sees_no_file_of_the_test_before():
    assert not list(pathlib.Path.home().iterdir())


def test_connects_to_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()):
            pass


def test_connects_abroad():
    with socket.socket() as sock:
        sock.connect(("203.0.113.7", 443))


def test_tries_abroad_and_hides_it():
    with socket.socket() as sock:
        try:
            sock.connect_ex(("203.0.113.8", 443))
        except Exception:
            pass


def test_looks_a_name_up():
    socket.getaddrinfo("provider.example", 443)


def test_opens_a_connection_by_name():
    socket.create_connection(("provider.example", 443))


async def test_opens_an_asyncio_connection_abroad():
    await asyncio.open_connection("203.0.113.9", 443)


def test_sends_a_datagram_abroad():
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", ("203.0.113.10", 53))


@pytest.mark.may_leave("network", reason="shows that the marker works")
def test_may_try_abroad():
    with pytest.raises(AssertionError, match="203.0.113.11:443"), socket.socket() as sock:
        sock.connect(("203.0.113.11", 443))


def test_leaves_a_thread():
    threading.Thread(target=STOP.wait, name="forgotten").start()


def test_leaves_a_daemon():
    threading.Thread(target=STOP.wait, name="forgotten-daemon", daemon=True).start()


@pytest.mark.may_leave("threads", reason="shows that the marker works")
def test_may_leave_a_thread():
    threading.Thread(target=STOP.wait, daemon=True).start()


def test_ends_its_thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


async def test_uses_the_default_executor():
    assert await asyncio.to_thread(int, "7") == 7


async def test_leaves_a_task():
    KEPT.append(asyncio.create_task(asyncio.sleep(3600), name="forgotten-task"))


async def test_ends_its_task():
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(0))


@pytest.fixture
async def served():
    task = asyncio.create_task(asyncio.sleep(3600))
    yield
    task.cancel()


async def test_has_a_fixture_that_ends_its_task(served):
    pass


def test_leaves_a_file(tmp_path):
    KEPT.append((tmp_path / "open.bin").open("wb"))


def test_leaves_a_database(tmp_path):
    KEPT.append(sqlite3.connect(tmp_path / "open.sqlite3"))


def test_leaves_a_socket():
    KEPT.append(socket.create_server(("127.0.0.1", 0)))


def test_closes_what_it_opens(tmp_path):
    with (tmp_path / "a").open("wb"), socket.create_server(("127.0.0.1", 0)):
        pass


@pytest.mark.may_leave("files")
def test_gives_no_reason():
    pass
"""

PASSES = {
    "test_sees_a_home_of_its_own",
    "test_sees_no_file_of_the_test_before",
    "test_connects_to_loopback",
    "test_may_try_abroad",
    "test_may_leave_a_thread",
    "test_ends_its_thread",
    "test_uses_the_default_executor",
    "test_ends_its_task",
    "test_has_a_fixture_that_ends_its_task",
    "test_closes_what_it_opens",
}

FAILS = {
    "test_connects_abroad": "203.0.113.7:443",
    "test_tries_abroad_and_hides_it": "203.0.113.8:443",
    "test_looks_a_name_up": "provider.example:443",
    "test_opens_a_connection_by_name": "provider.example:443",
    "test_opens_an_asyncio_connection_abroad": "203.0.113.9:443",
    "test_sends_a_datagram_abroad": "203.0.113.10:53",
    "test_leaves_a_thread": "thread forgotten",
    "test_leaves_a_daemon": "thread forgotten-daemon",
    "test_leaves_a_task": "task forgotten-task",
    "test_leaves_a_file": "open.bin",
    "test_leaves_a_database": "open.sqlite3",
    "test_leaves_a_socket": "socket",
    "test_gives_no_reason": "may_leave",
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what went wrong with each naughty test; nothing for those that passed."""
    folder = tmp_path_factory.mktemp("naughty")
    shutil.copy(CONFTEST, folder)
    (folder / "test_naughty.py").write_text(NAUGHTY)
    settings = "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"
    (folder / "pytest.ini").write_text(settings + "addopts = --strict-markers -p no:randomly\n")
    environment = {
        "PATH": "",
        "SYSTEMROOT": "C:\\Windows",
        "HOME": str(folder),
        "REAL_HOME": str(folder),
        "WAVESPEED_API_KEY": "a real key",
        "SEEDREAM_WAVESPEED_URL": "https://provider.example",
    }
    subprocess.run(
        [*PYTEST, "-q", "--junitxml=out.xml", "--basetemp=files", "-p", "no:cacheprovider"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    outcomes: dict[str, str] = {}
    for case in ET.parse(folder / "out.xml").iter("testcase"):
        trouble = " ".join(f"{child.get('message')} {child.text}" for child in case)
        outcomes[case.get("name", "")] = outcomes.get(case.get("name", ""), "") + trouble
    return outcomes


def test_every_case_was_run(outcomes):
    assert set(outcomes) == PASSES | set(FAILS)


@pytest.mark.parametrize("name", sorted(PASSES))
def test_a_clean_or_excused_test_passes(outcomes, name):
    assert not outcomes[name].strip()


@pytest.mark.parametrize("name", sorted(FAILS))
def test_a_test_that_breaks_a_rule_fails_and_is_told_what(outcomes, name):
    assert FAILS[name] in outcomes[name]
