"""The emulator of Atlas Cloud itself: its strictness, its money, its forms, and the sample flow."""

import time

import httpx
import pytest

from tests.emulator.atlascloud import KEY, AtlasCloudEmulator, AtlasCloudProcess
from tests.emulator.atlascloud.customer import EDITS, LITE, Customer
from tests.emulator.customer import BLUE, GREEN, RED, dominant, photograph

PICTURE = photograph(RED)
V4, V45 = "bytedance/seedream-v4", "bytedance/seedream-v4.5"


@pytest.fixture
def cloud():
    with AtlasCloudEmulator(service_time_s=0.0, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def customer(cloud):
    with Customer(cloud) as customer:
        yield customer


def test_the_documented_sample_flow_gives_the_pictures_that_were_asked_for(cloud, customer):
    """Upload, submit, poll every so often, fetch: as the vendor's pages and nodes do it."""
    urls = [customer.upload(photograph(colour)) for colour in (RED, GREEN, BLUE)]
    answer = customer.order(
        EDITS,
        prompt="2 images. First, Figure 2 in evening light; second, Figure 3.",
        images=urls,
        size="2304*1728",
        max_images=2,
        output_format="png",
        optimize_prompt_options={"mode": "standard"},
    )
    assert answer.json()["code"] == 200
    assert answer.json()["data"]["status"] == "starting"
    assert answer.headers["x-request-id"]
    done = customer.settled(answer.json()["data"]["id"])
    assert done["status"] in ("completed", "succeeded")
    assert [dominant(customer.picture(url)) for url in done["outputs"]] == ["green", "blue"]
    assert done["price"] == "0.070000"
    assert cloud.billed_micros == 70_000
    assert cloud.violations == []


def test_the_nodes_of_the_vendor_send_what_is_taken(customer):
    """What the vendor's ComfyUI nodes send for each kind of model, and the query they add."""
    image = customer.upload(PICTURE)
    tracking = {"utm_source": "github", "utm_medium": "readme", "utm_campaign": "comfyui"}
    bodies = [
        {"model": LITE, "prompt": "a lake", "size": "2048*2048", "enable_base64_output": False},
        {"model": f"{V45}/edit", "images": [image], "prompt": "warm", "size": "2048*2048"},
        {"model": f"{V4}/sequential", "prompt": "x", "size": "2048*2048", "max_images": 14},
        {"model": f"{V4}/edit-sequential", "prompt": "x", "images": [image], "max_images": 1},
    ]
    for body in bodies:
        answer = customer.api.post("generateImage", json=body, params=tracking)
        assert answer.status_code == 200, answer.text
        job = answer.json()["data"]["id"]
        assert customer.api.get(f"prediction/{job}/", params=tracking).status_code == 200


@pytest.mark.parametrize("header", [None, "Bearer apikey-other", KEY])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/model/generateImage"),
        ("GET", "/api/v1/model/prediction/abc"),
        ("POST", "/api/v1/model/uploadMedia"),
        ("POST", "/api/v1/model/calculate"),
        ("GET", "/public/v1/balance"),
    ],
)
def test_without_the_key_there_is_nothing(cloud, header, method, path):
    headers = {"Authorization": header} if header else {}
    answer = httpx.request(method, cloud.url + path, headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/api/v3/balance", "/api/v1/model/result/x", "/", "/v1/models"])
def test_a_wrong_path_sounds_like_a_wrong_key(customer, cloud, path):
    with customer.line(cloud.url) as line:
        assert line.get(path).status_code == 401


REFUSED = {
    "no model": ({"model": ""}, 400),
    "unknown model": ({"model": "bytedance/seedream-v9"}, 404),
    "unknown field": ({"seed": 7}, 400),
    "size of no preset": ({"size": "2048*2049"}, 400),
    "size with x": ({"size": "2048x2048"}, 400),
    "size of another service": ({"size": "1440*2560"}, 400),
    "empty prompt": ({"prompt": " "}, 400),
    "no images": ({"images": []}, 400),
    "15 images": ({"images": ["https://cdn.example/a.png"] * 15}, 400),
    "an image that is none": ({"images": ["a.png"]}, 400),
    "DATA in capitals": ({"images": ["DATA:image/png;base64,AAAA"]}, 400),
    "0 outputs": ({"max_images": 0}, 400),
    "16 outputs": ({"max_images": 16}, 400),
    "outputs as a text": ({"max_images": "2"}, 400),
    "webp": ({"output_format": "webp"}, 400),
    "another mode": ({"optimize_prompt_options": {"mode": "slow"}}, 400),
    "mode as a text": ({"optimize_prompt_options": "fast"}, 400),
    "webhook without https": ({"webhook_url": "http://a.example"}, 400),
}


@pytest.mark.parametrize(("change", "status"), REFUSED.values(), ids=REFUSED)
def test_an_order_that_is_not_as_documented_is_refused_and_costs_nothing(
    cloud, customer, change, status
):
    order = {"prompt": "x", "images": ["https://cdn.example/a.png"], "model": EDITS}
    answer = customer.order(**(order | change))
    assert (answer.status_code, answer.json()["code"]) == (status, status)
    assert "msg" in answer.json()
    assert (cloud.control.jobs(), cloud.billed_micros) == ([], 0)


@pytest.mark.parametrize(
    ("model", "more", "status"),
    [
        (V4, {"max_images": 2}, 400),
        (f"{V4}/sequential", {"max_images": 15}, 400),
        (f"{V45}/sequential", {"max_images": 15}, 200),
        (V45, {"size": "1471*3000"}, 400),
        (V45, {"size": "1472*1472"}, 400),
        (V45, {"size": "1472*4096"}, 200),
        (V4, {"size": "1024*1024"}, 200),
        (V4, {"output_format": "png"}, 400),
        (LITE, {"images": ["https://cdn.example/a.png"]}, 400),
    ],
)
def test_each_family_has_its_own_limits(customer, model, more, status):
    assert customer.order(model, prompt="x", **more).status_code == status


@pytest.mark.parametrize(("hours", "status"), [("1", 200), ("336", 200), ("0", 400), ("a", 400)])
def test_a_retention_that_is_not_offered_is_refused(customer, hours, status):
    headers = {"X-AtlasCloud-Object-Expiration-Hours": hours}
    body = {"model": LITE, "prompt": "x"}
    assert customer.api.post("generateImage", json=body, headers=headers).status_code == status


def test_too_many_references_and_outputs_fail_late_and_are_given_back(cloud, customer):
    urls = [customer.upload(PICTURE)] * 8
    job = customer.bought(EDITS, prompt="x", images=urls, max_images=8)
    failed = customer.settled(job)
    assert (failed["status"], "price" in failed) == ("failed", False)
    assert (cloud.billed_micros, cloud.control.balance()) == (0, 100_000_000)


def test_money_is_frozen_until_the_job_has_ended(cloud, customer):
    cloud.play("stuck")
    job = customer.bought(f"{LITE}/sequential", prompt="x", max_images=4)
    with customer.line(f"{cloud.url}/public/v1/") as billing:
        held = billing.get("balance").json()
        assert held["available"] == {"value": "99.860000", "currency": "usd"}
        assert held["frozen"]["value"] == "0.140000"
        assert customer.look(job)["status"] == "queued"
        cloud.control.finish_now(job)
        spent = billing.get("balance").json()
        assert spent["frozen"]["value"] == "0.000000"
        day = time.strftime("%Y-%m-%d", time.gmtime())
        range_ = {"start_date": day, "end_date": "2999-01-01"}
        assert billing.get("model-costs", params=range_).status_code == 400
    assert cloud.billed_micros == 140_000


FORMS = {
    "documented": (200, 200, "Generation failed."),
    "envelope": (200, 500, None),
    "http": (500, 500, None),
}


@pytest.mark.parametrize(("form", "told"), FORMS.items(), ids=FORMS)
def test_a_failed_job_is_told_in_three_forms(cloud, customer, form, told):
    cloud.play("failed", form=form)
    job = customer.bought(LITE, prompt="x")
    answer = customer.api.get(f"prediction/{job}")
    status, code, error = told
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    data = answer.json()["data"]
    assert (data["status"], data.get("error"), "price" in data) == ("failed", error, False)
    assert cloud.billed_micros == 0


@pytest.mark.parametrize("name", ["early_404", "early_400"])
def test_a_young_job_may_not_be_known_yet(cloud, customer, name):
    cloud.play(name)
    job = customer.bought(LITE, prompt="x")
    found = [customer.api.get(f"prediction/{job}").status_code for _ in range(3)]
    assert found == [int(name[-3:])] * 2 + [200]


def test_a_lost_reply_leaves_a_job_that_nothing_lists(cloud, customer):
    cloud.play("reply_dropped")
    with pytest.raises(httpx.TransportError):
        customer.order(LITE, prompt="x")
    assert len(cloud.control.jobs()) == 1
    with customer.line(cloud.url) as line:
        assert line.get("/api/v1/model/predictions").status_code == 401


def test_a_price_that_comes_late_is_told_by_the_third_look(cloud, customer):
    cloud.play("price_late")
    job = customer.bought(LITE, prompt="x")
    assert [customer.look(job).get("price") for _ in range(3)] == [None, None, "0.035000"]


def test_outputs_have_several_forms(cloud, customer):
    cloud.play("object_outputs", key="image")
    assert list(customer.settled(customer.bought(LITE, prompt="x"))["outputs"][0]) == ["image"]
    cloud.play("other_output")
    assert customer.settled(customer.bought(LITE, prompt="x"))["output"].startswith("http")
    cloud.play("base64_outputs", data_uri=True)
    assert customer.settled(customer.bought(LITE, prompt="x"))["outputs"][0].startswith("data:")
    cloud.play("succeeds_as")
    assert customer.settled(customer.bought(LITE, prompt="x"))["status"] == "succeeded"


def test_the_catalogue_needs_no_key_and_leads_to_schemas_elsewhere(cloud):
    with httpx.Client(trust_env=False) as anybody:
        told = anybody.get(f"{cloud.url}/api/v1/models").json()
        assert told["code"] == "200"
        entry = next(entry for entry in told["data"] if entry["model"] == EDITS)
        assert entry["price"]["actual"]["base_price"] == "0.035"
        assert not entry["schema"].startswith(cloud.url)
        document = anybody.get(entry["schema"]).json()
        assert anybody.get(f"{cloud.url}/api/v1/webhooks/jwks.json").json()["keys"]
    properties = document["components"]["schemas"]["Input"]["properties"]
    assert len(properties["size"]["enum"]) == 16
    assert properties["images"]["maxItems"] == 14


def test_an_estimate_is_the_price_of_the_order_and_buys_nothing(cloud, customer):
    body = {"model": f"{LITE}/sequential", "prompt": "x", "max_images": 3}
    assert customer.api.post("calculate", json=body).json()["data"] == {
        "price": 0.105,
        "currency": "USD",
        "estimated": True,
    }
    assert cloud.control.jobs() == []


def test_a_key_at_the_file_host_is_a_breach_that_is_remembered(cloud, customer):
    customer.web.get(f"{cloud.media_url}/output/x/0-0.png", headers={"Authorization": KEY})
    assert [breach["what"] for breach in cloud.violations] == ["key_in_headers"]


def test_it_serves_from_a_process_of_its_own():
    with AtlasCloudProcess(service_time_s=0.0, scale=0.05) as cloud, Customer(cloud) as customer:
        assert customer.settled(customer.bought(LITE, prompt="x"))["status"] == "completed"
        assert cloud.billed_micros == 35_000
