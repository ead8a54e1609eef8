"""The seam between the engine's thread and the window."""

import asyncio
import gc
import threading
import time
import weakref
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject

from seedream_desktop.app.engine_thread import EngineThread, NotOpened, Opened
from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.errors import LibraryBusy, SeedreamError, UserFixable
from seedream_desktop.domain.events import ImportProgress, Notice, RequestChanged
from seedream_desktop.domain.ids import ModelId, ProviderId, RequestId, RunId, SequenceId, StepId
from seedream_desktop.domain.picture import Skipped, SkipReason
from seedream_desktop.domain.request import Request
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import locations
from seedream_desktop.ui.bridge import EngineBridge


def request(name: str, version: int = 0) -> Request:
    return Request(
        id=RequestId(name),
        run=RunId("rn-1"),
        sequence=SequenceId("sq-1"),
        step=StepId("st-1"),
        step_index=0,
        position=0,
        provider=ProviderId("local"),
        model=ModelId("m"),
        kind=ModelKind.EDIT,
        targets=(),
        inputs=(),
        size=None,
        cost_micros=0,
        version=version,
    )


pytestmark = pytest.mark.usefixtures("qapp")


class Screen(QObject):
    """A receiver that writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple] = []
        self.failures: list[tuple] = []

    def take(self, number: int, value: object) -> None:
        self.told.append((number, value))

    def refuse(self, number: int, error: SeedreamError) -> None:
        self.failures.append((number, error))


@pytest.fixture
def engine():
    thread = EngineThread()
    yield thread
    assert thread.stop(10)


@pytest.fixture
def bridge(engine):
    made = EngineBridge(engine.call)
    yield made
    made.close()


def opened(engine: EngineThread) -> Opened:
    answer = engine.start().result(20)
    assert isinstance(answer, Opened), answer
    return answer


def test_twenty_thousand_events_are_fewer_than_fifty_updates_and_the_last_word_is_right(
    qtbot, bridge
):
    updates, newest = [], {}

    def take(changes):
        updates.append(changes)
        newest.update({r.id: r.version for r in changes.requests})

    bridge.changed.connect(take)

    def flood():
        for number in range(20_000):
            bridge.publish(RequestChanged(request=request(f"rq-{number % 40}", number)))

    thread = threading.Thread(target=flood)
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive() and max(newest.values(), default=0) == 19_999)
    thread.join()
    assert len(updates) < 50
    assert newest == {f"rq-{n % 40}": n for n in range(19_960, 20_000)}


def test_of_progress_only_the_newest_counts_but_no_file_left_out_is_forgotten(qtbot, bridge):
    for number in range(3):
        bad = Skipped(path=f"{number}.txt", reason=SkipReason.NOT_A_PICTURE)
        bridge.publish(ImportProgress(seen=number, taken=0, skipped=(bad,)))
    with qtbot.waitSignal(bridge.changed) as caught:
        pass
    (changes,) = caught.args
    assert changes.imported.seen == 2
    assert [s.path for s in changes.imported.skipped] == ["0.txt", "1.txt", "2.txt"]


def test_nothing_is_emitted_when_nothing_happened(qtbot, bridge):
    with qtbot.assertNotEmitted(bridge.changed, wait=60):
        bridge.flush()


def test_a_view_that_fails_does_not_stop_the_news(qtbot, bridge):
    def fail(_changes):
        raise RuntimeError("view")

    seen = []
    bridge.changed.connect(fail)
    bridge.changed.connect(seen.append)
    with qtbot.captureExceptions() as raised:
        bridge.publish(Notice(code="a"))
        qtbot.waitUntil(lambda: len(seen) == 1)
        bridge.publish(Notice(code="b"))
        qtbot.waitUntil(lambda: len(seen) == 2)
    assert [kind for kind, _, _ in raised] == [RuntimeError, RuntimeError]
    assert [change.others[0].code for change in seen] == ["a", "b"]


def test_an_answer_comes_on_the_gui_thread_with_the_number_of_its_call(qtbot, bridge, engine):
    opened(engine)
    screen = Screen()
    threads = []

    async def work(value):
        threads.append(threading.current_thread().name)
        return value

    calls = [bridge.call(work(n), screen, screen.take) for n in (1, 2, 3)]
    qtbot.waitUntil(lambda: len(screen.told) == 3)
    assert screen.told == [(call.number, n) for call, n in zip(calls, (1, 2, 3), strict=True)]
    assert set(threads) == {"engine"}


def test_events_published_before_an_answer_are_seen_before_it(qtbot, bridge, engine):
    opened(engine)
    screen, order = Screen(), []
    bridge.changed.connect(lambda changes: order.append(changes.others[0].code))

    async def work():
        bridge.publish(Notice(code="first"))
        return "second"

    call = bridge.call(work(), screen)
    call.succeeded.connect(lambda _number, value: order.append(value))
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["first", "second"]


def test_an_error_of_the_program_comes_as_it_is_and_a_bug_as_unexpected(qtbot, bridge, engine):
    opened(engine)
    screen = Screen()

    async def fail(error):
        raise error

    bridge.call(fail(UserFixable("plan_changed")), screen, screen.take, screen.refuse)
    bridge.call(fail(ZeroDivisionError("x")), screen, screen.take, screen.refuse)
    qtbot.waitUntil(lambda: len(screen.failures) == 2)
    assert [error.code for _, error in screen.failures] == ["plan_changed", "unexpected"]
    assert screen.told == []


def test_a_call_can_be_cancelled_and_says_so(qtbot, bridge, engine):
    opened(engine)
    screen, ended = Screen(), threading.Event()

    async def work():
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    call = bridge.call(work(), screen, screen.take, screen.refuse)
    with qtbot.waitSignal(call.cancelled):
        call.cancel()
    assert ended.wait(5)
    assert (screen.told, screen.failures) == ([], [])


def test_an_answer_whose_receiver_is_gone_is_dropped(qtbot, bridge):
    future: Future[int] = Future()
    screen = Screen()
    told = screen.told
    call = bridge.follow(future, screen, screen.take)
    shiboken6.delete(screen)
    assert not shiboken6.isValid(call)
    threading.Thread(target=future.set_result, args=(1,)).start()
    bridge.publish(Notice(code="later"))
    qtbot.waitSignal(bridge.changed).wait()
    gc.collect()
    assert told == []


def test_calls_of_receivers_that_are_gone_do_not_pile_up_unanswered(qtbot, bridge):
    futures = []

    def never(work):
        work.close()
        futures.append(Future())
        return futures[-1]

    bridge._caller = never
    gone = []
    for _ in range(5):
        screen = Screen()
        gone.append(weakref.ref(screen))
        bridge.call(asyncio.sleep(0), screen).succeeded.connect(partial(screen.take, 1))
        shiboken6.delete(screen)
        del screen
    last = Screen()
    bridge.call(asyncio.sleep(0), last, last.take, last.refuse)
    gc.collect()
    assert [ref() for ref in gone] == [None] * 5
    for future in futures:
        future.set_result("late")
    qtbot.waitUntil(lambda: [value for _, value in last.told] == ["late"])


def test_a_closed_bridge_takes_nothing_from_any_thread(qtbot, bridge):
    future: Future[int] = Future()
    screen = Screen()
    bridge.follow(future, screen, screen.take)
    bridge.close()
    with qtbot.assertNotEmitted(bridge.changed, wait=60):
        bridge.publish(Notice(code="late"))
        future.set_result(1)
    assert screen.told == []


# -- the engine's thread


def test_the_library_is_opened_on_a_thread_that_is_no_daemon_and_closed_with_it(engine):
    app = opened(engine).app
    (thread,) = [t for t in threading.enumerate() if t.name == "engine"]
    assert not thread.daemon
    assert engine.call(app.library.sequences()).result(5) == ()
    assert engine.stop(10)
    assert engine.stopped.done()
    assert not thread.is_alive()


def test_a_library_that_is_busy_comes_back_as_a_value(engine):
    async def hold():
        library = await Library.open(locations())
        await asyncio.to_thread(begun.set)
        await asyncio.to_thread(free.wait)
        await library.close()

    begun, free = threading.Event(), threading.Event()
    holder = threading.Thread(target=lambda: asyncio.run(hold()))
    holder.start()
    assert begun.wait(10)
    answer = engine.start().result(10)
    free.set()
    holder.join()
    assert isinstance(answer, NotOpened)
    assert isinstance(answer.error, LibraryBusy)


def test_a_foreign_database_and_a_root_that_is_a_file_come_back_as_values(home: Path):
    root = locations().root
    root.mkdir(parents=True)
    (root / "library.sqlite3").mkdir()
    engine = EngineThread()
    answer = engine.start().result(10)
    assert isinstance(answer, NotOpened)
    assert answer.error.code
    assert engine.stop(10)


def test_a_bug_while_opening_is_a_value_too_and_the_thread_ends():
    def broken():
        raise ZeroDivisionError

    engine = EngineThread(opener=broken)
    answer = engine.start().result(10)
    assert isinstance(answer, NotOpened)
    assert (answer.error.code, answer.error.params) == (
        "opening_failed",
        {"kind": "ZeroDivisionError"},
    )
    assert engine.stop(10)


def test_work_after_the_end_is_refused_and_never_begins(engine):
    opened(engine)
    engine.stop(10)
    begun = []

    async def work():
        begun.append(1)

    assert engine.call(work()).cancelled()
    assert begun == []


def test_stopping_lets_a_short_call_finish_and_ends_an_endless_one(engine, monkeypatch):
    monkeypatch.setattr("seedream_desktop.app.engine_thread._CALLS_S", 0.2)
    opened(engine)

    async def short():
        await asyncio.sleep(0.05)
        return "saved"

    async def endless():
        await asyncio.Event().wait()

    saved, forever = engine.call(short()), engine.call(endless())
    begun = time.monotonic()
    assert engine.stop(10)
    assert time.monotonic() - begun < 5
    assert saved.result(0) == "saved"
    assert forever.cancelled()


def test_an_engine_that_was_never_started_can_be_stopped():
    assert EngineThread().stop(1)


def test_stopping_while_opening_ends_without_an_opened_library(engine):
    answer = engine.start()
    assert engine.stop(20)
    assert isinstance(answer.result(0), Opened | NotOpened)
