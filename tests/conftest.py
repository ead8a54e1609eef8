"""What holds for every test: its own home, no network but loopback, and nothing left behind.

A test that has to break one of these says so, with the reason:
``@pytest.mark.may_leave("threads", reason="...")``; kinds are threads, tasks, files, network.
"""

import asyncio
import gc
import inspect
import ipaddress
import itertools
import os
import shutil
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import hypothesis
import psutil
import pytest

KINDS = ("threads", "tasks", "files", "network")

KEY_VARIABLES = (
    "WAVESPEED_API_KEY",
    "ATLASCLOUD_API_KEY",
    "NOVITA_API_KEY",
    "ARK_API_KEY",
    "EVOLINK_API_KEY",
)

# Threads that are no part of the test that finds them.
ALLOWED_THREADS = (
    "pytest_timeout ",  # pytest-timeout's own timer, where there are no signals (Windows)
    "execnet-",  # pytest-xdist's line to its master
)

ENDING_S = 2.0  # what a thread that was told to end may still take
LOOP_TURNS = 10  # what the loop may take to close generators that were left half read

LONGEST = (
    "test_selftest",
    "test_window_kill",
    "test_kill",
    "test_interrupts",
    "test_drops",
    "test_paid_once_model",
    "test_plugins",
    "test_forty",
    "test_judge_journey",
)

MEMORY = Path("/dev/shm")  # where Linux keeps files in memory
ROOM_BYTES = 4 << 30  # far more than a run has at any one time


def pytest_configure(config: pytest.Config) -> None:
    if config.option.basetemp is None and has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    config.addinivalue_line(
        "markers", "may_leave(*kinds, reason): lets a test leave threads, tasks, files or network"
    )
    # On a busy machine time says nothing about a case; and the first text that Hypothesis makes
    # on a fresh clone takes seconds, for its tables of characters.
    hypothesis.settings.register_profile(
        "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("house")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep a module's tests together, and have a process that is done take from the other."""
    if config.getoption("dist") != "load":
        return None  # somebody asks for another way
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process ends long after the others."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have no later collection go through all that is here before the first test, and stays."""
    gc.collect()
    gc.freeze()


def has_room(folder: Path) -> bool:
    """Say whether a run may have its files here: a test does not wait for a disk then.

    What is synced to the disk, and when, tests see by the calls and by power cuts, not by waiting.
    """
    try:
        volume = os.statvfs(folder)
    except (AttributeError, OSError):
        return False  # another system
    room = min(volume.f_bavail * volume.f_frsize, psutil.virtual_memory().available)
    return room > ROOM_BYTES and not volume.f_flag & os.ST_NOEXEC


def allowed(request: pytest.FixtureRequest) -> set[str]:
    """Return the kinds that the test's markers allow; a marker without a reason is a mistake."""
    kinds = set()
    for marker in request.node.iter_markers("may_leave"):
        if not str(marker.kwargs.get("reason", "")).strip() or set(marker.args) - set(KINDS):
            pytest.fail(f"may_leave takes kinds of {KINDS} and a reason: {marker}", pytrace=False)
        kinds.update(marker.args)
    return kinds


# -- a home of its own ----------------------------------------------------------------------

_homes = itertools.count()


@pytest.fixture(autouse=True)
def home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A fresh home for one test: no real library, setting, key or keyring is in reach."""
    folder = tmp_path_factory.getbasetemp() / f"home-{next(_homes)}"  # mktemp lists all before it
    folder.mkdir()
    places = {
        "HOME": "",
        "USERPROFILE": "",
        "APPDATA": "roaming",
        "LOCALAPPDATA": "local",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
        "SEEDREAM_HOME": "library",
    }
    for name in [*KEY_VARIABLES, *os.environ]:
        if name in KEY_VARIABLES or name.upper().startswith("SEEDREAM_"):
            monkeypatch.delenv(name, raising=False)
    for name, place in places.items():
        monkeypatch.setenv(name, str(folder / place))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)  # a library reserves megabytes


# -- no network but loopback ----------------------------------------------------------------


class NetworkBlocked(AssertionError):
    """A test tried to reach a host that is not this machine."""


_attempts: list[str] = []


def is_loopback(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return text.endswith(".localhost")


def refuse(host: object, port: object) -> None:
    """Note the attempt, so that code which swallows the error fails its test all the same."""
    _attempts.append(f"{host}:{port}")
    raise NetworkBlocked(f"tests reach loopback only, not {host}:{port}")


def guard_method(real: Callable[..., object]) -> Callable[..., object]:
    def guarded(sock: socket.socket, *arguments: object) -> object:
        address = arguments[-1]  # connect(address), sendto(data[, flags], address)
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            refuse(address[0], address[1])
        return real(sock, *arguments)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    real_lookup, real_create = socket.getaddrinfo, socket.create_connection

    def getaddrinfo(host: object, port: object, *rest: object, **named: object) -> object:
        if not is_loopback(host):
            refuse(host, port)
        return real_lookup(host, port, *rest, **named)

    def create_connection(address: tuple[str, int], *rest: object, **named: object) -> object:
        if not is_loopback(address[0]):
            refuse(*address)
        return real_create(address, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guard_method(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        patch.setattr(socket, "create_connection", create_connection)
        yield


# -- nothing left behind --------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _leaves_nothing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Fail a test that leaves threads, tasks, open files, databases or sockets.

    It is set up before the fixtures that a test asks for and so looks after they are gone.
    """
    may_leave = allowed(request)
    _attempts.clear()
    root = str(tmp_path_factory.getbasetemp().resolve())
    threads_before, files_before = set(threading.enumerate()), open_files(root)
    yield
    leaks = []
    if "threads" not in may_leave:
        leaks += [f"thread {thread.name}" for thread in leftover_threads(threads_before)]
    if "files" not in may_leave:
        leaks += sorted(leftover_files(root, files_before))
    if "network" not in may_leave:
        leaks += [f"attempt to reach {attempt}" for attempt in _attempts]
    if leaks:
        pytest.fail("left behind: " + "; ".join(leaks), pytrace=False)


@pytest.fixture(autouse=True)
def _ends_its_tasks(request: pytest.FixtureRequest, _leaves_nothing: None) -> None:
    """Look at the tasks of tests that are coroutines; others get no loop for it."""
    if inspect.iscoroutinefunction(request.function) and "tasks" not in allowed(request):
        request.getfixturevalue("_loop_is_idle")


@pytest.fixture
async def _loop_is_idle() -> AsyncIterator[None]:
    """Fail a test that leaves tasks. Set up first in its loop, it looks last."""
    yield
    for _ in range(LOOP_TURNS):
        await asyncio.sleep(0)
    own = asyncio.current_task()
    pending = [task for task in asyncio.all_tasks() if task is not own and not task.done()]
    if pending:
        listed = "; ".join(f"task {task.get_name()} {task.get_coro()}" for task in pending)
        pytest.fail(f"left behind: {listed}", pytrace=False)


def leftover_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Return new threads that do not end by themselves, daemons too."""
    new = [
        thread
        for thread in threading.enumerate()
        if thread not in before and not thread.name.startswith(ALLOWED_THREADS)
    ]
    deadline = time.monotonic() + ENDING_S
    for thread in new:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread for thread in new if thread.is_alive()]


def leftover_files(root: str, before: set[str]) -> set[str]:
    """Return what is open now and was not; what only waits for the collector is no leak."""
    left = open_files(root) - before
    if left:
        gc.collect()
        left = open_files(root) - before
    return left


def open_files(root: str) -> set[str]:
    """Return this process's open files under a folder, and its sockets, by descriptor."""
    listing = Path("/proc/self/fd")
    if not listing.is_dir():
        process = psutil.Process()
        files = {f"file {entry.path}" for entry in process.open_files()}
        sockets = {f"socket {entry.fd} {entry.laddr}" for entry in process.net_connections()}
        return {name for name in files if root in name} | sockets
    found = set()
    for descriptor in os.listdir(listing):  # noqa: PTH208 (Path objects cost twice as much here)
        try:
            target = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 (as above)
        except OSError:
            continue  # the descriptor of the listing itself
        if target.startswith(("socket:", root)):
            found.add(f"open {target} ({descriptor})")
    return found
