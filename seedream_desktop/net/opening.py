"""How every HTTP client of this program is made: lazily, once per purpose, nothing by default."""

import asyncio
import errno
import logging
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

import httpx

import seedream_desktop
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.net.address import port_of
from seedream_desktop.net.surroundings import Surroundings
from seedream_desktop.net.trust import trusted
from seedream_desktop.ports.world import Secret

_QUIET: Final = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "stamina": logging.ERROR,  # a free call that is asked again is no warning to anybody
}

# httpcore tries to import this for each lock that it makes, several times a call, and a module
# that is not there is searched for in every folder each time: a third of a poll's cost.
if "sniffio" not in sys.modules and find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # how importlib says "not there"

AGENT: Final = f"seedream-desktop/{seedream_desktop.__version__}"


class Opening:
    """HTTP clients of one purpose, one per proxy, each made when first needed.

    The pool never queues (max_connections=None): a contended one is poisoned by
    cancellation (httpcore#1093); the engine limits concurrency. HTTP/1.1 only, no redirects,
    no headers or cookies of the client's own, nothing read from the environment.
    """

    def __init__(
        self, surroundings: Surroundings, timeout: httpx.Timeout, *, keeps_alive: bool
    ) -> None:
        """Take the limits; nothing is opened yet."""
        self._surroundings = surroundings
        self._timeout = timeout
        self._limits = httpx.Limits(
            max_connections=None,
            max_keepalive_connections=None if keeps_alive else 0,
            keepalive_expiry=15.0,
        )
        self._clients: dict[str | None, httpx.AsyncClient] = {}
        self._making = asyncio.Lock()

    def proxy_for(self, url: httpx.URL) -> str | None:
        """Return the proxy through which an address is reached. Raises UserFixable."""
        return self._surroundings.proxies.proxy_for(url.scheme, url.host, port_of(url))

    async def client_for(self, url: httpx.URL) -> httpx.AsyncClient:
        """Return the client for an address. Raises UserFixable (proxy, authority file)."""
        proxy = self.proxy_for(url)
        async with self._making:
            if proxy not in self._clients:
                self._clients[proxy] = await asyncio.to_thread(self._make, proxy)
            return self._clients[proxy]

    async def aclose(self) -> None:
        """Close all connections; the next use opens new ones."""
        clients, self._clients = tuple(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    def _make(self, proxy: str | None) -> httpx.AsyncClient:
        _quieten()
        try:
            return httpx.AsyncClient(
                verify=trusted(self._surroundings.extra_ca_file),
                proxy=proxy,
                trust_env=False,
                http2=False,
                follow_redirects=False,
                timeout=self._timeout,
                limits=self._limits,
            )
        except (ValueError, ImportError) as error:
            raise UserFixable("proxy_malformed", variable="proxy") from error


def request_headers(key: Secret | None) -> Mapping[str, str]:
    """Return the headers of a call to a service's own origin.

    Raises UserFixable for a key that cannot stand in a header: the HTTP library would put
    all of it into its error text.
    """
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": AGENT}
    if key is None:
        return headers
    secret = key.reveal()
    if not secret or not all("!" <= letter <= "~" for letter in secret):
        raise UserFixable("key_malformed")
    return headers | {"Authorization": f"Bearer {secret}"}


def cause_of(error: BaseException) -> str:
    """Name the kind of a network error, with the system's word for it where there is one.

    The HTTP library's error texts hold signed addresses and pieces of answers, so they go
    nowhere: neither into parameters nor, as a cause, into tracebacks.
    """
    kind = type(error).__name__
    inner: BaseException | None = error
    while inner is not None:
        number = getattr(inner, "errno", None)
        if isinstance(number, int) and number in errno.errorcode:
            return f"{kind} {errno.errorcode[number]}"
        inner = inner.__cause__ or inner.__context__
    return kind


def _quieten() -> None:
    """Keep the libraries' own lines out of the log: they hold signed addresses whole.

    Who turns them on gets them, but for the lines with a service's answer, which may repeat
    the key.
    """
    for name, level in _QUIET.items():
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(level)
    logging.getLogger("httpcore.http11").addFilter(_is_no_answer)


def _is_no_answer(record: logging.LogRecord) -> bool:
    return "receive_response" not in record.getMessage()
