"""Ark's stream broken off by kill -9 or by the network: what came stays, nothing is bought twice.

Ark keeps no list, so what was on its way is known to nobody. What came before is on the disk.
"""

import contextlib
import signal
import sqlite3
import time
from contextlib import contextmanager

import pytest

from tests.emulator.byteplus import BytePlusEmulator
from tests.fixtures.console import Console, ended, files, is_picture, pictures

COUNT = 5
LITE_MICROS = 35_000
PATIENCE_S = 30
LOOK_S = 0.005
ARK = ("--provider", "byteplus", "--yes", "--json")


@contextmanager
def opened(folder, **settings):
    with BytePlusEmulator(**({"scale": 0.06, "service_time_s": 0.02} | settings)) as service:
        yield service, Console(folder / "home", service)
        assert service.violations == []


@pytest.fixture
def ark(tmp_path):
    with opened(tmp_path) as made:
        yield made


def command(folder, *steps):
    words = [word for step in steps or ("warm",) for word in ("--step", step)]
    return ("run", folder / "in", *words, *ARK, "--out", folder / "out")


def arrived(console):
    """Return how many outputs the library has on record; 0 while there is none yet."""
    with contextlib.suppress(sqlite3.OperationalError):
        return console.rows("select count(*) from outputs where state = 'stored'")[0][0]
    return 0


def killed(console, words, until):
    """Start a command and end it without a word once something holds, if it still goes on."""
    process = console.begin(*words)
    end = time.monotonic() + PATIENCE_S
    while not until() and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(LOOK_S)
    process.send_signal(signal.SIGKILL)
    ended(process)


def doubts(console):
    listed = console("queue", "--json").json["requests"]
    return [row["request"] for row in listed if row["state"] == "in_doubt"]


def asked_for(service):
    """Return how many pictures each order asked for."""
    orders = [job["inputs"] for job in service.control.jobs()]
    return [
        order.get("sequential_image_generation_options", {}).get("max_images", 1)
        for order in orders
    ]


def versions(console):
    return console.rows("select image, step, count(*) from versions group by 1, 2 order by 1")


def check_doubt(service, console, came):
    """Look at a request of which so many outputs came, after the program's next start."""
    assert len(versions(console)) == came
    assert console.rows("select state from requests") == [("in_doubt",)]
    assert console("resume", "--json").code == 4, "as often as it is resumed"
    assert len(service.control.posts()) == 1
    sums = dict(console.rows("select kind, sum(amount_micros) from ledger group by kind"))
    assert sums["reserved"] == COUNT * LITE_MICROS
    assert "spent" not in sums


def check_sent_again(service, console, folder, came):
    """Have it sent again, and look at what that bought and cost."""
    before = {row[:2] for row in versions(console)}
    [request] = doubts(console)
    sent = console("decide", request, "--resend", "--yes", "--json")
    assert sent.code == 0, sent.out
    assert len(service.control.posts()) == 1, "a decision alone sends nothing"
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    assert asked_for(service) == [COUNT, COUNT - came]
    is_same = bool(service.control.duplicates()["same_order"])
    assert is_same is (came == 0), "the same order again, by the user's word, if nothing came"
    after = versions(console)
    assert before < {row[:2] for row in after}
    assert [count for *_, count in after] == [1] * COUNT
    assert len(files(folder / "out")) == COUNT
    assert all(is_picture(folder / "out" / name) for name in files(folder / "out"))
    billed = (2 * COUNT - came) * LITE_MICROS
    assert service.billed_micros == billed
    sums = dict(console.rows("select kind, sum(amount_micros) from ledger group by kind"))
    assert sums["spent"] == sums["reserved"] == billed
    assert console.is_sound()


@pytest.mark.parametrize("came", [0, 1, 4])
def test_killed_in_mid_stream_what_came_is_kept_and_only_the_rest_is_sent_again(
    ark, tmp_path, came
):
    service, console = ark
    service.play("stream_stalled", after=came)
    pictures(tmp_path / "in", COUNT)

    def is_there():
        return service.control.job_count() == 1 and arrived(console) == came

    killed(console, command(tmp_path), is_there)
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (4, "needs_attention"), done.out
    [row] = console("queue", "--json").json["requests"]
    assert row["code"] == ("reply_broke_off" if came else "interrupted_sending")
    check_doubt(service, console, came)
    check_sent_again(service, console, tmp_path, came)


def test_killed_after_the_last_picture_and_before_the_last_word_nothing_is_left_to_decide(
    ark, tmp_path
):
    service, console = ark
    service.play("stream_stalled", after=COUNT)
    pictures(tmp_path / "in", COUNT)
    killed(console, command(tmp_path), lambda: arrived(console) == COUNT)
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    assert asked_for(service) == [COUNT]
    assert service.billed_micros == COUNT * LITE_MICROS
    sums = dict(console.rows("select kind, sum(amount_micros) from ledger group by kind"))
    assert sums["spent"] == COUNT * LITE_MICROS
    assert len(files(tmp_path / "out")) == COUNT


@pytest.mark.parametrize(("came", "midway"), [(0, False), (2, False), (2, True), (4, True)])
def test_a_stream_that_is_cut_leaves_the_same_and_is_never_sent_again_by_itself(
    ark, tmp_path, came, midway
):
    service, console = ark
    service.play("stream_cut", after=came, is_midway=midway)
    pictures(tmp_path / "in", COUNT)
    done = console(*command(tmp_path))
    assert (done.code, done.json["state"]) == (4, "needs_attention"), done.out
    check_doubt(service, console, came)
    check_sent_again(service, console, tmp_path, came)


def test_what_is_given_up_after_a_cut_keeps_what_came_and_counts_as_spent(ark, tmp_path):
    service, console = ark
    service.play("stream_cut", after=2)
    pictures(tmp_path / "in", COUNT)
    assert console(*command(tmp_path)).code == 4
    [request] = doubts(console)
    given_up = console("decide", request, "--abandon", "--json")
    assert given_up.json["charged_usd"] == "0.175"
    assert len(versions(console)) == 2
    assert console(*command(tmp_path)).code == 0, "a new run buys what is missing"
    assert asked_for(service) == [COUNT, COUNT - 2]


@pytest.mark.parametrize("came", [0, 3, 8])
def test_killed_twice_in_a_two_step_run_no_frame_that_came_is_bought_again(tmp_path, came):
    """After each kill comes what a person does: resume, and send again what is in doubt."""
    with opened(tmp_path, service_time_s=0.3) as (service, console):
        pictures(tmp_path / "in", COUNT)

        def is_there():
            return service.control.job_count() > 0 and arrived(console) >= came

        def goes_on():
            return arrived(console) > held

        killed(console, command(tmp_path, "warm", "soft"), is_there)
        for turn in range(6):
            held, posts = arrived(console), len(service.control.posts())
            done = console("resume", "--json")
            if done.code == 0:
                break
            assert done.code == 4, done.out
            assert len(service.control.posts()) - posts <= 1, "the second step's, if any"
            [request] = doubts(console)
            assert console("decide", request, "--resend", "--yes", "--json").code == 0
            if turn == 0:
                held = arrived(console)
                killed(console, ("resume", "--json"), goes_on)
        assert done.code == 0, done.out
        found = versions(console)
        assert [count for *_, count in found] == [1] * 2 * COUNT
        assert len(files(tmp_path / "out")) == COUNT
        sums = dict(console.rows("select kind, sum(amount_micros) from ledger group by kind"))
        assert sums["spent"] >= service.billed_micros
        assert console.is_sound()
