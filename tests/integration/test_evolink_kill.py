"""kill -9 while an order is at EvoLink, then `resume`: found by list or key, paid once."""

import contextlib
import signal
import sqlite3

import pytest

from tests.emulator.evolink import EvoLinkEmulator
from tests.fixtures.console import Console, ended, files, is_picture, pictures

PICTURES = 3
PRICE_MICROS = 28_000
OLD_S = 50
"""The age from which an order that the list of tasks lacks may be asked for by its key."""


@pytest.fixture
def evolink():
    with EvoLinkEmulator(service_time_s=0.05, scale=0.05) as service:
        yield service


@pytest.fixture
def console(evolink, tmp_path):
    pictures(tmp_path / "in", PICTURES)
    return Console(tmp_path / "library", evolink, hurry=10)


def command(folder, mode):
    way = ["--provider", "evolink", "--mode", mode, "--concurrency", "2"]
    return ["run", folder / "in", "--step", "warmer", *way, "--out", folder / "out", "--json"]


def kill(process):
    process.send_signal(signal.SIGKILL)
    ended(process)


def age_orders(console):
    """Let time pass for orders on their way."""
    with contextlib.closing(sqlite3.connect(console.home / "library.sqlite3")) as library, library:
        library.execute(
            "update requests set sent_at = sent_at - ? where state in ('sending', 'in_doubt')",
            (OLD_S,),
        )


def check_all_is_there(console, evolink, out):
    assert files(out) == [f"shot {number}.png" for number in range(1, PICTURES + 1)]
    assert all(is_picture(out / name) for name in files(out))
    assert evolink.billed_micros == PICTURES * PRICE_MICROS
    assert evolink.control.duplicates()["same_order"] == []
    assert evolink.violations == []
    sums = dict(console.rows("select kind, sum(amount_micros) from ledger group by kind"))
    assert sums["spent"] == PICTURES * PRICE_MICROS
    assert sums["reserved"] == sums["spent"] + sums.get("released", 0)
    assert {row[0] for row in console.rows("select state from requests")} == {"done"}
    assert console.is_sound()


@pytest.mark.parametrize("mode", ["set", "each"])
@pytest.mark.parametrize("word", ["started", "preparing", "sending", "accepted", "collecting"])
def test_a_run_killed_at_each_of_its_stages_is_finished_by_resume(
    evolink, console, tmp_path, word, mode
):
    process = console.begin(*command(tmp_path, mode))
    for line in process.stdout:
        if f'"{word}"' in line:
            break
    kill(process)
    age_orders(console)
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    check_all_is_there(console, evolink, tmp_path / "out")


def killed_after_the_sale(evolink, console, tmp_path):
    """Kill it while the answer to an order that was sold is still on its way."""
    evolink.play("reply_delayed")
    process = console.begin(*command(tmp_path, "set"))
    assert evolink.control.await_jobs(1)
    kill(process)
    evolink.control.release()
    assert console.rows("select state, remote_id from requests") == [("sending", None)]


@pytest.mark.parametrize("hidden", [False, True], ids=["listed", "never listed"])
def test_a_sale_whose_answer_was_cut_off_by_a_kill_is_found_again(
    evolink, console, tmp_path, hidden
):
    if hidden:
        evolink.play("list_lag", calls=None)
    killed_after_the_sale(evolink, console, tmp_path)
    age_orders(console)
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    assert len(evolink.control.posts()) == 1, "a replay under the key is no further sale"
    check_all_is_there(console, evolink, tmp_path / "out")


def test_a_kill_in_the_middle_of_a_replay_leaves_one_sale(evolink, console, tmp_path):
    """The first kill loses the answer, the second the answer to the question under its key."""
    evolink.play("list_lag", calls=None)
    evolink.play("outcome_pending", replays=2)
    evolink.play("reply_delayed")
    killed_after_the_sale(evolink, console, tmp_path)
    age_orders(console)
    process = console.begin("resume", "--json")
    assert evolink.control.await_requests(2, "/v1/images/generations")
    kill(process)
    assert console.rows("select state from requests") == [("in_doubt",)]
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    check_all_is_there(console, evolink, tmp_path / "out")


def test_an_order_that_a_kill_kept_from_arriving_is_bought_by_resume_and_once(
    evolink, console, tmp_path
):
    evolink.play("reset_receiving")
    process = console.begin(*command(tmp_path, "set"))
    for line in process.stdout:
        if '"in_doubt"' in line:
            break
    kill(process)
    assert evolink.control.sales() == []
    age_orders(console)
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    check_all_is_there(console, evolink, tmp_path / "out")
