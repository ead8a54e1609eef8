"""What emulators share, shown by the smallest service there can be: one paid route, no jobs."""

import base64
import json
import threading
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.emulator import gallery, uploads
from tests.emulator import world as shared
from tests.emulator.counter import Counter
from tests.emulator.customer import RED, Shopper, dominant, opened, photograph
from tests.emulator.emulator import Emulator, Service
from tests.emulator.jobs import Job, Wish
from tests.emulator.production import Found
from tests.emulator.replies import Events, event, reply
from tests.emulator.scenarios import STREAMS, TO_ALL
from tests.emulator.script import Scenario
from tests.emulator.strictness import check_fields, is_data_uri, json_body, need, whole
from tests.emulator.voice import Voice
from tests.emulator.world import keyed

PRICE_MICROS = 10_000


class Words(Voice):
    """Errors as {"problem": …}."""

    def error(self, status: int, text: str, *, code: Any = "") -> Response:
        return reply({"problem": code or text}, status)


@dataclass
class World(shared.World):
    scenarios: ClassVar[Mapping[str, Scenario]] = TO_ALL | STREAMS
    voice: ClassVar[Voice] = Words()
    outputs_kept_s: ClassVar[float] = 60.0
    output_gone_status: ClassVar[int] = 403


class Desk(Counter):
    async def checked(self, request: Request) -> Wish:
        fields = {"prompt": str, "image": list, "count": int, "stream": bool}
        body = check_fields(await json_body(request), fields)
        need(bool(body.get("prompt")), "no prompt", code="missing")
        pictures = tuple(body.get("image", ()))
        need(all(map(is_data_uri, pictures)), "no picture")
        count = whole(body, "count", 1, 15)
        price = count * PRICE_MICROS
        return Wish(
            model="toy",
            inputs=body,
            price_micros=price,
            prompt=body["prompt"],
            pictures=pictures,
            asked=count,
            size=(160, 120),
        )

    def produce(self, job: Job, found: list[Found | None]) -> None:
        super().produce(job, found)
        job.price_micros = len(job.slots) * PRICE_MICROS

    async def answer(self, request: Request, job: Job) -> Response:
        await self.finished(request, job)
        if job.doom is not None:
            return self.world.voice.error(400, job.doom.text, code=job.doom.code)
        if not job.inputs.get("stream"):
            here = [gallery.address(self.world, job, n) for n in range(len(job.slots))]
            return reply({"images": here})
        cut = job.cues.get("stream_cut")
        stall = job.cues.get("stream_stalled")
        if stall is not None:
            wait = lambda: self.world.pause(stall["seconds"], request.scope)  # noqa: E731
            return Events(self._events(job), after=stall["after"], how="", ending=wait)
        return Events(self._events(job), **(cut or {}))

    async def _events(self, job: Job) -> AsyncIterator[bytes]:
        for index in range(len(job.slots)):
            data = await gallery.enclosed(self.world, job, index)
            yield event({"index": index, "bytes": data.hex()}, "picture")
        yield event("[DONE]")


def _api(world: World) -> list[Route]:
    desk = Desk(world)
    return [Route("/print", keyed(world, desk.sell), methods=["POST"])]


class Toy(Emulator):
    service = Service(
        id="toy",
        key="toy_canary_1234567890",
        trusted={"api": _api},
        key_variable="TOY_API_KEY",
        url_variables={"api": "SEEDREAM_TOY_URL"},
        world=World,
    )


@pytest.fixture
def toy():
    with Toy(service_time_s=0.0) as emulator:
        yield emulator
        assert emulator.violations == []


@pytest.fixture
def shopper(toy):
    with Shopper(toy) as shopper:
        yield shopper


def test_an_order_is_answered_with_what_it_bought(toy, shopper):
    answer = shopper.api.post("print", json={"prompt": "a lake", "count": 2})
    assert [shopper.picture(url).size for url in answer.json()["images"]] == [(160, 120)] * 2
    assert toy.billed_micros == sum(s["price_micros"] for s in toy.sales) == 2 * PRICE_MICROS
    assert toy.environment == {"TOY_API_KEY": toy.key, "SEEDREAM_TOY_URL": toy.url}


def test_an_order_with_its_pictures_inside_edits_them(toy, shopper):
    uri = "data:image/jpeg;base64," + base64.b64encode(photograph(RED)).decode()
    (url,) = shopper.api.post("print", json={"prompt": "a", "image": [uri]}).json()["images"]
    assert dominant(shopper.picture(url)) == "red"
    shopper.api.post("print", json={"prompt": "a", "image": [uri]})
    assert len(toy.control.duplicates()["same_order"]) == 1


def test_a_bill_is_for_what_came(toy, shopper):
    toy.play("fewer", count=1)
    assert len(shopper.api.post("print", json={"prompt": "a", "count": 4}).json()["images"]) == 1
    assert toy.billed_micros == PRICE_MICROS
    assert toy.control.balance() == 100_000_000 - PRICE_MICROS


@pytest.mark.parametrize(
    ("scenario", "options", "status", "problem"),
    [
        ("unauthorised", {}, 401, None),
        ("forbidden", {"code": "Closed"}, 403, "Closed"),
        ("no_money", {}, 402, None),
        ("rate_limited", {"code": "TooFast"}, 429, "TooFast"),
        ("server_error", {"status": 503, "form": "json", "code": "Busy"}, 503, "Busy"),
        ("refused", {"code": "Odd"}, 400, "Odd"),
        ("moderated", {"code": "Sensitive"}, 400, "Sensitive"),
    ],
)
def test_a_refusal_is_in_the_services_words_and_free(
    toy, shopper, scenario, options, status, problem
):
    toy.play(scenario, **options)
    answer = shopper.api.post("print", json={"prompt": "a"})
    assert answer.status_code == status
    assert problem in (None, answer.json()["problem"])
    assert toy.billed_micros == 0


def test_a_proxys_page_is_no_word_of_the_service(toy, shopper):
    toy.play("server_error", form="page")
    assert "<html>" in shopper.api.post("print", json={"prompt": "a"}).text


@pytest.mark.parametrize(
    ("scenario", "sold"),
    [("reset_receiving", 0), ("reply_dropped", 1), ("reply_cut", 1)],
)
def test_a_connection_ends_before_or_after_the_sale(toy, shopper, scenario, sold):
    toy.play(scenario)
    with pytest.raises(httpx.TransportError):
        shopper.api.post("print", json={"prompt": "a"})
    assert toy.billed_micros == sold * PRICE_MICROS


def test_what_is_not_documented_is_refused(toy, shopper):
    assert shopper.api.post("print", json={"prompt": "a", "seed": 1}).status_code == 400
    assert shopper.api.post("print", json={}).json() == {"problem": "missing"}
    assert shopper.api.post("elsewhere", json={}).status_code == 404
    assert [post["outcome"] for post in toy.control.posts()] == ["refused_400"] * 2


def test_an_output_expires(toy, shopper):
    (url,) = shopper.api.post("print", json={"prompt": "a"}).json()["images"]
    toy.control.advance(61)
    assert shopper.web.get(url).status_code == 403


def streamed(shopper, **options):
    wish = {"prompt": "a", "count": 3, "stream": True}
    events = []
    with shopper.api.stream("POST", "print", json=wish, **options) as answer:
        events += [line for line in answer.iter_lines() if line.startswith("data: ")]
    return events


def test_a_stream_brings_each_picture_as_it_is_made(toy, shopper):
    events = streamed(shopper)
    assert events[-1] == "data: [DONE]"
    first = json.loads(events[0].removeprefix("data: "))
    assert opened(bytes.fromhex(first["bytes"])).size == (160, 120)
    assert len(events) == 4


@pytest.mark.parametrize("is_midway", [False, True])
def test_a_stream_that_is_cut_has_sold_everything(toy, shopper, is_midway):
    toy.play("stream_cut", after=2, is_midway=is_midway)
    seen = []
    with (
        pytest.raises(httpx.TransportError),
        shopper.api.stream("POST", "print", json={"prompt": "a", "count": 3, "stream": True}) as s,
    ):
        seen += [line for line in s.iter_lines() if line.startswith("data: ")]
    assert toy.billed_micros == 3 * PRICE_MICROS


def test_a_reply_that_streams_can_be_cut_too(toy, shopper):
    toy.play("reply_cut")
    with pytest.raises(httpx.TransportError):
        streamed(shopper)
    assert toy.billed_micros == 3 * PRICE_MICROS


def test_a_stream_stalls_until_it_is_released(toy, shopper):
    toy.play("stream_stalled")
    release = threading.Timer(0.05, toy.control.release)
    release.start()
    assert len(streamed(shopper)) == 4
    release.join()


def test_what_is_inside_a_reply_may_be_damaged(toy, shopper):
    toy.play("output_wrong_type", index=1)
    events = streamed(shopper)
    assert bytes.fromhex(json.loads(events[1].removeprefix("data: "))["bytes"])[:4] == b"%PDF"


def test_a_file_in_a_form_is_read_with_what_is_beside_it():
    body = (
        b'--b\r\nContent-Disposition: form-data; name="path"\r\n\r\nhere\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\ndata\r\n--b--\r\n"
    )
    part = uploads.form_file(body, "b")
    assert (part.filename, part.content_type, part.data) == ("a.png", "image/png", b"data")
    assert part.fields == {"path": "here"}
