"""Sending files: the ticket, its signed PUT on the media host, and the older multipart POST."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.replies import Silence, page, reply
from tests.emulator.strictness import Mistake, check_fields, json_body
from tests.emulator.timepiece import rfc3339
from tests.emulator.uploads import Upload, form_boundary, form_file, is_media, receive_some
from tests.emulator.wavespeed.tickets import TICKET_S
from tests.emulator.wavespeed.world import World, success

_NOT_MEDIA = {"code": 500, "message": "Upload failed: invalid file type"}


def ticketing(world: World) -> Callable:
    """Return the handler of POST /api/v3/media/uploads."""

    async def handle(request: Request) -> Response:
        known: dict = {"filename": str, "size": int, "content_type": str}
        body = check_fields(await json_body(request), known)
        filename, size = body.get("filename"), body.get("size")
        if not filename or "/" in filename or size is None or size < 1:
            raise Mistake("'filename' and a positive 'size' are required")
        _, cues = world.script.draw("ticket")
        if "ticket_rate_limited" in cues:
            return world.voice.failing(429, cues["ticket_rate_limited"]["retry_after"])
        if "ticket_error" in cues:
            return world.voice.failing(cues["ticket_error"]["status"])
        if "ticket_refused" in cues:
            return reply({"code": 500, "message": cues["ticket_refused"]["message"]})
        if not is_media(filename, body.get("content_type")):
            return reply(_NOT_MEDIA)
        upload = world.uploads.open(filename, size, body.get("content_type"), world.clock.now())
        address = world.uploads.put_address(upload)
        if "ticket_leads_abroad" in cues:
            address = address.replace(world.urls["media"], world.urls["foreign"])
        return success(_stored(world, upload) | {"upload": _instruction(upload, address)})

    return handle


def _stored(world: World, upload: Upload) -> dict:
    kind = (upload.content_type or "image/").split("/")[0]
    return {
        "type": kind,
        "download_url": world.uploads.address(upload),
        "filename": upload.filename,
        "size": upload.size,
    }


def _instruction(upload: Upload, address: str) -> dict:
    return {
        "method": "PUT",
        "url": address,
        "headers": upload.headers,
        "expires_at": rfc3339(upload.made_at + TICKET_S),
    }


def putting(world: World) -> Callable:
    """Return the handler of the signed PUT; it takes no key, and the signed headers only."""

    async def handle(request: Request) -> Response:
        _, cues = world.script.draw("put")
        if "put_reset" in cues:
            await receive_some(request, cues["put_reset"]["after_bytes"])
            return Silence("reset")
        data = await request.body()
        if "put_error" in cues:
            return world.voice.failing(cues["put_error"]["status"])
        if "put_rate_limited" in cues:
            return world.voice.failing(429, cues["put_rate_limited"]["retry_after"])
        return _put(world, request, data)

    return handle


def _put(world: World, request: Request, data: bytes) -> Response:
    now = world.clock.now()
    upload = world.uploads.get(request.path_params["id"])
    signature = request.query_params.get("sig", "")
    if upload is None or not world.uploads.is_signed(upload, signature):
        return page(403, "SignatureDoesNotMatch")
    if "authorization" in request.headers or now - upload.made_at > TICKET_S:
        return page(403, "AccessDenied")
    if any(request.headers.get(name) != value for name, value in upload.headers.items()):
        return page(403, "SignatureDoesNotMatch")
    if upload.data is not None:
        return page(412, "PreconditionFailed")
    if len(data) != upload.size:
        return page(400, "IncompleteBody")
    world.uploads.store(upload, data, now)
    return Response(b"", 200)


def multipart(world: World) -> Callable:
    """Return the handler of POST /api/v3/media/upload/binary."""

    async def handle(request: Request) -> Response:
        _, cues = world.script.draw("binary")
        if "binary_reset" in cues:
            await receive_some(request, cues["binary_reset"]["after_bytes"])
            return Silence("reset")
        boundary = form_boundary(request)
        content = await request.body()
        if "binary_rate_limited" in cues:
            return world.voice.failing(429, cues["binary_rate_limited"]["retry_after"])
        if "binary_error" in cues:
            return world.voice.failing(cues["binary_error"]["status"])
        part = form_file(content, boundary)
        if not is_media(part.filename, part.content_type):
            return reply(_NOT_MEDIA)
        return success(_stored(world, world.uploads.add(part, world.clock.now())))

    return handle
