"""What the emulator's control sees, orders and forgets, in this process and in another."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.emulator.host import Host
from tests.emulator.wavespeed import EmulatorControl, WaveSpeedEmulator, WaveSpeedProcess
from tests.emulator.wavespeed.customer import EDITS, LITE, RED, Customer, photograph

PICTURE = photograph(RED)


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def customer(ws):
    with Customer(ws) as customer:
        yield customer


def test_a_key_in_any_part_of_a_request_to_another_host_is_recorded(ws, customer):
    url = customer.upload(PICTURE)
    put = customer.ticket(PICTURE)["upload"]
    customer.web.get(url, headers={"X-Api-Key": ws.key})
    customer.web.get(url, headers={"Authorization": "Bearer other"})
    customer.web.get(f"{url}?k={ws.key}")
    customer.web.put(put["url"], content=b"x" * 99 + ws.key.encode(), headers=put["headers"])
    assert [v["what"] for v in ws.control.violations()] == [
        "key_in_headers",
        "credentials_sent",
        "key_in_url",
        "key_in_body",
    ]


def test_a_ticket_may_lead_abroad(ws, customer):
    ws.control.play("ticket_leads_abroad")
    assert customer.ticket(PICTURE)["upload"]["url"].startswith(ws.foreign_url)


def test_orders_combine_queue_up_and_wait_for_their_place(ws, customer):
    ws.control.play("failed", code=1403)
    ws.control.play("failed", code=1405)
    ws.control.play("early_404", polls=1, times=2)
    ws.control.play("stuck", at=3)
    ws.control.play("moderated", skip=2, model=LITE)
    jobs = [customer.bought(LITE, prompt=f"{index}") for index in range(4)]
    polls = [customer.api.get(f"predictions/{job}/result").status_code for job in jobs]
    assert polls == [404, 404, 200, 200]
    assert [customer.look(job).get("code") for job in jobs] == [1403, 1405, 1200, None]
    assert ws.control.job(jobs[3])["status"] == "created"
    assert ws.control.cues() == []


def test_an_order_without_end_lasts_until_it_is_dropped(ws, customer):
    ws.control.play("rate_limited", times=None)
    refused = [customer.order(LITE, prompt="a").status_code for _ in range(3)]
    ws.control.stop_playing("rate_limited")
    assert [*refused, customer.order(LITE, prompt="a").status_code] == [429, 429, 429, 200]


@pytest.mark.parametrize(("scenario", "options"), [("reply_droped", {}), ("fewer", {"number": 2})])
def test_a_misspelt_order_is_an_error(ws, scenario, options):
    with pytest.raises(ValueError, match=r"no scenario|no option"):
        ws.control.play(scenario, **options)


def test_a_double_purchase_is_seen_by_content_and_by_address(ws, customer):
    first, second = (customer.upload(PICTURE, name) for name in ("a.jpg", "b.jpg"))
    order = {"prompt": "a", "max_images": 2}
    jobs = [customer.bought(EDITS, images=[url], **order) for url in (first, second)]
    other = customer.bought(EDITS, images=[first], prompt="b")
    assert ws.control.duplicates() == {
        "same_order": [jobs],
        "shared_urls": [{"url": first, "jobs": [jobs[0], other]}],
    }


def test_a_refunded_purchase_is_no_double_charge(ws, customer):
    ws.control.play("failed")
    jobs = [customer.bought(LITE, prompt="a") for _ in range(2)]
    customer.settled(jobs[0])
    assert ws.control.duplicates()["same_order"] == []
    assert ws.control.duplicates(charged_only=False)["same_order"] == [jobs]


def test_reset_forgets_everything_but_settings(ws, customer):
    customer.bought(LITE, prompt="a")
    ws.control.play("failed")
    ws.control.reset()
    state = (ws.control.jobs(), ws.control.log(), ws.control.cues(), ws.control.balance())
    assert state == ([], [], [], 100_000_000)


def test_waiting_ends_when_the_request_has_come_or_the_time_is_over(ws, customer):
    assert not ws.control.await_requests(1, "/balance", timeout_s=0.02)
    customer.api.get("balance")
    assert ws.control.await_requests(1, "/balance")
    assert not ws.control.await_jobs(1, timeout_s=0.02)


def test_an_error_of_the_emulator_itself_is_not_swallowed():
    async def broken(scope, receive, send):
        raise KeyError("a bug")

    host = Host("broken", ("api",))
    host.start({"api": broken})
    with pytest.raises(httpx.TransportError):
        httpx.get(host.urls["api"], trust_env=False)
    host.stop()
    assert [fault.splitlines()[-1] for fault in host.faults] == ["KeyError: 'a bug'"]


def test_settings_may_change_in_the_middle_and_must_exist(ws, customer):
    assert ws.control.configure(service_time_s=1000)["service_time_s"] == 1000
    job = customer.bought(LITE, prompt="a")
    assert customer.look(job)["status"] == "processing"
    with pytest.raises(ValueError, match="no setting"):
        ws.control.configure(service_time=1)


def test_sixty_requests_a_second_are_no_effort():
    with WaveSpeedEmulator(service_time_s=0.0, is_plain=True) as ws, Customer(ws) as customer:
        url = customer.upload(PICTURE)

        def one(index):
            order = {"prompt": f"{index}", "images": [url], "size": "2048*2048"}
            return customer.settled(customer.bought(f"{LITE}/edit", **order))["status"]

        begin = time.perf_counter()
        with ThreadPoolExecutor(8) as pool:
            words = list(pool.map(one, range(120)))
        seconds = time.perf_counter() - begin
    assert words == ["completed"] * 120
    assert 240 / seconds > 60


def test_a_process_serves_the_same_control_and_outlives_a_killed_client():
    with WaveSpeedProcess(service_time_s=0.0, scale=0.05) as ws:
        ws.control.play("reply_delayed")
        script = (
            "import sys, httpx; httpx.post(sys.argv[1], json={'prompt': 'a'}, timeout=60,"
            "headers={'Authorization': 'Bearer ' + sys.argv[2]}, trust_env=False)"
        )
        command = [sys.executable, "-c", script, f"{ws.url}/api/v3/{LITE}", ws.key]
        client = subprocess.Popen(command)
        assert EmulatorControl(ws.control_url).await_jobs(1)
        client.kill()
        assert client.wait() != 0
        assert ws.control.billed() == 35_000
        with pytest.raises(ValueError, match="no scenario"):
            ws.control.play("nothing")
        with Customer(ws) as customer:
            items = customer.api.post("predictions", json={}).json()["data"]["items"]
        assert [item["id"] for item in items] == [job["id"] for job in ws.control.jobs()]
    with pytest.raises(ConnectionError):
        ws.control.billed()
