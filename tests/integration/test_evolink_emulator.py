"""The emulator of EvoLink itself: its strictness, its money, its keys, files, and sample flow."""

import httpx
import pytest

from tests.emulator.customer import BLUE, GREEN, RED, dominant, photograph
from tests.emulator.evolink import KEY, EvoLinkEmulator, EvoLinkProcess
from tests.emulator.evolink.customer import LITE, PRO, Customer

PICTURE = photograph(RED)
V4, FLASH = "doubao-seedream-4.0", "doubao-seedream-5.0-flash"
ORDER_KEY = "seedream.q-1.1-of-tests"
DAY_S = 86_400
PUBLIC = "https://files.example/a.jpg"


@pytest.fixture
def evolink():
    with EvoLinkEmulator(service_time_s=0.0, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def customer(evolink):
    with Customer(evolink) as customer:
        yield customer


def test_the_documented_sample_flow_gives_the_pictures_that_were_asked_for(evolink, customer):
    """Upload, order, poll, fetch: as the vendor's pages and its own client do it."""
    urls = [customer.upload(photograph(c), f"{n}.jpg") for n, c in enumerate((RED, GREEN, BLUE))]
    answer = customer.order(
        ORDER_KEY,
        model=LITE,
        prompt="2 images. First, Figure 2 in evening light; second, Figure 3.",
        image_urls=urls,
        size="3:2",
        quality="2K",
        n=2,
        model_params={"output_format": "png"},
    ).json()
    assert (answer["object"], answer["status"]) == ("image.generation.task", "pending")
    assert answer["usage"] == {
        "billing_rule": "per_call",
        "credits_reserved": 3.808,
        "user_group": "default",
    }
    done = customer.settled(answer["id"])
    assert (done["status"], done["progress"]) == ("completed", 100)
    assert [dominant(customer.picture(url)) for url in done["results"]] == ["green", "blue"]
    assert done["usage"]["credits_used"] == 3.808
    assert evolink.billed_micros == 56_000
    assert evolink.violations == []


def test_the_ways_of_the_vendors_client_are_taken(customer):
    """The checks that its client makes around an order: models, credits, a batch, the room."""
    named = [model["id"] for model in customer.api.get("models").json()["data"]]
    assert LITE in named
    task = customer.bought(model=V4, prompt="a lake", prompt_priority="fast", size="auto")
    told = customer.api.post("tasks/batch", json={"task_ids": [task, "task-unheard-of"]}).json()
    assert [row["id"] for row in told["data"]] == [task]
    room = customer.files.get("quota").json()
    assert (room["success"], room["data"]["remain_files"]) == (True, 100)


def test_a_balance_tells_the_accounts_credits_and_the_keys_own(customer):
    told = customer.api.get("credits").json()
    assert told["success"] is True
    assert told["data"]["user"]["remaining_credits"] == 6_800
    assert told["data"]["token"] == {
        "remaining_credits": 0,
        "unlimited_credits": True,
        "used_credits": 0,
    }


@pytest.mark.parametrize("header", [None, "Bearer sk-other", KEY])
@pytest.mark.parametrize(
    ("origin", "method", "path"),
    [
        ("api", "POST", "/v1/images/generations"),
        ("api", "GET", "/v1/tasks/task-1"),
        ("api", "GET", "/v1/tasks"),
        ("api", "GET", "/v1/credits"),
        ("files", "POST", "/api/v1/files/upload/stream"),
        ("files", "GET", "/api/v1/files/quota"),
    ],
)
def test_without_the_key_there_is_nothing(evolink, header, origin, method, path):
    headers = {"Authorization": header} if header else {}
    answer = httpx.request(method, evolink.urls[origin] + path, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_token")


def test_errors_are_numbers_in_the_older_form_and_words_in_the_newer(evolink, customer):
    words = customer.order(model=LITE).json()["error"]
    assert (words["code"], words["request_id"]) == ("invalid_parameters", "req_1")
    evolink.control.configure(has_words=False)
    numbers = customer.order(model=LITE).json()["error"]
    assert (numbers["code"], numbers["type"]) == (400, "invalid_request_error")
    assert "fallback_suggestion" in numbers


REFUSED = {
    "no model": {"model": ""},
    "unknown model": {"model": "seedream-9"},
    "the id of another service": {"model": f"{LITE}/edit"},
    "unknown field": {"seed": 7},
    "a mark on lite": {"watermark": False},
    "format outside model_params": {"output_format": "png"},
    "unknown parameter of the model": {"model_params": {"seed": 1}},
    "webp": {"model_params": {"output_format": "webp"}},
    "empty prompt": {"prompt": " "},
    "a prompt too long": {"prompt": "x" * 2001},
    "no images": {"image_urls": []},
    "15 images": {"image_urls": [PUBLIC] * 15},
    "a data URI": {"image_urls": ["data:image/png;base64,AAAA"]},
    "0 outputs": {"n": 0},
    "16 outputs": {"n": 16},
    "outputs as a text": {"n": "2"},
    "size too small": {"size": "1500x1500"},
    "size too large": {"size": "4100x4100"},
    "size too narrow": {"size": "16400x1000"},
    "size with a star": {"size": "2048*2048"},
    "size of no ratio": {"size": "7:5"},
    "1K on lite": {"quality": "1K"},
    "fast on lite": {"prompt_priority": "fast"},
    "callback without https": {"callback_url": "http://a.example"},
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_an_order_that_is_not_as_documented_is_refused_and_costs_nothing(evolink, customer, change):
    order = {"model": LITE, "prompt": "x", "image_urls": [PUBLIC]}
    answer = customer.order(**(order | change))
    assert answer.status_code == 400
    assert isinstance(answer.json()["error"]["code"], str)
    assert (evolink.control.jobs(), evolink.billed_micros) == ([], 0)


@pytest.mark.parametrize(
    ("model", "more", "status"),
    [
        (V4, {"size": "960x960"}, 200),
        (V4, {"size": "800x800"}, 400),
        (V4, {"quality": "1K", "prompt_priority": "fast"}, 200),
        (V4, {"model_params": {"output_format": "png"}}, 400),
        ("doubao-seedream-4.5", {"size": "3750x1250"}, 200),
        ("doubao-seedream-4.5", {"quality": "3K"}, 400),
        (LITE, {"size": "16000x1000"}, 200),
        (PRO, {"size": "1500x1000", "output_format": "png", "watermark": False}, 200),
        (PRO, {"n": 1}, 400),
        (PRO, {"size": "512x512"}, 400),
        (PRO, {"quality": "4K"}, 400),
        (PRO, {"image_urls": [PUBLIC] * 11}, 400),
        (FLASH, {"prompt_priority": "fast"}, 400),
        (FLASH, {"prompt": "x" * 3999, "background": "transparent"}, 200),
    ],
)
def test_each_model_has_its_own_limits(customer, model, more, status):
    assert customer.order(**({"model": model, "prompt": "x"} | more)).status_code == status


@pytest.mark.parametrize("key", ["too-short", "x" * 97, "with a space in it"])
def test_a_key_of_an_order_that_is_none_is_refused(evolink, customer, key):
    assert customer.order(key, model=LITE, prompt="x").status_code == 400
    assert evolink.control.jobs() == []


def test_the_same_order_under_the_same_key_is_the_same_task_and_is_not_billed_again(
    evolink, customer
):
    body = {"model": LITE, "prompt": "x", "n": 2}
    first = customer.order(ORDER_KEY, **body)
    again = customer.order(ORDER_KEY, **body)
    assert again.json()["id"] == first.json()["id"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(evolink.control.sales()) == 1


def test_another_order_under_the_same_key_is_a_conflict(evolink, customer):
    customer.bought(ORDER_KEY, model=LITE, prompt="x")
    answer = customer.order(ORDER_KEY, model=LITE, prompt="y")
    assert answer.json()["error"]["code"] == "idempotency_conflict"
    assert len(evolink.control.sales()) == 1


def test_an_order_that_is_not_settled_asks_to_wait_for_it(evolink, customer):
    evolink.play("outcome_pending", replays=1, retry_after=2)
    body = {"model": LITE, "prompt": "x"}
    assert customer.order(ORDER_KEY, **body).status_code == 504
    pending = customer.order(ORDER_KEY, **body)
    assert pending.json()["error"]["code"] == "paid_outcome_unknown"
    assert pending.headers["Retry-After"] == "2"
    assert customer.order(ORDER_KEY, **body).headers["idempotency-replayed"] == "true"
    assert len(evolink.control.sales()) == 1


def test_without_keys_or_where_they_are_not_looked_at_each_order_is_a_sale(evolink, customer):
    body = {"model": LITE, "prompt": "x"}
    assert customer.bought(**body) != customer.bought(**body)
    evolink.play("key_ignored", times=None)
    assert customer.bought(ORDER_KEY, **body) != customer.bought(ORDER_KEY, **body)
    assert len(evolink.control.sales()) == 4


def test_all_that_is_asked_for_is_held_and_only_what_came_is_billed(evolink, customer):
    evolink.play("fewer", count=1)
    evolink.play("stuck")
    task = customer.bought(model=LITE, prompt="x", n=4)
    assert evolink.control.balance() == 100_000_000 - 4 * 28_000
    evolink.control.finish_now(task)
    assert customer.look(task)["usage"]["credits_used"] == 1.904
    assert evolink.control.balance() == 100_000_000 - 28_000


def test_references_leave_room_for_fewer_outputs(evolink, customer):
    urls = [customer.upload(PICTURE, f"{number}.jpg") for number in range(10)]
    task = customer.bought(model=LITE, prompt="x", image_urls=urls, n=15)
    assert len(customer.settled(task)["results"]) == 5
    assert evolink.billed_micros == 5 * 28_000


def test_a_failed_task_is_given_back_and_says_so_in_words(evolink, customer):
    evolink.play("moderated")
    failed = customer.settled(customer.bought(model=LITE, prompt="x"))
    assert (failed["status"], failed["error"]["code"]) == ("failed", "content_policy_violation")
    assert "results" not in failed
    assert (evolink.billed_micros, evolink.control.balance()) == (0, 100_000_000)


def test_what_pro_costs_follows_its_size_and_its_references(evolink, customer):
    url = customer.upload(PICTURE)
    customer.settled(customer.bought(model=PRO, prompt="x", size="1024x1024", image_urls=[url]))
    assert evolink.billed_micros == 33_750 + 2_250
    customer.settled(customer.bought(model=PRO, prompt="x", size="2048x2048"))
    assert evolink.billed_micros == 33_750 + 2_250 + 67_500


def test_the_list_has_pages_newest_first_and_tells_no_results(evolink, customer):
    made = [customer.bought(model=LITE, prompt=f"{number}") for number in range(5)]
    customer.bought(model=V4, prompt="x")
    told = customer.api.get("tasks", params={"model": LITE, "page": 1, "page_size": 3}).json()
    assert (told["total"], told["page"], told["page_size"]) == (5, 1, 3)
    assert [row["id"] for row in told["data"]] == made[:1:-1]
    assert all({"results", "prompt"}.isdisjoint(row) for row in told["data"])
    last = customer.api.get("tasks", params={"model": LITE, "page": 2, "page_size": 3}).json()
    assert [row["id"] for row in last["data"]] == made[1::-1]
    evolink.control.advance(DAY_S + 1)
    assert customer.api.get("tasks").json()["data"] == []


def test_a_lost_reply_leaves_a_task_that_the_list_shows(evolink, customer):
    evolink.play("reply_dropped")
    with pytest.raises(httpx.TransportError):
        customer.order(ORDER_KEY, model=LITE, prompt="x")
    [row] = customer.api.get("tasks").json()["data"]
    assert row["id"] == evolink.control.jobs()[0]["id"]


def test_a_file_ends_after_three_days_and_an_order_with_it_fails_unbilled(evolink, customer):
    told = customer.sent(PICTURE)["data"]
    assert told["expires_at"] > told["upload_time"]
    evolink.control.advance(3 * DAY_S + 1)
    with customer.line(evolink.media_url) as web:
        assert web.get(told["file_url"]).status_code != 200
    task = customer.bought(model=LITE, prompt="x", image_urls=[told["file_url"]])
    assert customer.settled(task)["error"]["code"] == "image_processing_error"
    assert evolink.billed_micros == 0


def test_a_file_of_the_same_name_takes_the_place_of_another(evolink, customer):
    first, second = customer.upload(PICTURE), customer.upload(photograph(BLUE))
    assert first != second
    assert len(customer.files.get("list").json()["data"]["files"]) == 1
    task = customer.bought(model=LITE, prompt="x", image_urls=[first])
    assert customer.settled(task)["status"] == "failed"


def test_there_is_room_for_so_many_files_and_one_less_when_one_is_removed(evolink, customer):
    evolink.control.configure(files_max=1)
    kept = customer.sent(PICTURE, "a.jpg")["data"]
    full = customer.sent(PICTURE, "b.jpg")
    assert (full["success"], full["code"]) == (False, 40003)
    assert customer.files.delete(kept["file_id"]).json()["success"] is True
    assert customer.sent(PICTURE, "b.jpg")["success"] is True


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("upload/base64", {"base64_data": "not one"}, 40002),
        ("upload/url", {"file_url": "https://elsewhere.example/a.jpg"}, 40004),
    ],
)
def test_what_is_no_file_is_refused_under_http_200(customer, path, body, code):
    answer = customer.files.post(path, json=body)
    assert (answer.status_code, answer.json()["success"], answer.json()["code"]) == (
        200,
        False,
        code,
    )


def test_the_three_ways_of_sending_a_file_have_names_of_their_own(customer):
    data = "data:image/png;base64,iVBORw0KGgo="
    as_text = {"base64_data": data, "file_name": "t.png", "upload_path": "x"}
    told = customer.files.post("upload/base64", json=as_text).json()["data"]
    assert (told["file_name"], told["upload_path"]) == ("t.png", "x")
    copy = {"file_url": told["file_url"], "file_name": "u.png"}
    assert customer.files.post("upload/url", json=copy).json()["success"] is True
    form = {"file": ("a.jpg", PICTURE, "image/jpeg")}
    wrong = customer.files.post("upload/stream", files=form, data={"file_name": "a.jpg"})
    assert wrong.status_code == 400


def test_a_program_that_does_not_say_who_it_is_gets_no_output(evolink, customer):
    [url] = customer.settled(customer.bought(model=LITE, prompt="x"))["results"]
    with httpx.Client(trust_env=False, headers={"User-Agent": "Python-urllib/3.12"}) as nobody:
        answer = nobody.get(url)
    assert answer.status_code == 403
    assert "error code: 1010" in answer.text
    assert customer.web.get(url).status_code == 200


def test_a_key_at_the_host_of_outputs_is_a_breach_that_is_remembered(evolink, customer):
    customer.web.get(f"{evolink.media_url}/output/x/0-0.png", headers={"Authorization": KEY})
    assert [breach["what"] for breach in evolink.violations] == ["key_in_headers"]


def test_it_serves_from_a_process_of_its_own():
    with EvoLinkProcess(service_time_s=0.0, scale=0.05) as evolink, Customer(evolink) as customer:
        task = customer.bought(model=LITE, prompt="x")
        assert customer.settled(task)["status"] == "completed"
        assert evolink.billed_micros == 28_000
