"""The emulator of Novita itself: its strictness, its money, its forms, and the sample flow."""

import base64
import contextlib
import io
import json

import httpx
import pytest
from PIL import Image

from tests.emulator.customer import BLUE, GREEN, RED, dominant, photograph
from tests.emulator.novita import KEY, NovitaEmulator, NovitaProcess
from tests.emulator.novita.customer import Customer, data_uri

PICTURE = data_uri(photograph(RED))
LITE, V45, V4 = "seedream-5.0-lite", "seedream-4.5", "seedream-4.0"
AUTO = {"sequential_image_generation": "auto"}


def group(count):
    return {**AUTO, "sequential_image_generation_options": {"max_images": count}}


def picture(size, form="JPEG", named="jpeg"):
    buffer = io.BytesIO()
    Image.new("RGB", size, RED).save(buffer, form)
    return data_uri(buffer.getvalue(), named)


def all_that_comes(customer, model, **inputs):
    body = b""
    with (
        contextlib.suppress(httpx.TransportError),
        customer.api.stream("POST", model, json=inputs) as answer,
    ):
        for piece in answer.iter_raw():
            body += piece
    return body


@pytest.fixture
def cloud():
    with NovitaEmulator(service_time_s=0.0, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def customer(cloud):
    with Customer(cloud) as customer:
        yield customer


def test_the_documented_sample_flow_gives_the_pictures_that_were_asked_for(cloud, customer):
    """One POST as the vendor's page for 5.0-lite has it; the answer is the pictures."""
    told = customer.bought(
        LITE,
        prompt="2 images. First, Figure 2 in evening light; second, Figure 3.",
        image=[data_uri(photograph(colour)) for colour in (RED, GREEN, BLUE)],
        size="2304x1728",
        watermark=False,
        optimize_prompt_options={"mode": "standard"},
        **group(2),
    )
    assert [dominant(customer.seen(url)) for url in told] == ["green", "blue"]
    assert cloud.billed_micros == 70_000
    assert cloud.violations == []


def test_the_sample_of_the_earlier_model_has_other_names(cloud, customer):
    told = customer.bought(
        V4,
        prompt="the same lamp by night",
        images=[PICTURE],
        size="2K",
        sequential_image_generation="auto",
        max_images=2,
        watermark=True,
    )
    assert len(told) == 2
    assert cloud.billed_micros == 60_000


@pytest.mark.parametrize(
    ("header", "status", "reason"),
    [
        (None, 400, "MISSING_API_KEY"),
        ("Bearer sk_other", 403, "INVALID_API_KEY"),
        (KEY, 403, "INVALID_API_KEY"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/v3/{LITE}"),
        ("GET", "/openapi/v1/billing/balance/detail"),
        ("GET", "/v3/async/task-result"),
    ],
)
def test_without_the_key_there_is_nothing(cloud, header, status, reason, method, path):
    headers = {"Authorization": header} if header else {}
    answer = httpx.request(method, cloud.url + path, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)


@pytest.mark.parametrize("path", ["seedream-5.0-pro", "seedream-5.0-lite/edit", "async/x", ""])
def test_a_path_that_the_service_does_not_have_is_not_found(customer, path):
    answer = customer.order(path, prompt="x")
    assert (answer.status_code, answer.json()["reason"]) == (404, "API_NOT_FOUND")


REFUSED = {
    "no prompt": (LITE, {"prompt": ""}, "INVALID_REQUEST_BODY"),
    "model in the body": (LITE, {"model": LITE}, "INVALID_REQUEST_BODY"),
    "strength": (LITE, {"strength": 0.5}, "INVALID_REQUEST_BODY"),
    "stream": (LITE, {"stream": True}, "INVALID_REQUEST_BODY"),
    "response_format": (LITE, {"response_format": "url"}, "INVALID_REQUEST_BODY"),
    "output_format": (LITE, {"output_format": "png"}, "INVALID_REQUEST_BODY"),
    "seed": (LITE, {"seed": 7}, "INVALID_REQUEST_BODY"),
    "the earlier name": (LITE, {"images": [PICTURE]}, "INVALID_REQUEST_BODY"),
    "the later name": (V4, {"image": [PICTURE]}, "INVALID_REQUEST_BODY"),
    "the earlier count": (LITE, {**AUTO, "max_images": 2}, "INVALID_REQUEST_BODY"),
    "the later count": (V4, group(2), "INVALID_REQUEST_BODY"),
    "a mode for the earlier model": (
        V4,
        {"optimize_prompt_options": {"mode": "standard"}},
        "INVALID_REQUEST_BODY",
    ),
    "another mode": (LITE, {"optimize_prompt_options": {"mode": "fast"}}, "INVALID_REQUEST_BODY"),
    "watermark as a text": (LITE, {"watermark": "false"}, "INVALID_REQUEST_BODY"),
    "another word": (LITE, {"sequential_image_generation": "on"}, "INVALID_REQUEST_BODY"),
    "no outputs": (LITE, group(0), "INVALID_REQUEST_BODY"),
    "16 outputs": (LITE, group(16), "INVALID_REQUEST_BODY"),
    "outputs as a text": (LITE, group("2"), "INVALID_REQUEST_BODY"),
    "16 in all": (LITE, {"image": [PICTURE] * 10, **group(6)}, "INVALID_REQUEST_BODY"),
    "15 references": (LITE, {"image": [PICTURE] * 15}, "INVALID_REQUEST_BODY"),
    "11 references": (V4, {"images": [PICTURE] * 11}, "INVALID_REQUEST_BODY"),
    "no references": (LITE, {"image": []}, "INVALID_REQUEST_BODY"),
    "a reference as a text": (LITE, {"image": PICTURE}, "INVALID_REQUEST_BODY"),
    "bare base64": (LITE, {"image": [PICTURE.partition(",")[2]]}, "INVALID_IMAGE_FORMAT"),
    "in capitals": (
        LITE,
        {"image": [PICTURE.replace("data:image/jpeg", "DATA:IMAGE/JPEG")]},
        "INVALID_IMAGE_FORMAT",
    ),
    "of another kind": (LITE, {"image": [picture((64, 64), "PNG")]}, "INVALID_IMAGE_FORMAT"),
    "no picture": (LITE, {"image": [data_uri(b"abc")]}, "INVALID_IMAGE_FORMAT"),
    "webp for 4.0": (V4, {"images": [picture((64, 64), "WEBP", "webp")]}, "INVALID_IMAGE_FORMAT"),
    "14 px": (LITE, {"image": [picture((14, 64))]}, "INVALID_IMAGE_FORMAT"),
    "6001 px": (LITE, {"image": [picture((6001, 600))]}, "IMAGE_EXCEEDS_MAX_RESOLUTION"),
    "1:4 for 4.0": (V4, {"images": [picture((64, 256))]}, "INVALID_IMAGE_FORMAT"),
    "1:17": (LITE, {"image": [picture((20, 340))]}, "INVALID_IMAGE_FORMAT"),
    "1500x1500": (LITE, {"size": "1500x1500"}, "INVALID_IMAGE_SIZE"),
    "1K of lite": (LITE, {"size": "1K"}, "INVALID_IMAGE_SIZE"),
    "4K of lite": (LITE, {"size": "4K"}, "INVALID_IMAGE_SIZE"),
    "3K of 4.5": (V45, {"size": "3K"}, "INVALID_IMAGE_SIZE"),
    "800x800 of 4.0": (V4, {"size": "800x800"}, "INVALID_IMAGE_SIZE"),
    "with a star": (LITE, {"size": "2048*2048"}, "INVALID_IMAGE_SIZE"),
    "with ×": (LITE, {"size": "2048×2048"}, "INVALID_IMAGE_SIZE"),
    "1:17 outputs": (V4, {"size": "900x15300"}, "INVALID_IMAGE_SIZE"),
}


@pytest.mark.parametrize(("model", "change", "reason"), REFUSED.values(), ids=REFUSED)
def test_an_order_that_is_not_as_documented_is_refused_and_costs_nothing(
    cloud, customer, model, change, reason
):
    answer = customer.order(model, **({"prompt": "x"} | change))
    document = answer.json()
    assert set(document) == {"code", "reason", "message", "metadata"}
    assert (answer.status_code, document["code"], document["reason"]) == (400, 400, reason)
    assert (cloud.control.jobs(), cloud.billed_micros) == ([], 0)


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (LITE, {"size": "3K"}),
        (LITE, {"image": [picture((64, 64), "WEBP", "webp")]}),
        (LITE, {"image": [PICTURE] * 14}),
        (V45, {"size": "4K"}),
        (V45, {"size": "3750x1250"}),
        (V4, {"size": "1K"}),
        (V4, {"size": "1600x700"}),
        (V4, {"images": [PICTURE] * 10}),
    ],
)
def test_what_each_model_is_documented_to_take_is_taken(customer, model, more):
    assert customer.order(model, prompt="x", **more).status_code == 200


def test_a_file_beyond_the_bound_and_a_body_beyond_it_are_refused(cloud, customer):
    cloud.control.configure(file_bytes_max=500)
    answer = customer.order(LITE, prompt="x", image=[PICTURE])
    assert answer.json()["reason"] == "IMAGE_FILE_EXCEEDS_MAX_SIZE"
    cloud.control.configure(body_bytes_max=500)
    assert customer.order(LITE, prompt="x", image=[PICTURE]).status_code == 413


def test_a_group_without_a_count_gives_what_its_references_leave_room_for(customer):
    assert len(customer.bought(LITE, prompt="x", image=[PICTURE] * 12, **AUTO)) == 3


@pytest.mark.parametrize(
    ("form", "head"),
    [("url", "http"), ("data_uri", "data:image/jpeg;base64,"), ("bare_base64", "/")],
)
def test_pictures_come_in_three_forms(cloud, customer, form, head):
    cloud.control.configure(form=form)
    told = customer.bought(LITE, prompt="x", image=[PICTURE])
    assert told[0].startswith(head)
    assert dominant(customer.seen(told[0])) == "red"
    cloud.play("object_outputs", key="image_url")
    assert customer.bought(LITE, prompt="x")[0]["image_url"].startswith(head)


def test_addresses_end_an_hour_later(cloud, customer):
    [url] = customer.bought(LITE, prompt="x")
    cloud.control.advance(3_500)
    assert customer.web.get(url).status_code == 200
    cloud.control.advance(200)
    assert customer.web.get(url).status_code == 404


@pytest.mark.parametrize(
    ("scenario", "options", "status"),
    [
        ("moderated", {}, 400),
        ("moderated", {"code": "ILLEGAL_IMAGE_CONTENT"}, 400),
        ("refused_under_200", {}, 200),
        ("server_error", {"form": "json"}, 500),
        ("rate_limited", {}, 429),
        ("no_money", {}, 400),
        ("no_money", {"form": "403"}, 403),
    ],
)
def test_what_is_refused_is_not_billed_or_given_back(cloud, customer, scenario, options, status):
    cloud.play(scenario, **options)
    answer = customer.order(LITE, prompt="x")
    assert answer.status_code == status
    assert answer.json()["reason"]
    assert (cloud.billed_micros, cloud.control.balance()) == (0, 100_000_000)


def test_a_reference_that_cannot_be_downloaded_fails_the_order_unbilled(cloud, customer):
    answer = customer.order(LITE, prompt="x", image=["https://cdn.example/a.png"])
    assert (answer.status_code, cloud.billed_micros) == (400, 0)


def test_the_balance_is_told_as_texts_of_a_hundredth_of_a_cent(cloud, customer):
    customer.bought(LITE, prompt="x", **group(2))
    with customer.line(f"{cloud.url}/openapi/v1/billing/") as billing:
        told = billing.get("balance/detail").json()
    assert told["availableBalance"] == "999300"
    assert (told["pendingCharges"], told["creditLimit"]) == ("0", "0")


def test_a_lost_reply_leaves_a_bill_and_nothing_to_ask_for(cloud, customer):
    cloud.play("reply_dropped")
    with pytest.raises(httpx.TransportError):
        customer.order(LITE, prompt="x")
    assert cloud.billed_micros == 35_000
    [job] = cloud.control.jobs()
    answer = customer.api.get("async/task-result", params={"task_id": job["id"]})
    assert (answer.status_code, answer.json()["reason"]) == (404, "TASK_NOT_FOUND")


def test_a_reply_that_is_cut_holds_its_first_pictures(cloud, customer):
    cloud.play("answer_form")
    cloud.play("reply_cut", fraction=0.7)
    body = all_that_comes(customer, LITE, prompt="x", **group(3))
    first, second, third = body.split(b'","')
    base64.b64decode(second, validate=True)
    assert not third.endswith(b'"]}')
    assert first.startswith(b'{"images":["')


def test_an_answer_that_stalls_goes_on_when_it_is_let_go(cloud, customer):
    cloud.play("answer_form")
    cloud.play("answer_stalls", after=2, seconds=0.05)
    body = all_that_comes(customer, LITE, prompt="x", **group(3))
    assert len(json.loads(body)["images"]) == 3


def test_a_key_at_the_file_host_is_a_breach_that_is_remembered(cloud, customer):
    customer.web.get(f"{cloud.media_url}/output/x/0-0.png", headers={"Authorization": KEY})
    assert [breach["what"] for breach in cloud.violations] == ["key_in_headers"]


def test_it_serves_from_a_process_of_its_own():
    with NovitaProcess(service_time_s=0.0, scale=0.05) as cloud, Customer(cloud) as customer:
        assert len(customer.bought(LITE, prompt="x")) == 1
        assert cloud.billed_micros == 35_000
