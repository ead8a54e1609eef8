"""Better prompts that are paid for: what was asked, and what the service wrote."""

from dataclasses import dataclass

from seedream_desktop.domain.ids import ErrandId, ProviderId, RemoteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A better wording of a prompt, bought once.

    text is the prompt that it was asked for, style the card's word (empty for none); words is
    the proposal, None while it has yet to be fetched by remote_id, which is free. is_closed
    says that it was taken or let go: it is shown no more by itself. sent_at is seconds since
    1970.
    """

    errand: ErrandId
    provider: ProviderId
    text: str
    style: str
    words: str | None
    remote_id: RemoteId | None
    is_closed: bool
    sent_at: float
