"""Server-sent events: whatever way a body is cut, the same events come out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.providers import _events
from seedream_desktop.providers._events import EventReader, EventTooLong


def read(*pieces: bytes) -> list[tuple[str, bytes]]:
    """Return the events that have ended by the last piece."""
    reader = EventReader()
    return [(e.name, bytes(e.data)) for piece in pieces for e in reader.feed(piece)]


def in_pieces(body: bytes, size: int) -> list[bytes]:
    return [body[begin : begin + size] for begin in range(0, len(body), size)]


BODY = (
    b"event: image_generation.partial_succeeded\n"
    b'data: {"image_index":0,"size":"2048\xc3\x972048"}\n'
    b"\n"
    b"data: [DONE]\n"
    b"\n"
)
EVENTS = [
    ("image_generation.partial_succeeded", '{"image_index":0,"size":"2048×2048"}'.encode()),
    ("", b"[DONE]"),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_events_are_the_same_however_they_are_cut_and_their_lines_end(
    size: int, end: bytes
) -> None:
    assert read(*in_pieces(BODY.replace(b"\n", end), size)) == EVENTS


@given(
    body=st.lists(st.sampled_from([b"data: x", b"data", b":c", b"event: e", b"", b"\xc3\x97"])),
    ends=st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=1),
    cuts=st.lists(st.integers(1, 9)),
)
def test_no_cut_makes_an_event_or_takes_one_away(
    body: list[bytes], ends: list[bytes], cuts: list[int]
) -> None:
    whole = b"".join(line + ends[n % len(ends)] for n, line in enumerate(body))
    pieces, rest = [], whole
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    assert read(*pieces, rest) == read(whole)


def test_a_line_end_that_is_cut_in_two_is_one() -> None:
    assert read(b"data: a\r", b"\n\r", b"\ndata: b\r", b"\n", b"\r\n") == [("", b"a"), ("", b"b")]


def test_an_empty_piece_between_the_halves_of_a_line_end_changes_nothing() -> None:
    assert read(b"data: a\r", b"", b"\ndata: b\n\n") == [("", b"a\nb")]


def test_comments_ids_and_waits_are_passed_over() -> None:
    body = b": keep-alive\n\n:\nid: 7\nretry: 100\nother: x\ndata: a\n: between\n\n"
    assert read(body) == [("", b"a")]


def test_data_of_several_lines_is_joined_by_line_feeds() -> None:
    assert read(b"data: {\ndata:   1\ndata\ndata:}\n\n") == [("", b"{\n  1\n\n}")]


def test_one_space_after_the_colon_is_not_of_the_data_and_a_colon_in_it_is() -> None:
    assert read(b"data:a\n\ndata:  b: c \n\n") == [("", b"a"), ("", b" b: c ")]


def test_an_event_without_data_is_none_and_leaves_no_name_behind() -> None:
    assert read(b"event: ping\n\ndata: a\n\n") == [("", b"a")]
    assert read(b"data\n\n") == [("", b"")]


def test_the_last_of_several_names_counts() -> None:
    assert read(b"event: one\nevent: two\ndata: a\n\n") == [("two", b"a")]


@pytest.mark.parametrize("cut", range(4))
def test_a_mark_at_the_begin_is_no_part_of_the_first_line(cut: int) -> None:
    body = b"\xef\xbb\xbfdata: a\n\ndata: \xef\xbb\xbfb\n\n"
    assert read(body[:cut], body[cut:]) == [("", b"a"), ("", b"\xef\xbb\xbfb")]


def test_what_is_no_text_is_kept_in_data_and_replaced_in_a_name() -> None:
    assert read(b"event: a\xff\ndata: \xff\xfe\n\n") == [("a\ufffd", b"\xff\xfe")]


def test_what_had_come_when_the_body_ended_can_still_be_had() -> None:
    reader = EventReader()
    assert list(reader.feed(b"data: a\n\nevent: e\ndata: [DO")) != []
    rest = reader.rest()
    assert rest is not None
    assert (rest.name, bytes(rest.data)) == ("e", b"[DO")
    assert reader.rest() is None


def test_nothing_is_left_of_a_body_that_ended_with_its_last_event() -> None:
    reader = EventReader()
    list(reader.feed(b"data: a\n\nevent: lonely\n"))
    assert reader.rest() is None


@pytest.mark.parametrize("line", [b"data: ", b"event: ", b": ", b""])
def test_what_never_ends_is_given_up_at_the_bound(
    monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    monkeypatch.setattr(_events, "EVENT_BYTES_MAX", 1000)
    assert read(line, *[b"x" * 100] * 9) == []
    with pytest.raises(EventTooLong):
        read(line, *[b"x" * 100] * 11)


def test_many_lines_of_one_event_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_events, "EVENT_BYTES_MAX", 1000)
    with pytest.raises(EventTooLong):
        read(*[b"data: " + b"x" * 94 + b"\n"] * 20)


def test_many_events_in_a_long_body_are_not_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_events, "EVENT_BYTES_MAX", 1000)
    assert len(read(*[b"data: " + b"x" * 500 + b"\n\n"] * 50)) == 50


def test_many_events_in_one_piece_are_not_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_events, "EVENT_BYTES_MAX", 1000)
    assert len(read(b"data: x\n\n" * 5000)) == 5000
