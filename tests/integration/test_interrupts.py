"""Ctrl-C and SIGTERM, decisions about doubts, and what `resume` makes of all that."""

import os
import pty
import re
import signal
import socket
import time
from types import SimpleNamespace

import pytest

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.console import PRICE_MICROS, Console, ended, files, pictures

FIVE_S = 5.0
WS = ("--provider", "wavespeed", "--model", "seedream-4.0")
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.02, scale=0.05) as emulator:
        yield emulator
        assert emulator.control.violations() == []


@pytest.fixture
def seedream(tmp_path, ws):
    return Console(tmp_path / "library", ws)


@pytest.fixture
def run(tmp_path):
    shots = pictures(tmp_path / "shots", 3)
    return ("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out")


def stopped(process, number):
    """Send a signal; return how the command ended and how long that took."""
    began = time.monotonic()
    process.send_signal(number)
    done = ended(process)
    assert time.monotonic() - began < FIVE_S
    return done


@pytest.mark.parametrize("number", SIGNALS)
def test_a_stop_says_what_still_runs_and_is_paid_for_and_resume_fetches_it(
    tmp_path, seedream, run, ws, number
):
    ws.control.configure(service_time_s=600)
    process = seedream.begin(*run, "--json")
    assert ws.control.await_jobs(1)
    assert ws.control.await_requests(1, "/result")
    done = stopped(process, number)
    assert (done.code, done.json["event"], done.json["state"]) == (3, "finished", "failed")
    (running,) = done.named("running")
    assert (running["requests"], running["outputs"], running["cost_usd"]) == (1, 3, "0.081")
    assert "paid for" in running["message"]
    assert done.named("error")[0]["code"] == "interrupted"
    ws.control.finish_now()
    again = seedream("resume", "--json")
    assert (again.code, again.json["state"]) == (0, "completed")
    assert (len(ws.control.posts()), ws.control.billed()) == (1, 3 * PRICE_MICROS)
    assert len(files(tmp_path / "out")) == 3


@pytest.mark.parametrize("number", SIGNALS)
def test_a_stop_while_the_answer_to_an_order_is_awaited_leaves_a_doubt_that_resume_settles(
    tmp_path, seedream, run, ws, number
):
    ws.control.play("reply_delayed")
    process = seedream.begin(*run, "--json")
    assert ws.control.await_jobs(1)
    done = stopped(process, number)
    assert (done.code, done.json["state"]) == (4, "needs_attention")
    again = seedream("resume", "--json")
    assert (again.code, again.json["state"]) == (0, "completed")
    assert (len(ws.control.posts()), ws.control.billed()) == (1, 3 * PRICE_MICROS)


def test_a_stop_during_import_is_taken_up_by_resume(tmp_path, seedream, run, ws):
    process = seedream.begin(*run, "--json")
    assert '"import"' in process.stdout.readline()
    done = stopped(process, signal.SIGINT)
    assert (done.code, done.json["event"], done.json["state"]) == (3, "finished", "failed")
    again = seedream("resume", "--json")
    assert (again.code, again.json["state"], again.json["outputs"]) == (0, "completed", 3)
    assert ws.control.billed() == 3 * PRICE_MICROS
    assert len(files(tmp_path / "out")) == 3


def test_a_service_that_answers_nobody_does_not_hold_a_stop_up(tmp_path, run, ws):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        mute = SimpleNamespace(environment=ws.environment | {"SEEDREAM_WAVESPEED_URL": url})
        process = Console(tmp_path / "library", mute).begin(*run, "--json")
        with server.accept()[0]:
            done = stopped(process, signal.SIGINT)
    assert (done.code, done.json["state"]) == (3, "failed")
    again = Console(tmp_path / "library", ws)("resume", "--json")
    assert (again.code, again.json["state"]) == (0, "completed")


def test_a_stop_before_the_service_has_made_the_job_is_a_doubt(seedream, run, ws):
    ws.control.play("commit_delayed")
    process = seedream.begin(*run, "--json")
    assert ws.control.await_posts(1)
    done = stopped(process, signal.SIGINT)
    assert (done.code, done.json["state"]) == (4, "needs_attention")
    ws.control.release()
    assert ws.control.await_jobs(1)
    assert seedream("resume", "--json").code == 0
    assert ws.control.billed() == 3 * PRICE_MICROS


def test_the_local_engine_is_stopped_and_goes_on_for_nothing(tmp_path, seedream):
    shots = pictures(tmp_path / "many", 6, size=(240, 180))
    words = ("run", shots, "--step", "golden hour; denoise", "--mode", "each")
    process = seedream.begin(*words, "--out", tmp_path / "out", "--json")
    for line in process.stdout:
        if '"preparing"' in line:
            break
    assert stopped(process, signal.SIGTERM).json["event"] == "finished"
    assert seedream("resume", "--json").json["state"] == "completed"
    assert len(files(tmp_path / "out")) == 6


# -- decisions -----------------------------------------------------------------------------


@pytest.fixture
def doubtful(seedream, run, ws):
    """A request whose reply was lost, and which the service's list does not show."""
    ws.control.play("reply_dropped")
    ws.control.play("history_lag", calls=None)
    process = seedream.begin(*run, "--json")
    assert ws.control.await_jobs(1)
    assert ws.control.await_requests(1, "/api/v3/predictions")
    assert stopped(process, signal.SIGINT).code == 4
    (request,) = seedream("queue", "--json").json["requests"]
    assert request["state"] == "in_doubt"
    return request["request"]


def test_found_under_an_id_is_fetched(tmp_path, seedream, ws, doubtful):
    (job,) = ws.control.jobs()
    done = seedream("decide", doubtful, "--found", job["id"], "--json")
    assert (done.code, done.events[0]["state"]) == (0, "accepted")
    assert seedream("resume", "--json").json["state"] == "completed"
    assert ws.control.billed() == 3 * PRICE_MICROS
    assert seedream("ledger", "--json").json["spent_usd"] == "0.081"


def test_abandoned_is_counted_as_spent_and_may_be_bought_by_another_run(
    seedream, run, ws, doubtful
):
    done = seedream("decide", doubtful, "--abandon", "--json")
    assert (done.code, done.events[0]["state"]) == (0, "cancelled")
    assert seedream("ledger", "--json").json["spent_usd"] == "0.081"
    assert "Nothing is unfinished" in seedream("resume").err
    assert seedream(*run, "--json").json["state"] == "completed"
    assert seedream("ledger", "--json").json["spent_usd"] == "0.162"


def test_sent_again_is_a_request_of_its_own(seedream, ws, doubtful):
    done = seedream("decide", doubtful, "--resend", "--yes", "--json")
    assert (done.code, done.events[0]["state"]) == (0, "queued")
    assert done.events[0]["request"] != doubtful
    assert seedream("resume", "--json").json["state"] == "completed"
    assert len(ws.control.posts()) == 2
    assert seedream("ledger", "--json").json["spent_usd"] == "0.162"


def test_what_is_not_in_doubt_is_not_decided_and_what_was_sent_is_not_taken_back(
    seedream, ws, doubtful
):
    late = seedream("cancel", doubtful)
    assert (late.code, late.out) == (1, "")
    seedream("decide", doubtful, "--abandon")
    for choice in ("--found", "--abandon", "--resend"):
        done = seedream("decide", doubtful, choice)
        assert (done.code, len(done.err) > 20) == (1, True)


def test_a_request_that_waits_can_be_taken_back(tmp_path, seedream, run, ws):
    ws.control.play("no_money")
    assert seedream(*run).code == 3
    (request,) = seedream("queue", "--json").json["requests"]
    assert (request["state"], "balance" in request["message"]) == ("queued", True)
    done = seedream("cancel", request["request"], "--json")
    assert (done.code, done.json["state"]) == (0, "cancelled")
    assert "Nothing is unfinished" in seedream("resume").err
    assert ws.control.billed() == 0


# -- a person at a terminal ----------------------------------------------------------------


class Terminal:
    """A command on a pseudo-terminal; it is read as a person would see it."""

    def __init__(self, console, *words):
        self._master, slave = pty.openpty()
        env = {"TERM": "xterm", "COLUMNS": "100", "LINES": "30"}
        ends = {"stdin": slave, "stdout": slave, "stderr": slave}
        self.process = console.begin(*words, env=env, start_new_session=True, **ends)
        os.close(slave)
        self.seen = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def read(self, until=None):
        """Read until a text has come, or to the end."""
        while until is None or until not in self.seen:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                break
            if not data:
                break
            self.seen += data.decode()
        return self.seen

    def type(self, text):
        os.write(self._master, text.encode())

    def screen(self):
        """Return the lines that are left standing when all is over."""
        lines, row, column = [""], 0, 0
        for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", self.seen):
            if part == "\r":
                column = 0
            elif part == "\n":
                row += 1
                lines += [""] * (row + 1 - len(lines))
            elif part == "\x1b[2K":
                lines[row] = ""
            elif part.startswith("\x1b") and part.endswith("A"):
                row -= int(part[2:-1] or 1)
            elif not part.startswith("\x1b"):
                lines[row] = (
                    lines[row][:column].ljust(column) + part + lines[row][column + len(part) :]
                )
                column += len(part)
        return [line.rstrip() for line in lines if line.strip()]


def test_a_person_is_asked_before_money_is_spent_below_the_display(seedream, run, ws):
    with Terminal(seedream, *run) as terminal:
        terminal.read("[y/N] ")
        before = len(terminal.seen)
        time.sleep(0.4)
        terminal.type("y\n")
        terminal.read()
        assert terminal.process.wait(20) == 0
    asked = next(line for line in terminal.screen() if "[y/N]" in line)
    assert asked == "1 request, at most $0.081. Send? [y/N] y"
    assert "\x1b" not in terminal.seen[before : terminal.seen.index("y", before)]
    assert ws.control.billed() == 3 * PRICE_MICROS


def test_a_no_spends_nothing_and_leaves_nothing_to_resume(seedream, run, ws):
    with Terminal(seedream, *run) as terminal:
        terminal.read("[y/N] ")
        terminal.type("\n")
        terminal.read()
        assert terminal.process.wait(20) == 1
    assert "did not confirm" in terminal.seen
    assert "Nothing is unfinished" in seedream("resume").err
    assert ws.control.posts() == []


def test_ctrl_c_at_the_question_ends_at_once_and_spends_nothing(seedream, run, ws):
    with Terminal(seedream, *run) as terminal:
        terminal.read("[y/N] ")
        began = time.monotonic()
        terminal.process.send_signal(signal.SIGINT)
        terminal.read()
        assert terminal.process.wait(20) == 3
        assert time.monotonic() - began < FIVE_S
    assert "Traceback" not in terminal.seen
    assert "Stopped by you" in terminal.seen
    assert "Nothing is unfinished" in seedream("resume").err
    assert ws.control.posts() == []


def test_the_display_is_left_whole_with_the_sentences_above_and_the_result_below(seedream, run, ws):
    ws.control.configure(service_time_s=0.5)
    ws.control.play("moderated")
    with Terminal(seedream, *run, "--mode", "each", "--yes") as terminal:
        terminal.read()
        assert terminal.process.wait(20) == 3
    assert terminal.seen.count("\x1b[?25l") == terminal.seen.count("\x1b[?25h") > 0
    screen = terminal.screen()
    places = [
        next(number for number, line in enumerate(screen) if re.match(pattern, line))
        for pattern in (r"shot \d.png: ", "Requests .* 3/3", "Frames .* 3/3", r"\$0.054 of", "Some")
    ]
    assert places == sorted(places)
    for word in ("Requests", "Frames"):
        assert sum(line.startswith(word) for line in screen) == 1, screen


def test_a_key_is_typed_unseen_and_a_stop_ends_that_too(seedream):
    with Terminal(seedream, "keys", "set", "wavespeed") as terminal:
        terminal.read("(it is not shown): ")
        terminal.type("wsk_typed_0123456789\n")
        terminal.read()
    assert "wsk_typed" not in terminal.seen
    with Terminal(seedream, "keys", "set", "wavespeed") as terminal:
        terminal.read("(it is not shown): ")
        began = time.monotonic()
        terminal.process.send_signal(signal.SIGINT)
        terminal.read()
        assert terminal.process.wait(20) == 3
        assert time.monotonic() - began < FIVE_S / 2
    assert "Traceback" not in terminal.seen


def test_the_terminal_is_given_back_by_a_stop(seedream, run, ws):
    ws.control.configure(service_time_s=600)
    with Terminal(seedream, *run, "--yes") as terminal:
        assert ws.control.await_jobs(1)
        assert ws.control.await_requests(1, "/result")
        terminal.process.send_signal(signal.SIGINT)
        terminal.read()
        assert terminal.process.wait(20) == 3
    assert terminal.seen.count("\x1b[?25l") == terminal.seen.count("\x1b[?25h") > 0
    assert any(line.startswith("Still running at the service") for line in terminal.screen())
