"""What Novita can do wrong (sheet, parts 2 and 9): what all services can, and the following."""

from types import MappingProxyType

from tests.emulator.scenarios import TO_ALL, free_call, submit

_ANSWERS = {
    # form: "url", "data_uri", "bare_base64", or "mixed": each form in its turn
    "answer_form": submit(form="bare_base64"),
    # objects around the pictures, as the service's other interfaces give them
    "object_outputs": submit(key="image_url"),
    # nothing comes after so many pictures, for so long; seconds None: until release()
    "answer_stalls": submit(after=1, seconds=None),
    # nothing is made, and HTTP 200 is around the refusal
    "refused_under_200": submit(code="ILLEGAL_PROMPT"),
    # the error stands inside "error", as gateways before the service put it
    "error_in_object": submit(status=400, code="INVALID_REQUEST_BODY"),
}

SCENARIOS = MappingProxyType(TO_ALL | _ANSWERS | free_call("balance"))
