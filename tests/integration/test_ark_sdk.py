"""The vendor's own Python SDK against the emulator: it is the service's protocol, not ours.

And against our adapter: what both read out of the same answers is the same.
"""

import asyncio
import base64
from contextlib import ExitStack, contextmanager
from functools import partial

import httpx
import pytest
from volcenginesdkarkruntime import Ark
from volcenginesdkarkruntime._exceptions import (
    ArkAPIConnectionError,
    ArkAPIError,
    ArkAuthenticationError,
    ArkBadRequestError,
    ArkInternalServerError,
    ArkNotFoundError,
    ArkRateLimitError,
)
from volcenginesdkarkruntime.types.images import SequentialImageGenerationOptions

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.ports.provider import OutputMissing, OutputStored
from tests.emulator.byteplus import BytePlusEmulator
from tests.emulator.customer import BLUE, GREEN, RED, dominant, opened, photograph
from tests.fixtures import ark as ours
from tests.fixtures.rawserver import answer as script
from tests.fixtures.rawserver import raw_server
from tests.fixtures.shelf import Shelf

LITE, PRO = "seedream-5-0-260128", "dola-seedream-5-0-pro-260628"
LITE_MICROS = 35_000
COLOURS = (RED, GREEN, BLUE)
PROMPT = "3 images, warm"
GENERATED = "image_generation."


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("VOLC_ACCESSKEY", "VOLC_SECRETKEY", "ARK_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def service():
    with BytePlusEmulator(key=ours.CANARY, service_time_s=0.02, scale=0.05) as emulator:
        yield emulator
        assert emulator.violations == []


@contextmanager
def at(url, *, key=ours.CANARY, retries=0):
    """Open the SDK with its retries off, as its users must have them: each may bill."""
    client = Ark(base_url=f"{url}/api/v3", api_key=key, max_retries=retries)
    try:
        yield client
    finally:
        client.close()


@pytest.fixture
def generate(service):
    with ExitStack() as clients:
        yield partial(_generate, clients, service)


def _generate(clients, service, model=LITE, *, key=ours.CANARY, retries=0, most=None, **options):
    client = clients.enter_context(at(service.url, key=key, retries=retries))
    if most is not None:
        options["sequential_image_generation"] = "auto"
        options["sequential_image_generation_options"] = SequentialImageGenerationOptions(
            max_images=most
        )
    order = {"prompt": PROMPT, "response_format": "b64_json", "watermark": False}
    return client.images.generate(model=model, **(order | options))


def uris(*colours):
    encoded = (base64.b64encode(photograph(colour)).decode() for colour in colours)
    return [f"data:image/jpeg;base64,{text}" for text in encoded]


def billed(event):
    """Return the count of the last event, whose kind the SDK takes for another's."""
    return event.model_dump()["usage"]["generated_images"]


def shown(text):
    return dominant(opened(base64.b64decode(text)))


# -- the SDK and the emulator --------------------------------------------------------------


def test_sdk_gets_one_picture_inside_the_answer(service, generate):
    answer = generate(image=uris(GREEN)[0], size="2304x1728", output_format="png")
    [picture] = answer.data
    assert (shown(picture.b64_json), picture.size) == ("green", "2304x1728")
    assert answer.usage.generated_images == 1
    assert answer.usage.output_tokens == answer.usage.total_tokens == 2304 * 1728 // 256
    assert service.billed_micros == LITE_MICROS
    assert service.violations == []


def test_sdk_gets_an_address_where_it_asks_for_one(service, generate):
    [picture] = generate(image=uris(BLUE), response_format="url").data
    fetched = httpx.get(picture.url, trust_env=False)
    assert dominant(opened(fetched.content)) == "blue"
    service.control.advance(86_401)
    assert httpx.get(picture.url, trust_env=False).status_code == 403


def test_sdk_gets_a_group_in_the_order_of_its_pictures(service, generate):
    answer = generate(image=uris(*COLOURS), most=3)
    assert [shown(picture.b64_json) for picture in answer.data] == ["red", "green", "blue"]
    assert answer.usage.generated_images == 3
    assert service.billed_micros == 3 * LITE_MICROS


def test_sdk_gets_a_group_as_events(service, generate):
    *pictures, last = generate(image=uris(*COLOURS), most=3, stream=True)
    assert [event.type for event in pictures] == [f"{GENERATED}partial_succeeded"] * 3
    assert [event.image_index for event in pictures] == [0, 1, 2]
    assert [shown(event.b64_json) for event in pictures] == ["red", "green", "blue"]
    assert (last.type, billed(last)) == (f"{GENERATED}completed", 3)
    assert service.billed_micros == 3 * LITE_MICROS


@pytest.mark.parametrize("oddity", ["comments", "crlf", "crumbs", "no_done"])
def test_sdk_reads_the_stream_in_every_form_that_it_may_have(service, generate, oddity):
    service.play(oddity)
    *pictures, last = generate(image=uris(*COLOURS), most=3, stream=True)
    assert [shown(event.b64_json) for event in pictures] == ["red", "green", "blue"]
    assert billed(last) == 3


def test_sdk_gets_nothing_of_what_it_paid_for_after_a_member_that_failed(service, generate):
    """Its trap, and why we do not read the stream by it: the third picture is billed."""
    service.play("partial_failed", index=1)
    stream = generate(image=uris(*COLOURS), most=3, stream=True)
    assert next(stream).image_index == 0
    with pytest.raises(ArkAPIError) as caught:
        next(stream)
    assert caught.value.code == "OutputImageSensitiveContentDetected"
    assert service.billed_micros == 2 * LITE_MICROS


def test_sdk_is_told_of_a_group_with_a_gap(service, generate):
    service.play("partial_failed", index=1)
    answer = generate(image=uris(*COLOURS), most=3)
    assert answer.usage.generated_images == 2
    gap = answer.data[1]
    assert gap.model_dump()["error"]["code"] == "OutputImageSensitiveContentDetected"
    assert gap.b64_json is None


def test_sdk_gets_a_single_picture_of_a_model_without_groups(service, generate):
    answer = generate(PRO, image=uris(RED, GREEN), size="2K", output_format="png")
    assert [shown(picture.b64_json) for picture in answer.data] == ["green"]
    assert answer.usage.input_images == 2
    assert service.billed_micros == 90_000 + 3_000


REFUSALS = {
    "wrong key": ({"key": "another"}, ArkAuthenticationError, "AuthenticationError"),
    "unknown model": ({"model": "x"}, ArkNotFoundError, "InvalidEndpointOrModel.NotFound"),
    "size": ({"size": "1500x1500"}, ArkBadRequestError, "InvalidParameter"),
    "no picture": ({"image": "data:image/png;base64,AAAA"}, ArkBadRequestError, "InvalidParameter"),
    "15 pictures": ({"image": uris(*COLOURS) * 5}, ArkBadRequestError, "InvalidParameter"),
}


@pytest.mark.parametrize(("options", "kind", "code"), REFUSALS.values(), ids=REFUSALS)
def test_sdk_raises_its_own_error_for_each_refusal(service, generate, options, kind, code):
    with pytest.raises(kind) as caught:
        generate(**options)
    assert caught.value.code == code
    assert caught.value.request_id, "the service echoes the SDK's number of the request"
    assert service.billed_micros == 0


@pytest.mark.parametrize(
    ("scenario", "options", "kind"),
    [
        ("rate_limited", {"code": "QuotaExceeded"}, ArkRateLimitError),
        ("server_error", {"status": 500, "form": "json"}, ArkInternalServerError),
    ],
)
def test_sdk_raises_when_the_service_is_in_trouble(service, generate, scenario, options, kind):
    service.play(scenario, **options)
    with pytest.raises(kind):
        generate()
    assert len(service.control.posts()) == 1


def test_sdk_with_its_retries_on_pays_twice_for_an_answer_that_was_lost(service, generate):
    service.play("reply_dropped")
    generate(retries=1)
    assert service.billed_micros == 2 * LITE_MICROS


def test_sdk_without_retries_hears_that_the_connection_broke(service, generate):
    service.play("reply_dropped")
    with pytest.raises(ArkAPIConnectionError):
        generate()
    assert service.billed_micros == LITE_MICROS


# -- the SDK and our adapter ---------------------------------------------------------------


def group(client, *, is_stream):
    """Order by the SDK what read() orders by our adapter."""
    return client.images.generate(
        model=LITE,
        prompt=PROMPT,
        image=uris(*COLOURS),
        size="2304x1728",
        response_format="b64_json",
        watermark=False,
        sequential_image_generation="auto",
        sequential_image_generation_options=SequentialImageGenerationOptions(max_images=3),
        stream=is_stream,
    )


def heard(url, *, is_stream):
    """Return what the SDK reads of a group, in our words: by place, and the billed count."""
    with at(url) as client:
        answer = group(client, is_stream=is_stream)
        if not is_stream:
            return _bytes(dict(enumerate(answer.data))), answer.usage.generated_images
        *pictures, last = answer
        return _bytes({event.image_index: event for event in pictures}), billed(last)


def _bytes(places):
    count = max(places, default=-1) + 1
    texts = [getattr(places.get(place), "b64_json", None) for place in range(count)]
    return [base64.b64decode(text) if text else None for text in texts]


async def read(url, folder):
    """Return what our adapter reads of the same."""
    files = [photograph(colour) for colour in COLOURS]
    order = ours.order(folder, files=files, prompt=PROMPT, options={}, outputs=3, targets=(0, 1, 2))
    shelf = Shelf()
    async with ours.ark(url, paid_read_timeout_s=10) as adapter:
        answer = await adapter.submit(order, shelf)
    assert all(isinstance(output, (OutputStored, OutputMissing)) for output in answer.outputs)
    places = [
        shelf.arrived_at[place] if isinstance(output, OutputStored) else None
        for place, output in enumerate(answer.outputs)
    ]
    return places, answer.billed_outputs


def recorded(service, *, is_stream):
    """Have the emulator answer once; return that answer, to be given again."""
    asked = {
        "model": LITE,
        "prompt": PROMPT,
        "image": uris(*COLOURS),
        "size": "2304x1728",
        "response_format": "b64_json",
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": 3},
        "stream": is_stream,
    }
    key = {"Authorization": f"Bearer {service.key}"}
    with httpx.Client(trust_env=False, headers=key) as line:
        answer = line.post(f"{service.url}/api/v3/images/generations", json=asked)
    return script(
        answer.status_code, answer.content, {"Content-Type": answer.headers["content-type"]}
    )


SAME = {
    "whole": (False, None, {}),
    "whole, a gap": (False, "partial_failed", {"index": 1}),
    "whole, broken off": (False, "internal_500", {"after": 2}),
    "whole, another sign": (False, "times_sign_size", {}),
    "stream": (True, None, {}),
    "stream with comments": (True, "comments", {}),
    "stream of other line ends": (True, "crlf", {}),
    "stream out of turn": (True, "out_of_turn", {}),
    "stream without [DONE]": (True, "no_done", {}),
    "short": (True, "fewer", {"count": 2}),
}


@pytest.mark.parametrize(("is_stream", "scenario", "options"), SAME.values(), ids=SAME)
async def test_our_adapter_reads_of_an_answer_what_the_sdk_reads(
    service, tmp_path, is_stream, scenario, options
):
    if scenario:
        service.play(scenario, **options)
    said = recorded(service, is_stream=is_stream)
    async with raw_server(said, said) as server:
        theirs = await asyncio.to_thread(heard, server.url, is_stream=is_stream)
        assert await read(server.url, tmp_path) == theirs
    places, count = theirs
    assert sum(place is not None for place in places) == count
    assert service.billed_micros == count * LITE_MICROS


@pytest.mark.parametrize(
    ("scenario", "options"),
    [
        ("unauthorised", {}),
        ("no_money", {}),
        ("rate_limited", {"code": "SetLimitExceeded"}),
        ("refused", {"code": "InputTextSensitiveContentDetected"}),
        ("error_event", {"code": "InternalServiceError"}),
    ],
)
async def test_our_adapter_names_a_refusal_where_the_sdk_raises_one(
    service, tmp_path, scenario, options
):
    service.play(scenario, **options, times=2)
    with pytest.raises(ArkAPIError) as theirs:
        heard(service.url, is_stream=True)
    with pytest.raises(SeedreamError) as caught:
        await read(service.url, tmp_path)
    assert theirs.value.code
    assert caught.value.params["service"] == "BytePlus Ark"
    assert service.billed_micros == 0


async def test_what_we_send_is_what_the_sdk_sends_for_the_same_order(service, tmp_path):
    heard(service.url, is_stream=True)
    await read(service.url, tmp_path)
    theirs, own = service.control.jobs()
    assert {name: value for name, value in theirs["inputs"].items() if value is not None} == own[
        "inputs"
    ]


def test_the_sdk_numbers_its_requests_and_each_number_is_new(service, generate):
    generate()
    generate()
    one, other = (row["client_request_id"] for row in service.control.ledger())
    assert one
    assert one != other
