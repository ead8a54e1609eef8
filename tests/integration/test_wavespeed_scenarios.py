"""What the emulator does wrong when it is told to: submissions, courses of jobs, lists."""

import threading

import httpx
import pytest

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.emulator.wavespeed.customer import (
    BLUE,
    EDITS,
    GREEN,
    LITE,
    RED,
    Customer,
    photograph,
)

PICTURE = photograph(RED)
COLOURS = {"red": RED, "green": GREEN, "blue": BLUE}


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def customer(ws):
    with Customer(ws) as customer:
        yield customer


@pytest.fixture
def three(customer):
    """The inputs of one request for three edits: a red, a green and a blue picture."""
    urls = [customer.upload(photograph(colour), f"{n}.jpg") for n, colour in COLOURS.items()]
    return {"prompt": "warmer", "images": urls, "max_images": 3, "size": "2048*2048"}


def outcomes(ws):
    return [post["outcome"] for post in ws.control.posts()]


@pytest.mark.parametrize(
    ("scenario", "options", "status"),
    [
        ("unauthorised", {}, 401),
        ("forbidden", {}, 403),
        ("no_money", {"form": "402"}, 402),
        ("no_money", {"form": "400"}, 400),
        ("no_money", {"form": "200"}, 200),
        ("rate_limited", {}, 429),
        ("server_error", {}, 500),
        ("redirected", {}, 307),
    ],
)
def test_a_refusal_before_commit_costs_nothing(ws, customer, scenario, options, status):
    ws.control.play(scenario, **options)
    assert customer.order(LITE, prompt="a").status_code == status
    assert (ws.control.job_count(), ws.control.billed()) == (0, 0)
    assert customer.order(LITE, prompt="a").status_code == 200


def test_no_money_inside_a_200_has_no_job_in_it(ws, customer):
    ws.control.play("no_money", form="200")
    content = customer.order(LITE, prompt="a").json()
    assert (content["code"], content["data"]) == (400, None)


def test_forbidden_carries_an_error_code(ws, customer):
    ws.control.play("forbidden", code="monthly_limit")
    assert customer.order(LITE, prompt="a").json()["error_code"] == "monthly_limit"


@pytest.mark.parametrize("retry_after", [None, 7])
def test_retry_after_is_sent_only_where_it_is_ordered(ws, customer, retry_after):
    ws.control.play("rate_limited", retry_after=retry_after)
    ws.control.play("ticket_rate_limited", retry_after=retry_after)
    ws.control.play("poll_rate_limited", polls=1, retry_after=retry_after, at=1)
    wish = {"filename": "a.jpg", "size": 3}
    replies = [customer.order(LITE, prompt="a"), customer.api.post("media/uploads", json=wish)]
    job = customer.bought(LITE, prompt="a")
    replies.append(customer.api.get(f"predictions/{job}/result"))
    assert [answer.status_code for answer in replies] == [429] * 3
    shown = None if retry_after is None else str(retry_after)
    assert [answer.headers.get("retry-after") for answer in replies] == [shown] * 3


def test_a_redirect_leads_to_a_trap_that_tells_on_a_leaked_key(ws, customer):
    ws.control.play("redirected")
    answer = customer.order(LITE, prompt="a")
    assert answer.headers["location"].startswith(ws.foreign_url)
    assert ws.control.violations() == []
    bearer = {"Authorization": f"Bearer {ws.key}"}
    customer.web.post(answer.headers["location"], headers=bearer)
    assert [v["what"] for v in ws.control.violations()] == ["trap_called", "key_in_headers"]


def test_a_reset_while_the_body_comes_in_makes_no_job(ws, customer):
    ws.control.play("reset_receiving")
    with pytest.raises(httpx.TransportError):
        customer.order(LITE, prompt="a" * 200_000)
    assert (outcomes(ws), ws.control.job_count()) == (["reset_receiving"], 0)


@pytest.mark.parametrize(
    ("how", "error"), [("close", httpx.RemoteProtocolError), ("reset", httpx.ReadError)]
)
def test_a_dropped_reply_leaves_a_charged_job_in_the_history(ws, customer, three, how, error):
    ws.control.play("reply_dropped", how=how)
    with pytest.raises(error):
        customer.order(EDITS, **three)
    body = {"include_inputs": True}
    items = customer.api.post("predictions", json=body).json()["data"]["items"]
    assert [item["inputs"] for item in items] == [three]
    assert ws.control.billed() == 105_000


def test_a_page_after_commit_leaves_a_charged_job(ws, customer):
    ws.control.play("gateway_timeout")
    answer = customer.order(LITE, prompt="a")
    assert (answer.status_code, answer.headers["content-type"]) == (504, "text/html; charset=utf-8")
    assert (outcomes(ws), ws.control.billed()) == (["committed"], 35_000)


def test_a_garbled_reply_hides_a_charged_job(ws, customer):
    ws.control.play("garbled_reply")
    with pytest.raises(ValueError, match="Unterminated"):
        customer.order(LITE, prompt="a").json()
    assert ws.control.billed() == 35_000


@pytest.mark.parametrize(("scenario", "jobs_before"), [("reply_delayed", 1), ("commit_delayed", 0)])
def test_a_delay_lasts_until_it_is_released(ws, customer, scenario, jobs_before):
    ws.control.play(scenario)
    replies = []
    thread = threading.Thread(target=lambda: replies.append(customer.order(LITE, prompt="a")))
    thread.start()
    assert ws.control.await_posts(1)
    if jobs_before:
        assert ws.control.await_jobs(jobs_before)
    assert (ws.control.job_count(), replies) == (jobs_before, [])
    ws.control.release()
    thread.join()
    assert (replies[0].status_code, ws.control.job_count()) == (200, 1)


def test_a_client_that_leaves_before_the_commit_is_charged_all_the_same(ws, customer):
    ws.control.play("commit_delayed")
    with pytest.raises(httpx.ReadTimeout):
        customer.api.post(LITE, json={"prompt": "a"}, timeout=0.05)
    assert ws.control.job_count() == 0
    ws.control.release()
    assert ws.control.await_jobs(1)


def test_replies_may_come_without_an_envelope(ws, customer):
    ws.control.play("no_envelope")
    content = customer.order(LITE, prompt="a").json()
    assert content["status"] == "created"
    assert customer.api.get(f"predictions/{content['id']}/result").json()["id"] == content["id"]


def test_the_poll_address_may_lead_to_a_trap(ws, customer):
    ws.control.play("foreign_get_url")
    address = customer.order(LITE, prompt="a").json()["data"]["urls"]["get"]
    assert address.startswith(ws.foreign_url)
    customer.web.get(f"{address}?key={ws.key}")
    found = [v["what"] for v in ws.control.violations()]
    assert found == ["key_in_url", "trap_called"]
    assert ws.key not in str(ws.control.log())


def test_sync_mode_waits_for_the_outputs_or_says_that_it_gave_up(ws, customer):
    ws.control.play("sync_timeout", at=1)
    good, late = (customer.order(LITE, prompt="a", enable_sync_mode=True) for _ in range(2))
    assert len(good.json()["data"]["outputs"]) == 1
    data = late.json()["data"]
    assert (late.status_code, data["status"], data["code"]) == (200, "processing", 5004)
    assert customer.settled(data["id"])["status"] == "completed"


def test_a_job_in_sync_mode_ends_by_control_without_waiting(ws, customer):
    ws.control.play("service_time", seconds=1000)
    replies = []

    def order():
        replies.append(customer.order(LITE, prompt="a", enable_sync_mode=True).json())

    thread = threading.Thread(target=order)
    thread.start()
    assert ws.control.await_jobs(1)
    assert ws.control.finish_now() == 1
    thread.join()
    assert replies[0]["data"]["status"] == "completed"


@pytest.mark.parametrize("code", [1403, 1405, 5000])
def test_a_failed_job_is_an_http_200_and_refunded(ws, customer, code):
    ws.control.play("failed", code=code, error="It broke.")
    data = customer.settled(customer.bought(LITE, prompt="a"))
    assert (data["status"], data["code"], data["error"], data["outputs"]) == (
        "failed",
        code,
        "It broke.",
        [],
    )
    assert ws.control.billed() == 0


def test_a_moderated_frame_fails_the_whole_job(ws, customer, three):
    ws.control.play("moderated")
    data = customer.settled(customer.bought(EDITS, **three))
    assert (data["status"], data["code"], ws.control.billed()) == ("failed", 1200, 0)


def test_early_404_then_a_proxy_page_then_the_truth(ws, customer):
    ws.control.play("early_404", polls=2)
    ws.control.play("poll_page", polls=3)
    job = customer.bought(LITE, prompt="a")
    statuses = [customer.api.get(f"predictions/{job}/result").status_code for _ in range(6)]
    assert statuses == [404, 404, 502, 502, 502, 200]


def test_a_poll_may_be_reset(ws, customer):
    ws.control.play("poll_reset")
    job = customer.bought(LITE, prompt="a")
    with pytest.raises(httpx.TransportError):
        customer.look(job)
    assert customer.settled(job)["status"] == "completed"


def test_an_unknown_status_word_passes(ws, customer):
    ws.control.play("unknown_word", word="paused", polls=2)
    job = customer.bought(LITE, prompt="a")
    assert [customer.look(job)["status"] for _ in range(3)] == ["paused", "paused", "completed"]


def test_a_stuck_job_stays_created_until_it_is_ended_by_name(ws, customer):
    ws.control.play("stuck")
    job = customer.bought(LITE, prompt="a")
    ws.control.advance(3600)
    assert (customer.look(job)["status"], ws.control.finish_now()) == ("created", 0)
    ws.control.finish_now(job)
    assert customer.look(job)["status"] == "completed"


def test_jobs_over_the_parallel_places_stay_created(ws, customer):
    ws.control.configure(parallel=2, service_time_s=10)
    jobs = [customer.bought(LITE, prompt=f"{index}") for index in range(5)]

    def words():
        return [customer.look(job)["status"][:4] for job in jobs]

    assert words() == ["proc", "proc", "crea", "crea", "crea"]
    ws.control.advance(10.5)
    assert words() == ["comp", "comp", "proc", "proc", "crea"]
    ws.control.advance(20)
    assert words() == ["comp"] * 5
    assert ws.control.most_running() == 2


def test_submissions_over_the_minute_are_refused_until_it_is_over(ws, customer):
    ws.control.configure(per_minute=2, limit_retry_after_s=60)
    replies = [customer.order(LITE, prompt="a") for _ in range(3)]
    assert [answer.status_code for answer in replies] == [200, 200, 429]
    assert replies[2].headers["retry-after"] == "60"
    ws.control.advance(60)
    assert customer.order(LITE, prompt="a").status_code == 200


@pytest.mark.parametrize("options", [{"calls": 2}, {"seconds": 30}])
def test_the_history_may_lag(ws, customer, options):
    ws.control.play("history_lag", **options)
    customer.bought(LITE, prompt="a")

    def count():
        return len(customer.api.post("predictions", json={}).json()["data"]["items"])

    assert (count(), count()) == (0, 0)
    ws.control.advance(31)
    assert count() == 1


@pytest.mark.parametrize("stage", ["history", "balance", "models", "price", "billings"])
def test_free_calls_may_fail_once(ws, customer, stage):
    ws.control.play(f"{stage}_error", status=503)

    def call():
        if stage in ("balance", "models"):
            return customer.api.get(stage).status_code
        path = {"history": "predictions", "price": "model/price", "billings": "billings/search"}
        body = {"model_id": LITE} if stage == "price" else {}
        return customer.api.post(path[stage], json=body).status_code

    assert (call(), call()) == (503, 200)
