"""The host of files: uploads in three ways, their list, room and end (sheet, 3.6)."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.evolink.tasks import number
from tests.emulator.evolink.world import World
from tests.emulator.replies import Silence, reply
from tests.emulator.strictness import Mistake, check_fields, json_body, need
from tests.emulator.timepiece import rfc3339
from tests.emulator.uploads import Part, Upload, form_boundary, form_file, receive_some

_BYTES_MAX = 100_000_000
_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")
_FIELDS = {"uploadPath", "fileName"}


def no(code: int, text: str, status: int = 200) -> Response:
    """Return a refusal of this host, which is often under HTTP 200."""
    return reply({"success": False, "code": code, "msg": text, "data": None}, status)


def streaming(world: World) -> Callable:
    """Return the handler of POST /upload/stream: a form."""

    async def handle(request: Request) -> Response:
        cues, trouble = world.draw("upload")
        if "upload_reset" in cues:
            await receive_some(request, cues["upload_reset"]["after_bytes"])
            return Silence("reset")
        boundary = form_boundary(request)
        content = await request.body()
        if trouble is not None:
            return trouble
        if "upload_refused" in cues:
            return no(cues["upload_refused"]["code"], cues["upload_refused"]["text"])
        part = form_file(content, boundary)
        if not set(part.fields) <= _FIELDS:
            raise Mistake("a field of the form is unknown")
        return _kept(world, part, part.fields.get("fileName"), part.fields.get("uploadPath"))

    return handle


def base64ed(world: World) -> Callable:
    """Return the handler of POST /upload/base64."""

    async def handle(request: Request) -> Response:
        known: dict[str, Any] = {"base64_data": str, "upload_path": str, "file_name": str}
        body = check_fields(await json_body(request), known)
        head, _, packed = body.get("base64_data", "").partition(";base64,")
        try:
            data = base64.b64decode(packed, validate=True)
        except binascii.Error:
            data = b""
        if not (head.startswith("data:image/") and data):
            return no(40002, "base64_data is not a data URI")
        kind = head.removeprefix("data:")
        part = Part(f"file.{kind.removeprefix('image/')}", kind, data)
        return _kept(world, part, body.get("file_name"), body.get("upload_path"))

    return handle


def fetching(world: World) -> Callable:
    """Return the handler of POST /upload/url; nothing but its own files can be fetched."""

    async def handle(request: Request) -> Response:
        known: dict[str, Any] = {"file_url": str, "upload_path": str, "file_name": str}
        body = check_fields(await json_body(request), known)
        found = world.uploads.at(body.get("file_url", ""), world.clock.now())
        if found is None:
            return no(40004, "The file could not be downloaded")
        part = Part(found.filename, found.content_type, found.data or b"")
        return _kept(world, part, body.get("file_name"), body.get("upload_path"))

    return handle


def quota(world: World) -> Callable:
    """Return the handler of GET /quota."""

    async def handle(request: Request) -> Response:
        trouble = world.played_error("files")
        if trouble is not None:
            return trouble
        used, most = len(_there(world)), world.settings.files_max
        room = {"used_files": used, "max_files": most, "remain_files": most - used}
        return _yes({"user_group": "default", **room})

    return handle


def listing(world: World) -> Callable:
    """Return the handler of GET /list."""

    async def handle(request: Request) -> Response:
        trouble = world.played_error("files")
        if trouble is not None:
            return trouble
        asked = dict(request.query_params)
        need(set(asked) <= {"page", "pageSize"}, "a query parameter is unknown")
        page, size = number(asked, "page", 1), number(asked, "pageSize", 20)
        there = _there(world)
        rows = [_listed(world, upload) for upload in there[(page - 1) * size : page * size]]
        return _yes({"total": len(there), "files": rows})

    return handle


def deleting(world: World) -> Callable:
    """Return the handler of DELETE /{file_id}."""

    async def handle(request: Request) -> Response:
        found = world.uploads.get(request.path_params["id"])
        if found is None:
            return no(404, "File not found", 404)
        world.uploads.remove(found)
        return _yes(None)

    return handle


def _kept(world: World, part: Part, name: str | None, folder: str | None) -> Response:
    """Store a file; one of the same name and folder loses its place, and its address."""
    if len(part.data) > _BYTES_MAX:
        return no(40001, "The file is too large")
    if part.content_type not in _KINDS:
        return no(40002, "The type of the file is not supported")
    name = name or part.filename
    same = [up for up in _there(world) if (up.filename, up.headers.get("folder")) == (name, folder)]
    for other in same:
        world.uploads.remove(other)
    if len(_there(world)) >= world.settings.files_max:
        return no(40003, "The quota of files is exhausted")
    kept = Part(name, part.content_type, part.data)
    upload = world.uploads.add(kept, world.clock.now())
    upload.headers = {"folder": folder} if folder else {}
    return _yes(_told(world, upload) | {"original_name": part.filename})


def _there(world: World) -> list[Upload]:
    now = world.clock.now()
    return [upload for upload in world.uploads.all() if world.uploads.is_there(upload, now)]


def _told(world: World, upload: Upload) -> dict[str, Any]:
    place = world.uploads.address(upload)
    return {
        "file_id": upload.id,
        "file_name": upload.filename,
        "file_size": upload.size,
        "mime_type": upload.content_type,
        "upload_path": upload.headers.get("folder", ""),
        "file_url": place,
        "download_url": place,
        "upload_time": rfc3339(upload.stored_at),
        "expires_at": rfc3339(upload.stored_at + world.uploads_kept_s),
    }


def _listed(world: World, upload: Upload) -> dict[str, Any]:
    """Return a row of the list, which tells no address."""
    told = _told(world, upload)
    return {name: told[name] for name in ("file_id", "file_name", "file_size", "upload_time")}


def _yes(data: Any) -> Response:
    return reply({"success": True, "code": 200, "msg": "File uploaded successfully", "data": data})
