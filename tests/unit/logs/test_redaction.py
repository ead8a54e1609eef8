import base64
import logging
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.logs import redaction
from seedream_desktop.logs.redaction import RedactingFormatter, scrub
from seedream_desktop.ports.world import Secret

CANARY = "wsk_canary/7+f3=q"


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(redaction, "_secrets", {})


@pytest.fixture
def line():
    """Return what a record becomes in the log."""

    def make(message, *args, exc_info=None):
        record = logging.LogRecord(
            "seedream_desktop.x", logging.INFO, "x.py", 1, message, args, exc_info
        )
        return RedactingFormatter("%(name)s %(message)s").format(record)

    return make


def raised(fail):
    with pytest.raises(Exception) as info:
        fail()
    return info.type, info.value, info.tb


def test_a_registered_secret_is_starred_in_the_message(line):
    redaction.register(CANARY)
    assert line(f"key is {CANARY}!") == "seedream_desktop.x key is ****!"


@pytest.mark.parametrize(
    "argument", [CANARY, [CANARY], {"k": CANARY}, (1, CANARY), ValueError(CANARY)]
)
def test_a_registered_secret_is_starred_in_arguments_of_any_shape(line, argument):
    redaction.register(CANARY)
    shown = line("got %r, again %s", argument, argument)
    assert CANARY not in shown
    assert shown.count("****") >= 2


def test_a_registered_secret_is_starred_in_the_forms_that_it_takes_in_addresses_and_json(line):
    redaction.register('a/b"c d\\e+f')
    assert line("%s", "x=a%2Fb%22c%20d%5Ce%2Bf").endswith("x=****")
    assert line("%s", '{"x":"a/b\\"c d\\\\e+f"}').endswith('{"x":"****"}')


def test_a_registered_secret_is_starred_in_exceptions_their_traceback_and_every_cause(line):
    redaction.register(CANARY)

    def fail_first():
        raise KeyError(f"first {CANARY}")

    def fail_in_between():
        try:
            fail_first()
        finally:
            raise OSError(f"in between {CANARY}")

    def fail():
        try:
            fail_in_between()
        except OSError as cause:
            raise ValueError(f"last {CANARY}") from cause

    shown = line("failed", exc_info=raised(fail))
    assert CANARY not in shown
    assert shown.count("****") >= 3
    assert "Traceback" in shown
    assert "ValueError: last ****" in shown


def test_a_registered_secret_is_starred_in_exception_groups_and_notes(line):
    redaction.register(CANARY)

    def fail():
        inner = RuntimeError(CANARY)
        inner.add_note(f"noted {CANARY}")
        raise ExceptionGroup(f"group {CANARY}", [inner])

    assert CANARY not in line("failed", exc_info=raised(fail))


def test_what_logging_caches_for_other_handlers_is_scrubbed_too():
    redaction.register(CANARY)

    def fail():
        raise ValueError(CANARY)

    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "m", (), raised(fail))
    RedactingFormatter().format(record)
    assert CANARY not in record.exc_text


def test_a_secret_object_is_stars_even_when_nobody_registered_it(line):
    assert line("%s %r", Secret(CANARY), [Secret(CANARY)]).endswith("Secret(****) [Secret(****)]")


def test_a_longer_secret_is_starred_whole_where_a_shorter_one_begins_it():
    redaction.register("abcdef")
    redaction.register("abcdefghij")
    assert scrub("abcdefghij") == "****"


@pytest.mark.parametrize("value", ["", "  ", "abc", "abcde"])
def test_a_value_too_short_to_be_a_key_does_not_blank_the_log(value):
    redaction.register(value)
    assert scrub(f"words with {value} inside") == f"words with {value} inside"


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer CANARY123",
        "authorization: bearer CANARY123",
        "Authorization: Custom scheme CANARY123",
        "Proxy-Authorization: Basic CANARY123",
        "{'Authorization': 'Bearer CANARY123'}",
        "[(b'authorization', b'Bearer CANARY123'), (b'accept', b'x')]",
        "Headers([('x-api-key', 'CANARY123')])",
        '{"api_key": "CANARY123"}',
        "X-Api-Key=CANARY123;",
        "sent with Bearer CANARY123",
        "Cookie: a=CANARY123; b=CANARY123",
        "Set-Cookie: session=CANARY123",
        "password=CANARY123",
        "WAVESPEED_API_KEY=CANARY123 python",
        "https://user:CANARY123@proxy.example:8080/x",
        "socks5://CANARY123@proxy.example",
        "https://cdn.example/a.png?X-Amz-Signature=CANARY123&x=CANARY123",
        "https://cdn.example/a.png#access=CANARY123",
        "GET /a/b.png?sig=CANARY123 HTTP/1.1",
        "url='https://cdn.example/a.png?e=1&s=CANARY123', size=3",
        "https://cdn.example?CANARY123",
    ],
)
def test_headers_keys_sign_ins_and_signed_addresses_are_taken_out(text):
    shown = scrub(text)
    assert "CANARY123" not in shown
    assert "****" in shown or "?…" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://cdn.example/a/b.png?s=1 and more", "https://cdn.example/a/b.png?… and more"),
        ("<https://cdn.example/b.png?s=1>", "<https://cdn.example/b.png?…>"),
        ("why? because a=b", "why? because a=b"),
        ("request req-0123456789 accepted as 8f2e", "request req-0123456789 accepted as 8f2e"),
        ("the bearer of news", "the bearer of news"),
        ("the key is missing: wavespeed", "the key is missing: wavespeed"),
        ("data: 3 rows, 2 columns", "data: 3 rows, 2 columns"),
        ("sha256 " + "ab12" * 16, "sha256 " + "ab12" * 16),
        ("https://api.wavespeed.ai/api/v3/x", "https://api.wavespeed.ai/api/v3/x"),
    ],
)
def test_what_a_reader_of_the_log_needs_stays(text, shown):
    assert scrub(text) == shown


def test_an_encoded_picture_is_named_by_kind_and_length():
    encoded = base64.b64encode(b"picture" * 40).decode()
    assert scrub(f'"data:image/png;base64,{encoded}",') == (
        f'"data:image/png;base64,…[{len(encoded)} characters]",'
    )
    assert scrub(f'"b64_json":"{encoded}"') == f'"b64_json":"…[{len(encoded)} characters]"'


def test_a_text_with_line_breaks_cannot_pose_as_a_line_of_its_own(line):
    shown = line("prompt %s", "nice\r\n2026-01-01 INFO forged")
    assert [text[:4] for text in shown.split("\n")[1:]] == ["    "]


@given(
    before=st.text("abcxyz ?&=:/\"'\n", max_size=30),
    secret=st.text('QZJ0123456789+/="\\ %', min_size=8, max_size=60),
    after=st.text("abcxyz ?&=:/\"'\n", max_size=30),
)
def test_no_registered_secret_is_ever_left_in_a_text(before, secret, after):
    key = "Q" + secret.strip() + "Z"
    redaction.register(key)
    assert key not in scrub(f"{before}{key}{after}")


@pytest.mark.parametrize(
    "text",
    [
        "a-" * 50_000,
        "://" * 20_000,
        "x." * 50_000,
        "data:" * 20_000,
        "token" * 20_000,
        "?a" * 50_000,
    ],
)
def test_a_hostile_text_of_a_hundred_kilobytes_is_scrubbed_in_a_second(text):
    start = time.perf_counter()
    scrub(text)
    assert time.perf_counter() - start < 1
