"""How a service words what is no result: each refusal and each failure as a reply."""

from typing import Any

from starlette.responses import Response

from tests.emulator.replies import page
from tests.emulator.strictness import Mistake

_PAGES = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out"}


class Voice:
    """The words of one service. It must say error(); the rest it may say otherwise.

    `code` is the service's own word or number for what is wrong, "" for its usual one.
    """

    def error(self, status: int, text: str, *, code: Any = "") -> Response:
        """Return a refusal in the service's form."""
        raise NotImplementedError

    def mistake(self, mistake: Mistake) -> Response:
        """Return the refusal of a request that is not as documented."""
        return self.error(mistake.status, str(mistake), code=mistake.code)

    def not_found(self) -> Response:
        """Return the reply at a path that the service does not have."""
        return self.error(404, "not found")

    def unauthorised(self) -> Response:
        """Return the reply to a call without the right key."""
        return self.error(401, "Unauthorized: the API key is missing or not valid")

    def forbidden(self, code: Any = "") -> Response:
        """Return the reply to a good key that may not do this."""
        return self.error(403, "This account may not use the model", code=code)

    def no_money(self, form: str = "") -> Response:
        """Return the refusal for want of money, in one of the service's forms."""
        return self.error(int(form or 402), "Insufficient balance")

    def too_many(self, code: Any = "") -> Response:
        """Return the refusal of one request too many."""
        return self.error(429, "Too many requests", code=code)

    def broken(self, status: int, code: Any = "") -> Response:
        """Return the service's own word that something broke inside it."""
        return self.error(status, "Internal server error", code=code)

    def failing(
        self, status: int, retry_after: float | str | None = None, *, form: str = "", code: Any = ""
    ) -> Response:
        """Return an error of the service (form "json") or of the proxy before it ("page").

        form "": a page for 502, 503 and 504, the service's own words for others.
        """
        is_page = form == "page" or (not form and status in _PAGES)
        if is_page:
            answer = page(status, _PAGES.get(status, "Error"))
        else:
            answer = self.too_many(code) if status == 429 else self.broken(status, code)
        if retry_after is not None:
            answer.headers["Retry-After"] = str(retry_after)
        return answer
