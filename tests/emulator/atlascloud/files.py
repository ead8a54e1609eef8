"""Sending files: one multipart POST."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.atlascloud.submission import BODY_MAX
from tests.emulator.atlascloud.world import World, success, told
from tests.emulator.replies import Silence
from tests.emulator.strictness import Mistake, need
from tests.emulator.uploads import Upload, form_boundary, form_file, is_media, receive_some


def uploading(world: World) -> Callable:
    """Return the handler of POST /api/v1/model/uploadMedia."""

    async def handle(request: Request) -> Response:
        cues, trouble = world.draw("upload")
        if "upload_reset" in cues:
            await receive_some(request, cues["upload_reset"]["after_bytes"])
            return Silence("reset")
        boundary = form_boundary(request)
        content = await request.body()
        if trouble is not None:
            return trouble
        need(len(content) <= BODY_MAX, "request entity too large", status=413)
        if "upload_refused" in cues:
            raise Mistake(cues["upload_refused"]["text"])
        part = form_file(content, boundary)
        need(is_media(part.filename, part.content_type), "invalid file type")
        upload = world.uploads.add(part, world.clock.now())
        return _answer(world, upload, cues.get("upload_answer", {"form": ""})["form"])

    return handle


def _answer(world: World, upload: Upload, form: str) -> Response:
    place = world.uploads.address(upload)
    if form == "top":
        return told({"code": 200, "url": place})
    if form == "url":
        return success({"url": place})
    named: dict[str, Any] = {"type": "image", "filename": upload.filename}
    if form == "page":
        named = {"content_type": upload.content_type, "file_name": upload.filename}
    return success({**named, "download_url": place, "size": upload.size})
