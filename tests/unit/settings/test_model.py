import tomllib

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.ledger import Caps
from seedream_desktop.settings.model import (
    CacheSettings,
    CapSettings,
    NetworkSettings,
    Settings,
    merge,
    read,
)

FULL = """
version = 1
language = "zh"

[caps]
run_micros = 1_400_000
day_micros = 20_000_000

[concurrency]
wavespeed = 2

[network]
proxy = "socks5://127.0.0.1:1080"
extra_ca_file = "/etc/company.pem"

[cache]
limit_bytes = 1_073_741_824
"""

SECTIONS = st.sampled_from(["version", "language", "caps", "concurrency", "network", "cache", "x"])
KEYS = st.sampled_from(["run_micros", "wavespeed", "proxy", "extra_ca_file", "limit_bytes", "y"])
VALUES = st.one_of(
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False),
    st.booleans(),
    st.text(max_size=20),
    st.datetimes(),
    st.lists(st.integers(0, 9), max_size=3),
)
DOCUMENTS = st.dictionaries(SECTIONS, VALUES | st.dictionaries(KEYS, VALUES))


def settings_of(text):
    return read(tomllib.loads(text))


def test_every_setting_is_read():
    settings, notices = settings_of(FULL)
    assert notices == ()
    assert settings == Settings(
        language="zh",
        caps=CapSettings(run_micros=1_400_000, day_micros=20_000_000),
        concurrency={ProviderId("wavespeed"): 2},
        network=NetworkSettings(proxy="socks5://127.0.0.1:1080", extra_ca_file="/etc/company.pem"),
        cache=CacheSettings(limit_bytes=2**30),
    )
    assert settings.caps.as_caps() == Caps(run_micros=1_400_000, day_micros=20_000_000)


def test_no_setting_at_all_is_every_default():
    assert read({}) == (Settings(), ())
    assert Settings().caps.as_caps() == Caps()


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        ('language = "fr"', "language"),
        ("language = 3", "language"),
        ("caps = 3", "caps"),
        ("caps.run_micros = -1", "caps.run_micros"),
        ("caps.run_micros = 1.5", "caps.run_micros"),
        ("caps.run_micros = true", "caps.run_micros"),
        ('caps.day_micros = "5 dollars"', "caps.day_micros"),
        ("concurrency.wavespeed = 0", "concurrency.wavespeed"),
        ("concurrency.wavespeed = 1000", "concurrency.wavespeed"),
        ("concurrency = [2]", "concurrency"),
        ('network.proxy = "proxy.example"', "network.proxy"),
        ('network.proxy = "ftp://proxy.example:21"', "network.proxy"),
        ("network.extra_ca_file = []", "network.extra_ca_file"),
        ("cache.limit_bytes = 1", "cache.limit_bytes"),
    ],
)
def test_a_bad_value_falls_back_alone_and_is_named(line, setting):
    settings, notices = settings_of(f"{line}\n[caps_of_later]\nx = 1\n")
    assert settings == Settings()
    assert [(n.code, n.params) for n in notices] == [("setting_unusable", {"setting": setting})]


def test_a_bad_value_leaves_its_neighbours_alone():
    settings, notices = settings_of("caps.run_micros = -1\ncaps.day_micros = 7\nlanguage = 'en'")
    assert settings == Settings(language="en", caps=CapSettings(day_micros=7))
    assert len(notices) == 1


def test_a_proxy_with_a_password_is_refused_and_the_password_is_not_repeated():
    settings, notices = settings_of('network.proxy = "http://me:canary@proxy.example:8080"')
    assert settings.network.proxy == "system"
    assert "canary" not in repr(notices)
    assert len(notices) == 1


def test_a_file_of_a_later_version_is_read_as_far_as_it_is_known_and_said():
    settings, notices = read({"version": 9, "language": "zh"})
    assert settings.language == "zh"
    assert [(n.code, n.params) for n in notices] == [("settings_newer", {"version": 9})]


def test_unknown_keys_stay_at_every_depth_and_with_every_type():
    later = "version = 9\nnew = 1979-05-27T07:32:00Z\n[caps]\nyear_micros = 5\n"
    document = tomllib.loads(later + '[window]\nx = [1, {a = "é"}]\n')
    settings, _ = read(document)
    assert merge(settings, document) == document


def test_defaults_are_not_written_and_a_cap_that_is_lifted_goes():
    assert merge(Settings(), {}) == {"version": 1}
    document = {"caps": {"run_micros": 5}, "language": "en"}
    assert merge(Settings(), document) == {"version": 1, "language": "system"}


@given(DOCUMENTS)
def test_no_document_makes_reading_fail_and_every_loss_is_told(document):
    settings, notices = read(document)
    for section, value in document.items():
        if section in {"caps", "concurrency", "network", "cache"} and not isinstance(value, dict):
            assert section in {notice.params.get("setting") for notice in notices}
    assert isinstance(settings, Settings)


@given(DOCUMENTS)
def test_what_is_written_reads_back_the_same_without_complaint(document):
    settings, _ = read(document)
    written = tomli_w.dumps(merge(settings, document))
    again, notices = read(tomllib.loads(written))
    assert again == settings
    assert {notice.code for notice in notices} <= {"settings_newer"}
