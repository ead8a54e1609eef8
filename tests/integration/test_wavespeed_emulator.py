"""The emulator of WaveSpeed itself: its strictness, its money and what it remembers."""

import socket
import threading
import time

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
    dominant,
    photograph,
)

PICTURE = photograph(RED)
V4, V45 = "bytedance/seedream-v4", "bytedance/seedream-v4.5"


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def customer(ws):
    with Customer(ws) as customer:
        yield customer


def test_it_starts_quickly_and_leaves_no_thread_and_no_port():
    threads = threading.active_count()
    begin = time.perf_counter()
    with WaveSpeedEmulator() as ws:
        assert time.perf_counter() - begin < 0.3
        ports = [int(url.rpartition(":")[2]) for url in ws.urls.values()]
        held = socket.create_connection(("127.0.0.1", ports[0]))
    with held:
        assert held.recv(1) == b""
    assert threading.active_count() == threads
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_it_stops_while_a_reply_is_held_back(ws, customer):
    with WaveSpeedEmulator() as held, Customer(held) as waiting:
        held.control.play("reply_delayed")
        failures = []

        def order():
            try:
                waiting.order(LITE, prompt="a lake")
            except httpx.TransportError as exc:
                failures.append(exc)

        thread = threading.Thread(target=order)
        thread.start()
        assert held.control.await_jobs(1)
    thread.join()
    assert len(failures) == 1


@pytest.mark.parametrize("header", [None, "wsk_other", "Bearer wsk_other", "bearer {key}"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "balance"),
        ("GET", "models"),
        ("POST", "predictions"),
        ("POST", LITE),
        ("POST", "media/uploads"),
        ("GET", "predictions/abc/result"),
    ],
)
def test_every_route_wants_the_exact_bearer_key(ws, method, path, header):
    headers = {} if header is None else {"Authorization": header.format(key=ws.key)}
    answer = httpx.request(method, f"{ws.url}/api/v3/{path}", headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (401, 401)


@pytest.mark.parametrize(
    ("model", "inputs"),
    [
        (LITE, {}),
        (LITE, {"prompt": ""}),
        (LITE, {"prompt": 7}),
        (LITE, {"prompt": "a", "seed": 1}),
        (LITE, {"prompt": "a", "max_images": 2}),
        (LITE, {"prompt": "a", "output_format": "webp"}),
        (LITE, {"prompt": "a", "enable_sync_mode": "yes"}),
        (LITE, {"prompt": "a", "size": "2048x2048"}),
        (LITE, {"prompt": "a", "size": [2048, 2048]}),
        (LITE, {"prompt": "a", "size": "1439*4096"}),
        (LITE, {"prompt": "a", "size": "1440*2559"}),
        (LITE, {"prompt": "a", "size": "4097*2048"}),
        (V45, {"prompt": "a", "size": "1024*1024"}),
        (V4, {"prompt": "a", "size": "1023*2048"}),
        (V4, {"prompt": "a", "output_format": "png"}),
        (EDITS, {"prompt": "a"}),
        (EDITS, {"prompt": "a", "images": []}),
        (EDITS, {"prompt": "a", "images": "https://a.example/x.png"}),
        (EDITS, {"prompt": "a", "images": ["ftp://a.example/x.png"]}),
        (EDITS, {"prompt": "a", "images": ["https://a.example/x.png"] * 11}),
        (EDITS, {"prompt": "a", "images": ["https://a.example/x.png"], "max_images": 16}),
        (EDITS, {"prompt": "a", "images": ["https://a.example/x.png"], "max_images": True}),
        (EDITS, {"prompt": "a", "images": ["https://a.example/x.png"], "max_images": 2.0}),
    ],
)
def test_a_submission_outside_the_documents_is_refused_free_of_charge(ws, customer, model, inputs):
    answer = customer.order(model, **inputs)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert (ws.control.job_count(), ws.control.billed()) == (0, 0)
    assert [post["outcome"] for post in ws.control.posts()] == ["refused_400"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_declared_as_json_is_refused(customer, kind):
    answer = customer.api.post(LITE, content=b'{"prompt":"a"}', headers={"Content-Type": kind})
    assert answer.status_code == 400


def test_unknown_models_versions_and_jobs_are_not_found(ws, customer):
    assert customer.order("bytedance/seedream-v9", prompt="a").status_code == 404
    assert customer.api.get("predictions/0123/result").status_code == 404
    assert customer.web.get(f"{ws.url}/api/v2/balance").status_code == 404


def test_sizes_at_the_documented_bounds_are_taken(customer):
    for model, size in [(LITE, "2560*1440"), (LITE, "4096*4096"), (V4, "1024*4096")]:
        assert customer.order(model, prompt="a", size=size).status_code == 200


def test_the_last_images_are_the_targets_and_the_first_ones_anchors(ws, customer):
    urls = [customer.upload(photograph(colour)) for colour in (RED, GREEN, BLUE)]
    job = customer.bought(EDITS, prompt="a", images=urls, max_images=2, size="2048*2048")
    outputs = customer.settled(job)["outputs"]
    assert [dominant(customer.picture(url)) for url in outputs] == ["green", "blue"]
    assert ws.control.job(job)["shows"] == [0, 1]


def test_more_outputs_than_images_are_variants_of_the_last(ws, customer):
    urls = [customer.upload(photograph(colour)) for colour in (RED, BLUE)]
    job = customer.bought(EDITS, prompt="a", images=urls, max_images=4, size="2048*2048")
    pictures = [customer.web.get(url).content for url in customer.settled(job)["outputs"]]
    assert len(set(pictures)) == 4
    assert ws.control.job(job)["shows"] == [0, 0, 0, 0]


def test_an_output_has_the_size_and_format_that_were_asked_for():
    with WaveSpeedEmulator(service_time_s=0.0) as ws, Customer(ws) as customer:
        order = {"prompt": "a", "size": "2560*1440", "output_format": "png"}
        job = customer.bought(LITE, **order)
        picture = customer.picture(customer.settled(job)["outputs"][0])
        assert (picture.size, picture.format) == ((2560, 1440), "PNG")


def test_an_edit_without_a_size_follows_its_own_picture(customer):
    url = customer.upload(photograph(RED, size=(160, 80)))
    job = customer.bought(f"{LITE}/edit", prompt="a", images=[url])
    width, height = customer.picture(customer.settled(job)["outputs"][0]).size
    assert width / height == pytest.approx(2, abs=0.05)


def test_an_output_may_be_the_input_of_the_next_step(customer):
    url = customer.upload(photograph(GREEN))
    first = customer.settled(customer.bought(f"{LITE}/edit", prompt="a", images=[url]))
    again = customer.bought(f"{LITE}/edit", prompt="b", images=first["outputs"])
    picture = customer.picture(customer.settled(again)["outputs"][0])
    assert dominant(picture) == "green"


def test_plain_outputs_differ_in_bytes_and_cost_no_painting():
    with WaveSpeedEmulator(service_time_s=0.0, is_plain=True) as ws, Customer(ws) as customer:
        order = {"prompt": "a", "images": [customer.upload(PICTURE)], "size": "4096*4096"}
        jobs = [customer.bought(f"{LITE}/edit", **order) for _ in range(3)]
        urls = [customer.settled(job)["outputs"][0] for job in jobs]
        assert len({customer.web.get(url).content for url in urls}) == 3
        assert customer.picture(urls[0]).size == (4096, 4096)


def test_references_and_results_over_fifteen_fail_late_and_are_refunded(ws, customer):
    urls = [customer.upload(PICTURE, f"{index}.jpg") for index in range(8)]
    job = customer.bought(EDITS, prompt="a", images=urls, max_images=8)
    assert customer.settled(job)["status"] == "failed"
    assert ws.control.billed() == 0


def test_pictures_that_the_service_cannot_fetch_or_read_fail_the_job(customer):
    unfilled = customer.ticket(PICTURE)["download_url"]
    unreadable = customer.upload(b"no picture at all")
    codes = [
        customer.settled(customer.bought(EDITS, prompt="a", images=[url]))["code"]
        for url in (unfilled, "https://elsewhere.example/a.jpg", unreadable)
    ]
    assert codes == [1402, 1402, 1401]


def test_an_upload_is_forgotten_after_seven_days(ws, customer):
    url = customer.upload(PICTURE)
    ws.control.advance(7 * 86_400 + 1)
    assert customer.web.get(url).status_code == 404
    job = customer.bought(f"{LITE}/edit", prompt="a", images=[url])
    assert customer.settled(job)["code"] == 1402


def test_a_signed_put_wants_exactly_its_headers_and_no_key(ws, customer):
    put = customer.ticket(PICTURE)["upload"]
    headers = put["headers"]

    def status(**changes):
        sent = {name: value for name, value in {**headers, **changes}.items() if value}
        return customer.web.put(put["url"], content=PICTURE, headers=sent).status_code

    assert status(**{"If-None-Match": None}) == 403
    assert status(**{"Content-Type": "image/png"}) == 403
    assert status(Authorization="Bearer something") == 403
    assert customer.web.put(put["url"], content=b"short", headers=headers).status_code == 400
    assert customer.web.put(put["url"] + "0", content=PICTURE, headers=headers).status_code == 403
    assert (status(), status()) == (200, 412)
    assert [v["what"] for v in ws.control.violations()] == ["credentials_sent"]


def test_a_ticket_is_good_for_an_hour(ws, customer):
    put = customer.ticket(PICTURE)["upload"]
    ws.control.advance(3601)
    sent = customer.web.put(put["url"], content=PICTURE, headers=put["headers"])
    assert sent.status_code == 403


def test_the_older_multipart_upload_works_and_is_strict(customer):
    file = {"file": ("a.jpg", PICTURE, "image/jpeg")}
    data = customer.api.post("media/upload/binary", files=file).json()["data"]
    assert customer.web.get(data["download_url"]).content == PICTURE
    wrong = {"picture": ("a.jpg", PICTURE, "image/jpeg")}
    assert customer.api.post("media/upload/binary", files=wrong).status_code == 400
    assert customer.api.post("media/upload/binary", json={}).status_code == 400
