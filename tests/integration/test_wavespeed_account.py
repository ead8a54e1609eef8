"""Money, history, models and prices of the emulated account."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.emulator.wavespeed import WaveSpeedEmulator
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


def test_the_price_of_a_batch_counts_the_pictures_asked_for(ws, customer):
    inputs = {"prompt": "a", "images": [customer.upload(PICTURE)], "max_images": 4}
    asked = {"model_id": EDITS, "inputs": inputs}
    quote = customer.api.post("model/price", json=asked).json()["data"]
    floor = customer.api.post("model/price", json={"model_id": EDITS}).json()["data"]
    old = customer.api.post("model/pricing", json={"model_id": EDITS}).json()["data"]
    prices = (quote["discounted_price"], floor["price"], old["unit_price"])
    assert prices == (0.14, 0.035, 0.035)
    customer.bought(EDITS, **inputs)
    assert ws.control.billed() == 140_000
    assert customer.api.get("balance").json()["data"] == {"balance": 99.86}


def test_billing_goes_from_pre_to_done_and_a_refund_is_an_item(ws, customer):
    ws.control.configure(refund_delay_s=3600)
    good = customer.bought(LITE, prompt="a")
    ws.control.play("failed")
    bad = customer.bought(LITE, prompt="b")

    def items(job):
        body = {"page": 1, "page_size": 10, "prediction_uuids": [job]}
        found = customer.api.post("billings/search", json=body).json()["data"]["items"]
        return [(item["billing_type"], item["order"]["state"]) for item in found]

    customer.settled(bad)
    assert items(good) == [("deduct", "done")]
    assert items(bad) == [("deduct", "pre")]
    assert ws.control.billed() == 70_000
    ws.control.advance(3601)
    assert items(bad) == [("refund", "pre"), ("deduct", "pre")]
    assert (ws.control.billed(), ws.control.balance()) == (35_000, 99_965_000)


def test_an_empty_account_is_refused_in_the_form_that_was_chosen(ws, customer):
    ws.control.set_balance(34_999)
    shown = []
    for form in ("402", "400", "200"):
        ws.control.configure(no_money_form=form)
        answer = customer.order(LITE, prompt="a")
        shown.append((answer.status_code, "Insufficient credits" in answer.json()["message"]))
    assert shown == [(402, True), (400, True), (200, True)]
    assert ws.control.job_count() == 0


def test_history_filters_pages_and_forgets_after_seven_days(ws, customer):
    url = customer.upload(PICTURE)
    jobs = [customer.bought(LITE, prompt=f"{index}") for index in range(3)]
    edit = customer.bought(f"{LITE}/edit", prompt="e", images=[url])
    customer.settled(edit)

    def ids(**filters):
        body = {"page": 1, "page_size": 100, **filters}
        items = customer.api.post("predictions", json=body).json()["data"]["items"]
        return [item["id"] for item in items]

    assert ids() == [edit, *reversed(jobs)]
    assert ids(model=LITE, page=2, page_size=2) == [jobs[0]]
    assert ids(status="failed") == []
    now = datetime.now(UTC)
    past, soon = ((now + timedelta(minutes=m)).isoformat() for m in (-2, 5))
    assert len(ids(created_after=past, created_before=soon)) == 4
    assert ids(created_before=past) == []
    body = {"include_inputs": True, "model": f"{LITE}/edit"}
    item = customer.api.post("predictions", json=body).json()["data"]["items"][0]
    assert item["inputs"] == {"prompt": "e", "images": [url]}
    ws.control.advance(7 * 86_400 + 1)
    assert ids() == []


@pytest.mark.parametrize(
    "body",
    [{"page_size": 101}, {"page": 0}, {"limit": 5}, {"created_after": "today"}, {"page": True}],
)
def test_history_refuses_what_is_not_documented(customer, body):
    assert customer.api.post("predictions", json=body).status_code == 400


def test_deleted_jobs_are_gone_and_unknown_ones_are_skipped(ws, customer):
    job = customer.bought(LITE, prompt="a")
    customer.settled(job)
    body = {"ids": [job, "unknown"]}
    answer = customer.api.post("predictions/delete", json=body).json()
    assert answer["data"] == {"deleted_count": 1}
    assert customer.api.get(f"predictions/{job}").status_code == 404


def test_the_model_list_holds_the_twelve_models_with_schema_and_price(customer):
    listed = {m["model_id"]: m for m in customer.api.get("models").json()["data"]}
    twelve = [
        f"bytedance/seedream-{version}{kind}"
        for version in ("v4", "v4.5", "v5.0-lite")
        for kind in ("", "/edit", "/sequential", "/edit-sequential")
    ]
    assert set(twelve) <= set(listed)
    schema = listed[EDITS]["api_schema"]["api_schemas"][0]["request_schema"]
    assert schema["required"] == ["prompt", "images"]
    assert (schema["properties"]["max_images"]["maximum"], listed[EDITS]["base_price"]) == (
        15,
        0.035,
    )


def test_a_webhook_cannot_be_combined_with_base64_and_the_error_has_another_shape(customer):
    inputs = {"prompt": "a", "enable_base64_output": True}
    answer = customer.api.post(f"{LITE}?webhook=https://a.example/hook", json=inputs)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_the_optimiser_is_an_ordinary_model_that_returns_text(ws, customer):
    job = customer.bought("wavespeed-ai/prompt-optimizer", text="a lake", mode="image")
    assert customer.settled(job)["outputs"][0].startswith("a lake")
    assert ws.control.billed() == 1_000
