import pytest

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.net.proxies import Proxies
from tests.fixtures.surroundings import proxies

HTTPS = ("https", "api.wavespeed.ai", 443)


def test_without_any_setting_the_connection_is_direct() -> None:
    assert proxies().proxy_for(*HTTPS) is None


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"https_proxy": "http://proxy:8080"}, "http://proxy:8080"),
        ({"HTTPS_PROXY": "proxy:8080"}, "http://proxy:8080"),
        ({"https_proxy": "http://small:1", "HTTPS_PROXY": "http://big:1"}, "http://small:1"),
        ({"all_proxy": "http://all:1"}, "http://all:1"),
        ({"all_proxy": "http://all:1", "https_proxy": "http://own:1"}, "http://own:1"),
        ({"http_proxy": "http://plain:1"}, None),
        ({"https_proxy": "http://name:word@proxy:8080"}, "http://name:word@proxy:8080"),
        ({"https_proxy": "  "}, None),
    ],
)
def test_the_environment_names_the_proxy(environ: dict[str, str], url: str | None) -> None:
    assert proxies(**environ).proxy_for(*HTTPS) == url


@pytest.mark.parametrize(
    ("rule", "host", "is_direct"),
    [
        ("*", "api.wavespeed.ai", True),
        ("wavespeed.ai", "api.wavespeed.ai", True),
        (".wavespeed.ai", "api.wavespeed.ai", True),
        ("*.wavespeed.ai", "api.wavespeed.ai", True),
        ("API.Wavespeed.AI", "api.wavespeed.ai", True),
        ("other.com, wavespeed.ai", "api.wavespeed.ai", True),
        ("speed.ai", "api.wavespeed.ai", False),
        ("wavespeed.ai:443", "api.wavespeed.ai", True),
        ("wavespeed.ai:8443", "api.wavespeed.ai", False),
        ("93.184.0.0/16", "93.184.216.34", True),
        ("93.185.0.0/16", "93.184.216.34", False),
        ("2001:db8::/32", "2001:db8::1", True),
        ("", "api.wavespeed.ai", False),
        (",,", "api.wavespeed.ai", False),
    ],
)
def test_no_proxy_exempts_hosts(rule: str, host: str, is_direct: bool) -> None:
    found = proxies(https_proxy="http://proxy:1", no_proxy=rule).proxy_for("https", host, 443)
    assert (found is None) is is_direct


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8", "a.localhost"])
def test_this_machine_is_never_reached_through_a_proxy(host: str) -> None:
    assert proxies(all_proxy="http://proxy:1").proxy_for("http", host, 80) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("socks4://proxy:1080", "proxy_kind_unsupported"),
        ("ftp://proxy", "proxy_kind_unsupported"),
        ("http://", "proxy_malformed"),
        ("http://proxy:notaport", "proxy_malformed"),
        ("http://[::1", "proxy_malformed"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_named_by_its_variable(value: str, code: str) -> None:
    with pytest.raises(UserFixable) as caught:
        proxies(all_proxy=value).proxy_for(*HTTPS)
    assert caught.value.code == code
    assert caught.value.params["variable"] == "all_proxy"


def test_a_proxys_password_is_in_no_error() -> None:
    with pytest.raises(UserFixable) as caught:
        proxies(all_proxy="socks4://name:hidden@proxy:1").proxy_for(*HTTPS)
    assert "hidden" not in repr(caught.value) + str(caught.value)


@pytest.mark.parametrize("value", ["socks://proxy:1080", "socks5://proxy:1080", "SOCKS5h://p:1"])
def test_socks_is_mapped_or_reported_when_its_part_is_not_installed(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "seedream_desktop.net.proxies.find_spec"
    monkeypatch.setattr(module, lambda name: None)
    with pytest.raises(UserFixable) as caught:
        proxies(all_proxy=value).proxy_for(*HTTPS)
    assert caught.value.code == "proxy_needs_socks"
    monkeypatch.setattr(module, lambda name: object())
    assert str(proxies(all_proxy=value).proxy_for(*HTTPS)).startswith("socks5")


def test_the_systems_settings_count_where_the_environment_names_none() -> None:
    settings = {"https": "http://system:3128"}
    bypassed = []
    found = Proxies(
        environ={}, system=lambda: settings, system_bypass=lambda host: host in bypassed
    )
    assert found.proxy_for(*HTTPS) == "http://system:3128"
    bypassed.append("api.wavespeed.ai")
    assert found.proxy_for(*HTTPS) is None
