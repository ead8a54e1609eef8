"""The one error tree. A class exists only where a caller acts on it; the rest is `code`.

    SeedreamError
    ├── UserFixable            wrong input, settings or environment; nothing was sent
    │   ├── CardLacks          the card has no such family, kind or model
    │   ├── BadInput           one picture cannot be used; holds its own frame only
    │   ├── PromptUnclear      the local engine does not understand a prompt
    │   ├── KeyMissing         no key for this provider
    │   ├── OverBudget         a cap refuses the request before it is sent
    │   └── NotFound           no such sequence, run or request in the library
    ├── StorageFailed          the library or the output folder cannot be written
    │   └── DiskFull           as above, for want of space: submissions stop, program goes on
    ├── LibraryBusy            another process has this library open
    ├── NothingSent            provably no byte of the request left, or a free passing refusal
    ├── Refused                the service said no in so many words: not billed
    │   └── AccountRefused     ... to the account: pauses the whole provider
    │       └── FilesFull      ... to an upload, until others are gone
    ├── OutcomeUnknown         a paid request left and its fate is not known: never re-sent
    ├── Unreachable            a free call failed; ask again later
    ├── RemoteGone             the service no longer has the job or the file
    └── OutputUnusable         a downloaded output is not the picture that it should be

Texts for people are made from `code` and `params` in ui/text, one sentence per code; no
class below holds a sentence, and no parameter ever holds a key.
"""

import errno
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias


class Billed(StrEnum):
    """What is known about the money of a request that ended in an error."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


Param: TypeAlias = str | int | float


class SeedreamError(Exception):
    """Anything this program raises on purpose. code is stable; params fill the sentence."""

    billed: ClassVar[Billed] = Billed.NO

    def __init__(self, code: str, **params: Param) -> None:
        """Take the code of the sentence and what fills it."""
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """Return the code and its parameters, for logs."""
        listed = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({listed})" if listed else self.code


class UserFixable(SeedreamError):
    """The user can put it right: input, settings or environment. Nothing was sent."""


class CardLacks(UserFixable):
    """The provider's card has no such family, kind or model."""


class BadInput(UserFixable):
    """One picture cannot be used. Only the frames that need it are held."""


class PromptUnclear(UserFixable):
    """The local engine does not understand a prompt; params list what it can do."""


class KeyMissing(UserFixable):
    """There is no key for this provider, or the store that holds it is locked."""


class OverBudget(UserFixable):
    """A cap refuses the request before anything is sent."""


class NotFound(UserFixable):
    """The library has no such sequence, run or request."""


class StorageFailed(SeedreamError):
    """The library or the output folder cannot be written or read."""


class DiskFull(StorageFailed):
    """No space is left. New submissions stop; what is paid stays to be fetched."""


_NO_SPACE: Final = frozenset(
    {errno.ENOSPC, errno.EFBIG} | ({errno.EDQUOT} if hasattr(errno, "EDQUOT") else set())
)


def is_disk_full(error: OSError) -> bool:
    """Say whether a file lacks space: on its disk, in its owner's quota, or in its file system."""
    return error.errno in _NO_SPACE


class LibraryBusy(SeedreamError):
    """Another process has this library open."""


class NothingSent(SeedreamError):
    """Provably nothing was bought, so the same request may be sent again.

    Either no byte left this machine, or the service refused for a passing reason that its
    contract says is free. retry_after_s is the wait that it asked for, if it did.
    """

    def __init__(self, code: str, *, retry_after_s: float | None = None, **params: Param) -> None:
        """Take the wait beside the code."""
        super().__init__(code, **params)
        self.retry_after_s = retry_after_s


class Refused(SeedreamError):
    """The service said no in so many words. Not billed; not sent again by itself."""


class AccountRefused(Refused):
    """Key, balance or permission: every further request would be refused as well."""


class FilesFull(AccountRefused):
    """The service keeps no further upload until others are gone."""


class OutcomeUnknown(SeedreamError):
    """A paid request left this machine and its answer never came back.

    Never caught and retried. The request becomes IN_DOUBT and is looked up at the service.
    """

    billed = Billed.UNKNOWN


class Unreachable(SeedreamError):
    """A free call (poll, upload, list, download) failed for now; asking again is harmless."""

    billed = Billed.YES

    def __init__(self, code: str, *, retry_after_s: float | None = None, **params: Param) -> None:
        """Take the wait that the service asked for, if it did."""
        super().__init__(code, **params)
        self.retry_after_s = retry_after_s


class RemoteGone(SeedreamError):
    """The service no longer has the job or the file."""

    billed = Billed.YES


class OutputUnusable(SeedreamError):
    """What was downloaded is not the picture that it should be."""

    billed = Billed.YES
