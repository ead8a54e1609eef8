"""Lookups of hosts: asked once at a time, beside all other work, not waited for at the end."""

import asyncio
import socket
import threading
import time

import pytest

from seedream_desktop.net.lookups import LookupLoop

FOUND = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 443))]


class Resolver:
    """A resolver that thinks until it is told to answer."""

    def __init__(self, monkeypatch):
        self.asked, self.threads, self.answer = [], [], threading.Event()
        self.error = None
        monkeypatch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host, *_, **__):
        self.asked.append(host)
        self.threads.append(threading.current_thread())
        self.answer.wait(20)
        if self.error is not None:
            raise self.error
        return FOUND


@pytest.fixture
def resolver(monkeypatch):
    made = Resolver(monkeypatch)
    yield made
    made.answer.set()
    for thread in made.threads:
        thread.join(5)


def run(work):
    with asyncio.Runner(loop_factory=LookupLoop) as runner:
        return runner.run(work)


async def look_up(host="service.example"):
    return await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)


def test_an_answer_is_the_system_s(resolver):
    resolver.answer.set()
    assert run(look_up()) == FOUND


def test_a_name_that_is_not_known_is_an_error(resolver):
    resolver.error = socket.gaierror(socket.EAI_NONAME, "not known")
    resolver.answer.set()
    with pytest.raises(socket.gaierror):
        run(look_up())


def test_many_that_ask_for_one_host_ask_once(resolver):
    async def many():
        asking = [asyncio.create_task(look_up()) for _ in range(20)]
        await asyncio.sleep(0)
        asking[0].cancel()
        resolver.answer.set()
        return await asyncio.gather(*asking, return_exceptions=True)

    first, *others = run(many())
    assert isinstance(first, asyncio.CancelledError)
    assert others == [FOUND] * 19
    assert resolver.asked == ["service.example"]


def test_lookups_that_hang_leave_the_threads_of_the_work_free(resolver):
    async def work():
        asking = [asyncio.create_task(look_up(f"host{n}.example")) for n in range(40)]
        await asyncio.sleep(0)
        done = await asyncio.wait_for(asyncio.to_thread(lambda: "planned"), 10)
        for task in asking:
            task.cancel()
        return done

    assert run(work()) == "planned"
    assert len(resolver.asked) == 40


def test_the_end_waits_for_no_lookup(resolver):
    async def impatient():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(look_up(), 0.05)

    began = time.monotonic()
    run(impatient())
    assert time.monotonic() - began < 5
    assert all(thread.daemon for thread in resolver.threads)
    resolver.error = socket.gaierror(socket.EAI_AGAIN, "later")  # nobody is there for it any more


def test_a_connection_is_made_by_way_of_it(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", server.getsockname())]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)

        async def connect():
            _, writer = await asyncio.open_connection("service.example", 443)
            writer.close()
            await writer.wait_closed()

        run(connect())
