"""EvoLink's free calls: files on a host of their own, credits, pages of the list of tasks."""

import json
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from seedream_desktop.domain.errors import (
    AccountRefused,
    FilesFull,
    Refused,
    StorageFailed,
    Unreachable,
)
from seedream_desktop.ports.provider import FileHost, PastJob, Upload
from tests.fixtures.evolink import CANARY, CARD, MODEL, NOW, evolink, order
from tests.fixtures.rawserver import Heard, Peer, answer, drop, raw_server, reset

PNG = b"\x89PNG\r\n\x1a\n" + bytes(5000)
PLACE = "https://files.evolink.ai/seedream/a.png"
DAY_S = 86_400
BASE = "doubao-seedream-5.0-lite"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "Anna Müller, wedding.png"
    path.write_bytes(PNG)
    return path


def stored(**more: Any) -> dict[str, Any]:
    data = {
        "file_id": "file_abc",
        "file_name": "a.png",
        "file_url": PLACE,
        "download_url": f"{PLACE}?download",
        "upload_time": "2026-01-01T00:00:00Z",
        "expires_at": "2026-01-04T00:00:00Z",
    }
    return {"success": True, "code": 200, "msg": "ok", "data": data | more}


def refused(code: Any) -> dict[str, Any]:
    return {"success": False, "code": code, "msg": "no", "data": None}


def parts_of(heard: Heard) -> dict[str, Any]:
    """Read a form as any mail or web library would."""
    head = f"Content-Type: {heard.headers['content-type']}\r\n\r\n".encode()
    form: Any = message_from_bytes(head + heard.body)
    parts = form.get_payload()
    return {part.get_param("name", header="content-disposition"): part for part in parts}


async def test_a_file_goes_as_a_form_to_the_host_of_files(picture: Path) -> None:
    async with (
        raw_server(answer(200, stored())) as files,
        raw_server(answer(200, {})) as server,
        evolink(server, files=files) as provider,
    ):
        upload = await provider.upload(picture, "/srv/anna/01 23é.png")
        assert server.connections == 0
    assert upload == Upload(url=PLACE, expires_at=NOW + 3 * DAY_S)
    [heard] = files.heard
    assert heard.line == "POST /api/v1/files/upload/stream HTTP/1.1"
    assert heard.headers["authorization"] == f"Bearer {CANARY}"
    assert "transfer-encoding" not in heard.headers
    parts = parts_of(heard)
    assert set(parts) == {"uploadPath", "fileName", "file"}
    assert parts["file"].get_payload(decode=True) == PNG
    assert parts["file"].get_content_type() == "image/png"
    name = parts["fileName"].get_payload(decode=True).decode()
    assert name == parts["file"].get_filename()
    assert name.endswith("01-23-.png")
    assert b"Anna" not in files.everything
    assert b"anna" not in files.everything


async def test_no_file_takes_the_place_of_another_of_the_same_name(picture: Path) -> None:
    async with raw_server(answer(200, stored())) as files, evolink(files) as provider:
        for _ in range(2):
            await provider.upload(picture, "a.png")
    names = {parts_of(heard)["fileName"].get_payload() for heard in files.heard}
    assert len(names) == 2


async def test_a_long_name_is_still_sent(picture: Path) -> None:
    async with raw_server(answer(200, stored())) as files, evolink(files) as provider:
        await provider.upload(picture, f"{'x' * 300}.png")
    assert len(files.heard) == 1


@pytest.mark.parametrize(
    ("more", "lasts_s"),
    [
        ({}, 3 * DAY_S),
        ({"expires_at": "2026-01-01T12:00:00Z"}, DAY_S / 2),
        ({"expires_at": "2027-01-01T00:00:00Z"}, 3 * DAY_S),
        ({"expires_at": "2025-12-31T00:00:00Z"}, 0),
        ({"expires_at": "soon"}, 3 * DAY_S),
        ({"expires_at": "", "upload_time": ""}, 3 * DAY_S),
    ],
)
async def test_a_files_time_is_what_the_service_says_and_never_more_than_three_days(
    more: dict[str, Any], lasts_s: float, picture: Path
) -> None:
    async with raw_server(answer(200, stored(**more))) as files, evolink(files) as provider:
        assert (await provider.upload(picture, "a.png")).expires_at == NOW + lasts_s


@pytest.mark.parametrize("data", [{"file_url": "", "download_url": ""}, {"file_url": "ftp://x/a"}])
async def test_an_upload_without_an_address_names_it(data: dict[str, Any], picture: Path) -> None:
    async with raw_server(answer(200, stored(**data))) as files, evolink(files) as provider:
        with pytest.raises(Unreachable) as caught:
            await provider.upload(picture, "a.png")
    assert caught.value.params["field"] == "data.file_url"


@pytest.mark.parametrize(
    ("script", "kind", "code"),
    [
        (answer(200, refused(40001)), Refused, "service_refused"),
        (answer(200, refused(40002)), Refused, "service_refused"),
        (answer(400, refused("40002")), Refused, "service_refused"),
        (answer(200, refused(40003)), FilesFull, "files_full"),
        (answer(403, refused("40003")), FilesFull, "files_full"),
        (answer(200, refused(50001)), Unreachable, "service_in_trouble"),
        (answer(500, refused(50001)), Unreachable, "service_in_trouble"),
        (answer(429, refused("upload_token_rate_limited")), Unreachable, "service_in_trouble"),
        (answer(401, refused("invalid_token")), AccountRefused, "key_refused"),
        (answer(401, {"error": "invalid_token"}), AccountRefused, "key_refused"),
        (answer(413, refused(413)), Refused, "service_refused"),
        (answer(503, "busy"), Unreachable, "service_in_trouble"),
        (drop(), Unreachable, None),
        (reset(reads_body=False), Unreachable, None),
    ],
)
async def test_a_refused_upload_says_why_and_is_not_tried_again(
    script: Any, kind: type[Exception], code: str | None, picture: Path
) -> None:
    async with raw_server(script) as files, evolink(files) as provider:
        with pytest.raises(kind) as caught:
            await provider.upload(picture, "a.png")
        assert len(files.heard) == 1
    assert code in (None, getattr(caught.value, "code", ""))


class Shelves:
    """A host of files that lists them page by page, and deletes."""

    def __init__(self, names: list[str]) -> None:
        self.rows = [{"file_id": f"f/{n}", "file_name": name} for n, name in enumerate(names)]
        self.deleted: list[str] = []
        self.says_total = True

    async def __call__(self, heard: Heard, peer: Peer) -> None:
        if heard.method == "DELETE":
            self.deleted.append(heard.path.removeprefix("/api/v1/files/"))
            gone = {"success": False, "code": 404, "msg": "File not found"}
            await (answer(200, {"success": True}) if len(self.deleted) > 1 else answer(404, gone))(
                heard, peer
            )
            return
        question = parse_qs(urlsplit(heard.path).query)
        size, page = int(question["pageSize"][0]), int(question["page"][0])
        data: dict[str, Any] = {"files": self.rows[(page - 1) * size : page * size]}
        if self.says_total:
            data["total"] = len(self.rows)
        await answer(200, {"success": True, "code": 200, "msg": "ok", "data": data})(heard, peer)


@pytest.mark.parametrize("says_total", [True, False])
async def test_files_are_deleted_by_their_names_wherever_they_are_listed(says_total: bool) -> None:
    shelves = Shelves([f"{n}.png" for n in range(45)])
    shelves.says_total = says_total
    async with raw_server(shelves) as files, evolink(files) as provider:
        assert isinstance(provider, FileHost)
        urls = [f"https://files.evolink.ai/x/{name}?sig=1" for name in ("3.png", "44.png", "z.png")]
        await provider.discard(urls)
    assert shelves.deleted == ["f%2F3", "f%2F44"]


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (answer(401, refused("invalid_token")), AccountRefused),
        (answer(503, "busy"), Unreachable),
        (answer(200, {"success": True, "data": {}}), Unreachable),
        (answer(200, refused(50001)), Unreachable),
    ],
)
async def test_what_cannot_be_deleted_now_says_why(script: Any, kind: type[Exception]) -> None:
    async with raw_server(script) as files, evolink(files) as provider:
        with pytest.raises(kind):
            await provider.discard([PLACE])


async def test_a_file_that_is_gone_is_not_uploaded(tmp_path: Path) -> None:
    async with raw_server(answer(200, {})) as files, evolink(files) as provider:
        with pytest.raises(StorageFailed):
            await provider.upload(tmp_path / "none.png", "a.png")
        assert files.connections == 0


async def test_the_balance_is_the_accounts_whatever_the_key_itself_may_use() -> None:
    token = {"remaining_credits": 5, "unlimited_credits": False, "used_credits": 1}
    data = {"token": token, "user": {"remaining_credits": 68.034, "used_credits": 0}}
    reply = answer(200, {"data": data, "message": "", "success": True})
    async with raw_server(reply) as server, evolink(server) as provider:
        assert await provider.check_account() == 1_000_500
    assert server.heard[0].line == "GET /v1/credits HTTP/1.1"


async def test_there_is_no_call_for_prices_and_none_for_limits() -> None:
    async with raw_server(answer(200, {})) as server, evolink(server) as provider:
        assert await provider.price_micros(order()) is None
        assert await provider.refresh(CARD) == CARD
        assert server.connections == 0


def row(number: int, at: float, model: str = BASE) -> dict[str, Any]:
    """Return a task of the list; the higher the number, the older."""
    return {"id": f"task-{number}", "created": int(at), "model": model, "status": "completed"}


class Book:
    """A list that gives its rows page by page, as told or without a total."""

    def __init__(self, rows: list[dict[str, Any]], *, says_total: bool = True) -> None:
        self.rows = rows
        self.says_total = says_total
        self.asked: list[dict[str, Any]] = []

    async def __call__(self, heard: Heard, peer: Peer) -> None:
        question = {name: value[0] for name, value in parse_qs(urlsplit(heard.path).query).items()}
        self.asked.append(question)
        size, page = int(question["page_size"]), int(question["page"])
        told: dict[str, Any] = {"data": self.rows[(page - 1) * size : page * size], "page": page}
        if self.says_total:
            told["total"] = len(self.rows)
        await answer(200, told)(heard, peer)


async def history(book: Any, since: float, until: float) -> tuple[PastJob, ...]:
    async with raw_server(book) as server, evolink(server) as provider:
        return await provider.history(MODEL, since, until)


async def test_a_listed_task_tells_when_it_was_made_and_nothing_of_what_was_sent() -> None:
    book = Book([row(1, NOW)])
    [job] = await history(book, NOW - 120, NOW + 300)
    assert job == PastJob(remote_id="task-1", model=MODEL, created_at=NOW)
    assert book.asked == [{"model": BASE, "page": "1", "page_size": "20"}]


@pytest.mark.parametrize("says_total", [True, False])
async def test_the_list_is_read_until_the_window_is_covered(says_total: bool) -> None:
    book = Book([row(n, NOW - n * 10) for n in range(200)], says_total=says_total)
    jobs = await history(book, NOW - 295, NOW)
    assert [job.remote_id for job in jobs] == [f"task-{n}" for n in range(30)]
    assert len(book.asked) < 4


async def test_a_list_that_begins_with_the_oldest_is_read_to_its_end() -> None:
    rows = [row(n, NOW - n * 10) for n in range(60)]
    jobs = await history(Book(rows[::-1]), NOW - 95, NOW)
    assert [job.remote_id for job in jobs] == [f"task-{n}" for n in range(10)]


async def test_tasks_of_other_models_that_are_listed_all_the_same_are_left_out() -> None:
    rows = [row(1, NOW), row(2, NOW, "doubao-seedream-4.5"), row(3, NOW, "")]
    assert {job.remote_id for job in await history(Book(rows), NOW - 9, NOW)} == {
        "task-1",
        "task-3",
    }


async def test_a_task_that_moves_to_the_next_page_meanwhile_is_one_task() -> None:
    rows = [row(n, NOW - n) for n in range(30)]
    book = Book(rows)

    async def shifting(heard: Heard, peer: Peer) -> None:
        await book(heard, peer)
        if len(book.asked) == 1:
            book.rows = [row(99, NOW), *rows]

    jobs = await history(shifting, NOW - 100, NOW - 1)
    assert len(jobs) == len({job.remote_id for job in jobs}) == 29


async def repeated(heard: Heard, peer: Peer) -> None:
    await answer(200, {"data": [row(1, NOW)], "total": 2})(heard, peer)


async def endless(heard: Heard, peer: Peer) -> None:
    page = int(parse_qs(urlsplit(heard.path).query)["page"][0])
    await answer(200, {"data": [row(page, NOW)]})(heard, peer)


@pytest.mark.parametrize("script", [repeated, endless])
async def test_a_list_without_end_proves_nothing(script: Callable[..., Any]) -> None:
    with pytest.raises(Unreachable) as caught:
        await history(script, NOW - 100, NOW)
    assert caught.value.code == "history_without_end"


async def test_an_empty_list_is_empty() -> None:
    assert await history(Book([]), NOW - 100, NOW) == ()
    assert await history(Book([], says_total=False), NOW - 100, NOW) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"id": None}, "data[0].id"), ({"created": "yesterday"}, "data[0].created")],
)
async def test_a_listed_task_that_hides_something_proves_nothing(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Unreachable) as caught:
        await history(Book([row(1, NOW) | change]), NOW - 100, NOW)
    assert caught.value.params["field"] == field


@pytest.mark.parametrize(
    "reply",
    [
        {"success": False, "code": 500, "msg": "try again", "data": []},
        {"error": {"code": "internal_error", "message": "x"}, "data": []},
    ],
)
async def test_a_list_beside_an_error_is_no_empty_list(reply: dict[str, Any]) -> None:
    with pytest.raises((Unreachable, Refused)):
        await history(answer(200, json.dumps(reply)), NOW - 100, NOW)
