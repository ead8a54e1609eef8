"""What Atlas Cloud can do wrong (sheet, part E3): what all services can, and the following."""

from types import MappingProxyType

from tests.emulator.scenarios import JOBS, TO_ALL, delivery, free_call, submit
from tests.emulator.script import Scenario

_REPLIES = {
    # the reply as {id, status, …} without its wrapper
    "no_envelope": submit(),
    "foreign_get_url": submit(),
    # the wrapper's code as a text
    "text_code": submit(),
    # the other word of success
    "succeeds_as": submit(word="succeeded"),
    # form: "documented" (HTTP 200), "envelope" (HTTP 200, code 500), "http" (HTTP 500)
    "failed": submit(code=0, error="Generation failed.", form="documented"),
    "moderated": submit(code="", form="documented"),
    # polls in the first moments are refused as malformed
    "early_400": submit(polls=2),
    # the price is told after so many looks at the finished job; None: never
    "price_late": submit(looks=2),
    # after so many looks at the finished job, it is said to have failed
    "turns_to_500": submit(after=1),
    "base64_outputs": submit(data_uri=False),
    "object_outputs": submit(key="url"),
    # the output stands under the other name, as a text if there is one only
    "other_output": submit(),
    "output_expired": delivery(status=404, reissue=True),
}

_UPLOADS = {
    "upload_reset": Scenario("upload", {"after_bytes": 1}),
    "upload_error": Scenario("upload", {"status": 500, "retry_after": None}),
    "upload_refused": Scenario("upload", {"text": "upload failed: quota exceeded"}),
    # form: "page" (file_name, content_type), "url" (data.url), "top" (url beside code)
    "upload_answer": Scenario("upload", {"form": "page"}),
}

_FREE_CALLS: dict[str, Scenario] = {}
for _stage in ("balance", "models", "price", "schema"):
    _FREE_CALLS |= free_call(_stage)

SCENARIOS = MappingProxyType(TO_ALL | JOBS | _REPLIES | _UPLOADS | _FREE_CALLS)
