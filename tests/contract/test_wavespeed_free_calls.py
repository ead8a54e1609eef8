from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.card import Card, ModelKind
from seedream_desktop.domain.errors import AccountRefused, Refused, Unreachable
from seedream_desktop.domain.ids import ModelId, ProviderId
from seedream_desktop.ports.provider import PastJob, Upload
from seedream_desktop.providers._wavespeed_catalogue import SOURCE, refreshed
from seedream_desktop.providers._wavespeed_shapes import LiveModel
from seedream_desktop.providers.cards import bundled_card, provenance_of
from tests.fixtures.rawserver import Heard, Peer, answer, drop, raw_server, reset
from tests.fixtures.wavespeed import CANARY, MODEL, NOW, order, task, wavespeed, wrapped

CARD = bundled_card(ProviderId("wavespeed"))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(5000)
TODAY = datetime.fromtimestamp(NOW, UTC).date()


def ticket(store: str, **upload: Any) -> dict[str, Any]:
    target = {
        "method": "PUT",
        "url": store,
        "headers": {"Content-Type": "image/png", "If-None-Match": "*"},
        "expires_at": "2026-09-01T00:00:00Z",
    }
    return wrapped(
        {
            "type": "image",
            "download_url": "https://cdn.example/media/4f/ref.png",
            "filename": "ref.png",
            "size": len(PNG),
            "upload": target | upload,
        }
    )


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "Anna Müller, wedding.png"
    path.write_bytes(PNG)
    return path


async def test_a_file_is_uploaded_by_ticket_and_put(picture: Path) -> None:
    async with raw_server(answer(200, b"")) as store:
        async with (
            raw_server(answer(200, ticket(f"{store.url}/put?sig=1"))) as server,
            wavespeed(server) as provider,
        ):
            upload = await provider.upload(picture, "0123abcd.png")
        [asked], [put] = server.heard, store.heard
    assert upload == Upload(
        url="https://cdn.example/media/4f/ref.png", expires_at=NOW + 7 * 24 * 3600
    )
    assert asked.line == "POST /api/v3/media/uploads HTTP/1.1"
    assert asked.json == {
        "filename": "0123abcd.png",
        "size": len(PNG),
        "content_type": "image/png",
    }
    assert put.line == "PUT /put?sig=1 HTTP/1.1"
    assert put.body == PNG
    assert put.headers == {
        "host": f"127.0.0.1:{store.port}",
        "content-type": "image/png",
        "if-none-match": "*",
        "content-length": str(len(PNG)),
    }
    assert CANARY.encode() not in store.everything


async def test_an_uploads_name_tells_nothing_of_the_folder_or_its_people(picture: Path) -> None:
    async with raw_server(answer(200, b"")) as store:
        async with (
            raw_server(answer(200, ticket(store.url))) as server,
            wavespeed(server) as provider,
        ):
            await provider.upload(picture, "/srv/anna/01 23é.png")
        heard = server.everything + store.everything
    assert server.heard[0].json["filename"] == "01-23-.png"
    assert b"Anna" not in heard
    assert b"home" not in heard


@pytest.mark.parametrize(
    "script", [answer(412, ""), answer(403, "<Error/>"), answer(503, ""), drop(), reset()]
)
async def test_a_ticket_whose_put_failed_is_not_used_again(script, picture: Path) -> None:
    async with raw_server(script) as store:
        async with (
            raw_server(answer(200, ticket(store.url))) as server,
            wavespeed(server) as provider,
        ):
            with pytest.raises(Unreachable):
                await provider.upload(picture, "a.png")
            with pytest.raises(Unreachable):
                await provider.upload(picture, "a.png")
        assert len(store.heard) == 2
        assert len(server.heard) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"method": "POST"}, "data.upload.method"),
        ({"url": ""}, "data.upload.url"),
        ({"url": None}, "upload.url"),
    ],
)
async def test_a_ticket_that_cannot_be_used_names_the_field(
    change: dict[str, Any], field: str, picture: Path
) -> None:
    async with (
        raw_server(answer(200, ticket("http://127.0.0.1:1/", **change))) as server,
        wavespeed(server) as provider,
    ):
        with pytest.raises(Unreachable) as caught:
            await provider.upload(picture, "a.png")
    assert caught.value.params["field"] == field


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (answer(400, {"code": 400, "message": "invalid file type"}), Refused),
        (answer(401, {"code": 401, "message": "unauthorized"}), AccountRefused),
        (answer(200, {"code": 500, "message": "Upload failed: invalid file type"}), Unreachable),
        (answer(503, "busy"), Unreachable),
    ],
)
async def test_a_refused_ticket_says_why(script, kind: type[Exception], picture: Path) -> None:
    async with raw_server(script) as server, wavespeed(server) as provider:
        with pytest.raises(kind):
            await provider.upload(picture, "a.png")


async def test_a_ticket_for_a_private_host_is_not_followed(picture: Path) -> None:
    async with (
        raw_server(answer(200, ticket("https://10.0.0.1/put"))) as server,
        wavespeed(server) as provider,
    ):
        with pytest.raises(Refused) as caught:
            await provider.upload(picture, "a.png")
    assert caught.value.code == "upload_address_refused"


@pytest.mark.parametrize(("balance", "micros"), [(0, 0), (1e-05, 10)])
async def test_the_balance_is_read_in_micro_dollars(balance: Any, micros: int) -> None:
    reply = answer(200, wrapped({"balance": balance}))
    async with raw_server(reply) as server, wavespeed(server) as provider:
        assert await provider.check_account() == micros
    assert server.heard[0].line == "GET /api/v3/balance HTTP/1.1"


async def test_a_price_is_asked_for_with_the_whole_order_and_the_discount_counts() -> None:
    reply = answer(200, wrapped({"model_id": MODEL, "price": 0.07, "discounted_price": 0.063}))
    async with raw_server(reply) as server, wavespeed(server) as provider:
        assert await provider.price_micros(order()) == 63_000
    asked = server.heard[0].json
    assert asked["model_id"] == MODEL
    assert asked["inputs"]["max_images"] == 2
    assert len(asked["inputs"]["images"]) == 3


async def test_without_a_price_call_there_is_no_price() -> None:
    reply = answer(404, {"code": 404, "message": "no such call"})
    async with raw_server(reply) as server, wavespeed(server) as provider:
        assert await provider.price_micros(order()) is None


def listed(number: int, at: float, **more: Any) -> dict[str, Any]:
    moment = datetime.fromtimestamp(at, UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z"
    inputs = {
        "prompt": f"p{number}",
        "images": [f"https://cdn.example/{number}.png"],
        "max_images": 3,
    }
    return task("completed", id=f"job{number}", created_at=stamp, inputs=inputs) | more


class Book:
    """A history that gives its rows page by page, never more than it likes."""

    def __init__(self, rows: list[dict[str, Any]], page_size: int = 100) -> None:
        self.rows = sorted(rows, key=lambda row: row["created_at"], reverse=True)
        self.page_size = page_size
        self.asked: list[dict[str, Any]] = []

    async def __call__(self, heard: Heard, peer: Peer) -> None:
        question = heard.json
        self.asked.append(question)
        size = min(self.page_size, question["page_size"])
        first = (question["page"] - 1) * size
        items = self.rows[first : first + size]
        await answer(200, wrapped({"page": question["page"], "items": items}))(heard, peer)


async def history(book, since: float, until: float) -> tuple[PastJob, ...]:
    async with raw_server(book) as server, wavespeed(server) as provider:
        return await provider.history(MODEL, since, until)


async def test_a_past_job_tells_all_that_was_sent() -> None:
    book = Book([listed(1, NOW)])
    [job] = await history(book, NOW - 120, NOW + 300)
    assert job.remote_id == "job1"
    assert job.model == MODEL
    assert job.created_at == pytest.approx(NOW, abs=0.001)
    assert (job.prompt, job.input_urls, job.outputs) == ("p1", ("https://cdn.example/1.png",), 3)
    assert book.asked[0] == {
        "page": 1,
        "page_size": 100,
        "model": MODEL,
        "created_after": datetime.fromtimestamp(NOW - 120, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "created_before": datetime.fromtimestamp(NOW + 300, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "include_inputs": True,
    }


@pytest.mark.parametrize("page_size", [100, 50, 7, 1])
async def test_the_history_is_read_until_the_window_is_covered(page_size: int) -> None:
    rows = [listed(n, NOW - n * 10) for n in range(60)]
    jobs = await history(Book(rows, page_size), NOW - 295, NOW)
    assert [job.remote_id for job in jobs] == [f"job{n}" for n in range(30)]


async def test_a_history_that_repeats_its_only_page_ends() -> None:
    rows = [listed(n, NOW - n) for n in range(5)]
    page = answer(200, wrapped({"items": rows}))
    assert len(await history(page, NOW - 100, NOW)) == 5


async def test_a_full_page_that_repeats_for_ever_proves_nothing() -> None:
    rows = [listed(n, NOW - n / 10) for n in range(100)]
    with pytest.raises(Unreachable) as caught:
        await history(answer(200, wrapped({"items": rows})), NOW - 100, NOW)
    assert caught.value.code == "history_without_end"


async def test_a_history_of_new_pages_without_end_proves_nothing() -> None:
    async def endless(heard: Heard, peer: Peer) -> None:
        rows = [listed(heard.json["page"], NOW)]
        await answer(200, wrapped({"items": rows}))(heard, peer)

    with pytest.raises(Unreachable) as caught:
        await history(endless, NOW - 100, NOW)
    assert caught.value.code == "history_without_end"


async def test_an_empty_history_is_empty() -> None:
    assert await history(Book([]), NOW - 100, NOW) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"inputs": None}, "items[0].inputs"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"id": None}, "items[0].id"),
    ],
)
async def test_a_past_job_that_hides_something_proves_nothing(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Unreachable) as caught:
        await history(Book([listed(1, NOW) | change]), NOW - 100, NOW)
    assert caught.value.params["field"] == field


async def test_a_history_under_a_bad_envelope_is_no_empty_history() -> None:
    reply = {"code": 500, "message": "try again", "data": {"items": []}}
    with pytest.raises(Unreachable):
        await history(answer(200, reply), NOW - 100, NOW)


def live(model: str, price: Any = 0.05, **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    return {
        "model_id": model,
        "name": "…",
        "base_price": price,
        "formula": '{"total_price": base_price}',
        "api_schema": {"api_schemas": [{"type": "model_run", "request_schema": schema}]},
    }


async def test_the_live_list_gives_prices_and_their_date() -> None:
    model = CARD.model("seedream-5.0-lite", ModelKind.EDIT_SEQUENTIAL)
    reply = answer(200, wrapped([live(model.id, 0.033), live("bytedance/unknown", 1.0)]))
    async with raw_server(reply) as server, wavespeed(server) as provider:
        card = await provider.refresh(CARD)
    fresh = card.model_by_id(model.id)
    assert fresh.price.per_output_micros == 33_000
    found = provenance_of(card, fresh, "price_per_output_usd")
    assert found is not None
    assert (found.as_of, found.source) == (TODAY, SOURCE)
    assert card.as_of == CARD.as_of
    untouched = card.model("seedream-4.5", ModelKind.EDIT)
    assert untouched == CARD.model("seedream-4.5", ModelKind.EDIT)


def refresh(*entries: dict[str, Any]) -> Card:
    return refreshed(
        CARD,
        [LiveModel(e["model_id"], e.get("base_price"), e.get("api_schema")) for e in entries],
        date(2026, 11, 21),
    )


def test_a_card_whose_models_are_all_listed_is_of_today() -> None:
    card = refresh(*(live(model.id) for model in CARD.models))
    assert card.as_of == date(2026, 11, 21)


@pytest.mark.parametrize("price", [None, 0, -1, float("nan"), float("inf")])
def test_a_price_that_looks_free_or_broken_is_not_taken(price: Any) -> None:
    assert refresh(live(MODEL, price)).model_by_id(MODEL).price.per_output_micros == 35_000


def test_a_live_limit_is_taken_only_where_it_is_tighter() -> None:
    wider = refresh(
        live(
            MODEL,
            size={"minimum": 512, "maximum": 8192},
            images={"maxItems": 14},
            max_images={"maximum": 30},
        )
    ).model_by_id(MODEL)
    assert wider.size == CARD.model_by_id(MODEL).size
    assert (wider.references_max, wider.outputs_max) == (10, 15)
    card = refresh(
        live(
            MODEL,
            size={"minimum": 1500, "maximum": 4000},
            images={"maxItems": 8},
            max_images={"maximum": 9},
        )
    )
    tighter = card.model_by_id(MODEL)
    assert (tighter.size.edge_min_px, tighter.size.edge_max_px) == (1500, 4000)
    assert (tighter.references_max, tighter.outputs_max) == (8, 9)
    found = provenance_of(card, tighter, "references_max")
    assert found is not None
    assert found.source == SOURCE


def test_limits_that_leave_no_size_are_not_taken() -> None:
    for sides in ({"minimum": 5000}, {"maximum": 1000}, {"minimum": 9, "maximum": 1500}):
        assert refresh(live(MODEL, size=sides)).model_by_id(MODEL).size == (
            CARD.model_by_id(MODEL).size
        )


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["api_schemas", "request_schema", "properties", "size", "images", "minimum"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(junk)
def test_no_surprise_in_a_schema_costs_the_price_or_widens_a_limit(schema: Any) -> None:
    fresh = refreshed(CARD, [LiveModel(MODEL, 0.05, schema)], date(2026, 11, 21))
    model, before = fresh.model_by_id(MODEL), CARD.model_by_id(MODEL)
    assert model.price.per_output_micros == 50_000
    assert model.references_max <= before.references_max
    assert model.size.edge_min_px >= before.size.edge_min_px
    assert replace(model, size=before.size, price=before.price) == before


def test_the_adapter_names_itself_as_the_console_does() -> None:
    assert CARD.provider == "wavespeed"
    assert CARD.model_by_id(ModelId("bytedance/seedream-v4")).family == "seedream-4.0"
