import json
from datetime import UTC, date, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.card import Card, ModelKind, Recovery
from seedream_desktop.domain.errors import (
    AccountRefused,
    KeyMissing,
    Refused,
    StorageFailed,
    Unreachable,
)
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ModelId, ProviderId
from seedream_desktop.ports.provider import Upload
from seedream_desktop.providers._atlascloud_catalogue import (
    SCHEMA_SOURCE,
    SOURCE,
    refreshed,
    schema_properties,
)
from seedream_desktop.providers._atlascloud_shapes import LiveModel
from seedream_desktop.providers.cards import bundled_card, provenance_of
from tests.contract.subjects.atlascloud import SUBJECT
from tests.fixtures.atlascloud import CANARY, MODEL, NOW, atlascloud, order, said, wrapped
from tests.fixtures.rawserver import Heard, answer, drop, raw_server, reset

CARD = bundled_card(ProviderId("atlascloud"))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(5000)
TODAY = datetime.fromtimestamp(NOW, UTC).date()
PLACE = "https://atlas-img.oss-accelerate-overseas.aliyuncs.com/media/k3.png"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "Anna Müller, wedding.png"
    path.write_bytes(PNG)
    return path


def form_of(heard: Heard) -> Any:
    """Read a form as any mail or web library would."""
    head = f"Content-Type: {heard.headers['content-type']}\r\n\r\n".encode()
    return message_from_bytes(head + heard.body)


async def test_a_file_is_uploaded_as_a_form(picture: Path) -> None:
    told = {"type": "image", "download_url": PLACE, "filename": "ref.png", "size": len(PNG)}
    async with raw_server(answer(200, wrapped(told))) as server, atlascloud(server) as provider:
        upload = await provider.upload(picture, "/srv/anna/01 23é.png")
    assert upload == Upload(url=PLACE, expires_at=NOW + CARD.upload_lifetime_s)
    [heard] = server.heard
    assert heard.line == "POST /api/v1/model/uploadMedia HTTP/1.1"
    assert heard.headers["authorization"] == f"Bearer {CANARY}"
    assert "transfer-encoding" not in heard.headers
    [part] = form_of(heard).get_payload()
    assert part.get_content_type() == "image/png"
    assert part.get_param("name", header="content-disposition") == "file"
    assert part.get_filename() == "01-23-.png"
    assert part.get_payload(decode=True) == PNG
    assert b"Anna" not in server.everything
    assert b"anna" not in server.everything


@pytest.mark.parametrize(
    "reply",
    [
        wrapped({"download_url": PLACE, "file_name": "a.png", "content_type": "image/png"}),
        wrapped({"url": PLACE}),
        {"code": 200, "url": PLACE},
        {"download_url": PLACE},
        {"code": "200", "message": "success", "data": {"download_url": PLACE, "url": "x"}},
    ],
)
async def test_an_uploaded_files_address_is_found_under_all_its_names(
    reply: Any, picture: Path
) -> None:
    async with raw_server(answer(200, reply)) as server, atlascloud(server) as provider:
        assert (await provider.upload(picture, "a.png")).url == PLACE


@pytest.mark.parametrize("data", [{}, {"download_url": ""}, {"url": "ftp://x/a.png"}, None])
async def test_an_upload_without_an_address_names_it(data: Any, picture: Path) -> None:
    async with raw_server(answer(200, wrapped(data))) as server, atlascloud(server) as provider:
        with pytest.raises(Unreachable) as caught:
            await provider.upload(picture, "a.png")
    assert caught.value.params["field"] == "data.download_url"


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (answer(400, said(400, "invalid file type")), Refused),
        (answer(413, said(413, "too large")), Refused),
        (answer(401, said(401, "unauthorized")), AccountRefused),
        (answer(200, said(500, "upload failed")), Unreachable),
        (answer(503, "busy"), Unreachable),
        (drop(), Unreachable),
        (reset(reads_body=False), Unreachable),
    ],
)
async def test_a_refused_upload_says_why_and_is_not_tried_again(
    script, kind: type[Exception], picture: Path
) -> None:
    async with raw_server(script) as server, atlascloud(server) as provider:
        with pytest.raises(kind):
            await provider.upload(picture, "a.png")
        assert len(server.heard) == 1


async def test_a_file_that_is_gone_is_not_uploaded(tmp_path: Path) -> None:
    async with raw_server(answer(200, {})) as server, atlascloud(server) as provider:
        with pytest.raises(StorageFailed):
            await provider.upload(tmp_path / "none.png", "a.png")
        assert server.connections == 0


def balance(value: Any, currency: str = "usd") -> dict[str, Any]:
    return {
        "object": "balance",
        "scope": "account",
        "available": {"value": value, "currency": currency},
        "frozen": {"value": "0.032000", "currency": currency},
        "request_id": "req_1",
    }


@pytest.mark.parametrize(("value", "micros"), [(3, 3_000_000), ("0.000000", 0)])
async def test_the_balance_is_a_number_or_a_text(value: Any, micros: int) -> None:
    async with raw_server(answer(200, balance(value))) as server, atlascloud(server) as provider:
        assert await provider.check_account() == micros
    assert server.heard[0].line == "GET /public/v1/balance HTTP/1.1"


async def test_a_price_is_asked_for_with_the_whole_order() -> None:
    reply = answer(200, wrapped({"price": 0.064, "currency": "USD", "estimated": True}))
    async with raw_server(reply) as server, atlascloud(server) as provider:
        assert await provider.price_micros(order()) == 64_000
    [heard] = server.heard
    assert heard.line == "POST /api/v1/model/calculate HTTP/1.1"
    assert heard.json["model"] == MODEL
    assert (heard.json["max_images"], len(heard.json["images"])) == (2, 3)


async def test_a_question_about_an_edit_has_a_reference_even_where_there_is_none_yet() -> None:
    reply = answer(200, wrapped({"price": "0.48"}))
    async with raw_server(reply) as server, atlascloud(server) as provider:
        assert await provider.price_micros(order(references=(), outputs=15)) == 480_000
        sequel = ModelId("bytedance/seedream-v4/sequential")
        await provider.price_micros(order(model=sequel, references=()))
    assert server.heard[0].json["images"] == ["https://example.com/reference.png"]
    assert "images" not in server.heard[1].json


@pytest.mark.parametrize(
    "script",
    [
        answer(401, said(401, "unauthorized")),
        answer(404, said(404, "no such path")),
        answer(400, said(400, "failed to evaluate price: expression compile failed")),
        answer(200, said(400, "router not found")),
        answer(200, wrapped({"price": 1, "currency": "CNY"})),
    ],
)
async def test_without_a_price_call_there_is_no_price_and_no_word_about_the_key(script) -> None:
    async with raw_server(script) as server, atlascloud(server) as provider:
        assert await provider.price_micros(order()) is None


async def test_there_is_no_history_and_nothing_follows_from_that() -> None:
    assert CARD.recovery is Recovery.NONE
    async with raw_server(answer(200, {})) as server, atlascloud(server) as provider:
        with pytest.raises(Unreachable):
            await provider.history(MODEL, NOW - 1, NOW)
        assert server.connections == 0


def listed(model: str, price: Any = "0.05", **more: Any) -> dict[str, Any]:
    return {
        "uuid": "u",
        "model": model,
        "type": "Image",
        "price": {"discount": "91", "actual": {"base_price": price}, "origin": {}},
        "display_console": True,
        **more,
    }


def schema(**properties: Any) -> dict[str, Any]:
    return {"openapi": "3.0.0", "components": {"schemas": {"Input": {"properties": properties}}}}


async def test_the_catalogue_and_the_schemas_refresh_the_card() -> None:
    sizes = ["2048*2048", "2304*1728", "9999*9999", "auto"]
    document = schema(
        size={"type": "string", "enum": sizes, "default": "2048*2048"},
        images={"type": "array", "maxItems": 10},
        max_images={"type": "integer", "maximum": 30},
    )
    async with raw_server(answer(200, document)) as statics:
        place = f"{statics.url}/model/schema/x.json"
        told = [listed(MODEL, "0.040", schema=place), listed("another/model", schema=place)]
        reply = answer(200, wrapped(told, code="200"))
        async with raw_server(reply) as server, atlascloud(server) as provider:
            card = await provider.refresh(CARD)
        assert [heard.path for heard in statics.heard] == ["/model/schema/x.json"]
        assert CANARY.encode() not in statics.everything
        assert b"uthorization" not in statics.everything
    fresh = card.model_by_id(MODEL)
    assert fresh.price.per_output_micros == 40_000
    assert fresh.size.presets == (Size(2048, 2048), Size(2304, 1728))
    assert (fresh.references_max, fresh.outputs_max) == (10, 15)
    sources = {
        figure: found.source
        for figure in ("price_per_output_usd", "references_max", "size.presets", "outputs_max")
        if (found := provenance_of(card, fresh, figure)) is not None and found.as_of == TODAY
    }
    assert sources == {
        "price_per_output_usd": SOURCE,
        "references_max": SCHEMA_SOURCE,
        "size.presets": SCHEMA_SOURCE,
    }
    assert card.as_of == CARD.as_of


async def test_the_catalogue_is_read_without_a_key_where_there_is_none() -> None:
    missing = KeyMissing("key_missing", provider="atlascloud", variable="X")
    reply = answer(200, wrapped([listed(MODEL, "0.040")]))
    async with raw_server(reply) as server, SUBJECT.at(server, trouble=missing) as provider:
        card = await provider.refresh(CARD)
    assert card.model_by_id(MODEL).price.per_output_micros == 40_000
    assert "authorization" not in server.heard[0].headers


@pytest.mark.parametrize(
    "script",
    [
        answer(404, ""),
        answer(200, "<html>"),
        answer(200, b"\xff"),
        answer(200, "[]"),
        answer(302, "", {"Location": "https://10.0.0.1/x"}),
        answer(200, b"{" + b" " * 3_000_000 + b"}"),
        drop(),
    ],
)
async def test_a_schema_that_cannot_be_had_costs_nothing_else(script) -> None:
    async with raw_server(script) as statics:
        told = [listed(MODEL, "0.040", schema=statics.url)]
        async with (
            raw_server(answer(200, wrapped(told))) as server,
            atlascloud(server) as provider,
        ):
            card = await provider.refresh(CARD)
    fresh, before = card.model_by_id(MODEL), CARD.model_by_id(MODEL)
    assert fresh.price.per_output_micros == 40_000
    assert (fresh.size, fresh.references_max) == (before.size, before.references_max)


async def test_a_schema_at_a_private_address_is_not_asked_for() -> None:
    told = [listed(MODEL, schema=place) for place in ("https://192.168.0.1/x", "file:///x", "x")]
    for entry in told:
        reply = answer(200, wrapped([entry]))
        async with raw_server(reply) as server, atlascloud(server) as provider:
            assert (await provider.refresh(CARD)).model_by_id(MODEL).references_max == 14


def refresh(*entries: dict[str, Any], **schemas: Any) -> Card:
    live = [
        LiveModel(e["model"], e.get("schema"), e.get("price"), e.get("display_console", True))
        for e in entries
    ]
    properties = {ModelId(MODEL): schemas} if schemas else {}
    return refreshed(CARD, live, properties, date(2026, 11, 21))


def test_a_card_whose_models_are_all_listed_is_of_today() -> None:
    card = refresh(*(listed(model.id) for model in CARD.models))
    assert card.as_of == date(2026, 11, 21)
    hidden = refresh(*(listed(model.id, display_console=False) for model in CARD.models))
    assert hidden.as_of == CARD.as_of


@pytest.mark.parametrize("price", [None, "0", 0, -1, "", "free", float("nan"), True, [], "0.001"])
def test_a_listed_price_that_is_lower_or_broken_promises_nothing(price: Any) -> None:
    fresh = refresh(listed(MODEL, price)).model_by_id(MODEL)
    assert fresh.price.per_output_micros == 35_000


def test_presets_that_the_schema_does_not_know_at_all_are_kept() -> None:
    fresh = refresh(listed(MODEL), size={"enum": ["1K", "2K"]}).model_by_id(MODEL)
    assert len(fresh.size.presets) == 16


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["components", "schemas", "Input", "properties", "size", "images", "enum"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(junk)
def test_no_surprise_in_a_schema_costs_the_price_or_widens_a_limit(node: Any) -> None:
    document = json.dumps({"components": {"schemas": {"Input": {"properties": node}}}}).encode()
    fresh = refresh(listed(MODEL), **schema_properties(document)).model_by_id(MODEL)
    before = CARD.model_by_id(MODEL)
    assert fresh.price.per_output_micros == 50_000
    assert fresh.references_max <= before.references_max
    assert set(fresh.size.presets) <= set(before.size.presets)
    assert schema_properties(json.dumps(node).encode()) is not None


def test_every_size_of_the_main_model_is_one_that_the_service_lists() -> None:
    model = CARD.model("seedream-5.0-lite", ModelKind.EDIT_SEQUENTIAL)
    assert (model.references_max, model.outputs_max, model.total_max) == (14, 15, 15)
    assert not model.size.allows(Size(2048, 2049))
    assert model.size.allows(Size(4704, 2016))
    older = CARD.model("seedream-4.0", ModelKind.EDIT_SEQUENTIAL)
    assert (older.references_max, older.outputs_max) == (10, 14)
    assert CARD.model("seedream-4.5", ModelKind.EDIT_SEQUENTIAL).outputs_max == 15
