"""Cards: dated facts about what a service offers, accepts and charges."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.errors import CardLacks
from seedream_desktop.domain.geometry import Size, SizeRule
from seedream_desktop.domain.ids import ModelId, ProviderId

STALE_AFTER: Final = timedelta(days=60)


class ModelKind(StrEnum):
    """What a model takes and gives."""

    TEXT = "text"
    """Text to one picture."""

    EDIT = "edit"
    """References to one picture."""

    SEQUENTIAL = "sequential"
    """Text to a series."""

    EDIT_SEQUENTIAL = "edit-sequential"
    """References to as many pictures as asked."""


class Recovery(StrEnum):
    """How a submission whose reply was lost can be found again at the service."""

    HISTORY = "history"
    IDEMPOTENCY = "idempotency"
    NONE = "none"


class Billing(StrEnum):
    """Which number of outputs the service multiplies its price with."""

    ASKED = "asked"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one figure of a card was read, and when."""

    as_of: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one request costs, in micro-dollars.

    per_output_micros holds for outputs of any size unless tiers are given: (largest area in
    pixels, micro-dollars per output), by rising area. The first free_references cost nothing.
    """

    per_output_micros: int = 0
    tiers: tuple[tuple[int, int], ...] = ()
    per_reference_micros: int = 0
    free_references: int = 0
    billing: Billing = Billing.ASKED

    def cost_micros(self, *, outputs: int, references: int, size: Size | None) -> int:
        """Return the worst case of one request; without a size the dearest tier counts."""
        each = self.per_output_micros
        if self.tiers:
            fitting = [m for top, m in self.tiers if size is not None and size.pixels <= top]
            each = fitting[0] if fitting else max(micros for _, micros in self.tiers)
        charged = max(0, references - self.free_references)
        return each * outputs + self.per_reference_micros * charged


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRule:
    """What the service takes as a reference: bytes per file, edges and area in pixels.

    aspect_max is the longer edge over the shorter. order_bytes_max bounds what all references
    of an order that holds them may be together, as they are sent, in base64; 0: no bound.
    formats are those that it reads, by their names in small letters, empty where that is not
    known; where takes_alpha is true it makes use of transparent parts.
    """

    bytes_max: int = 10_000_000
    edge_min_px: int = 15
    edge_max_px: int = 6000
    pixels_max: int = 36_000_000
    aspect_max: float = 16.0
    order_bytes_max: int = 0
    formats: tuple[str, ...] = ()
    takes_alpha: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """One model: counts and sizes within which a request is accepted, and its price.

    total_max bounds references + outputs. Where sizes_follow_inputs is true, a request without
    a size gives each output the size of its own input, and inputs of any mix of shapes fit
    one request. Where takes_size is false the service has no size parameter at all. Where
    takes_plain_prompt is true the user's text is sent as it stands, without the sentences on
    counts and figures that a language model needs. prompt_max bounds the letters of the text as
    sent; 0: no bound. inputs is what this model takes where it differs from the card's.
    tier_sizes are the service's own sizes of a tier ("2K"), one a shape; aspect_ratios what a
    model without a size takes instead ("16:9").
    """

    id: ModelId
    family: str
    kind: ModelKind
    references_max: int
    outputs_max: int
    total_max: int
    size: SizeRule
    price: Price
    size_default: Size | None = None
    takes_size: bool = True
    sizes_follow_inputs: bool = False
    takes_plain_prompt: bool = False
    output_formats: tuple[str, ...] = ()
    prompt_max: int = 0
    inputs: InputRule | None = None
    tier_sizes: Mapping[str, tuple[Size, ...]] = field(default_factory=dict)
    aspect_ratios: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnhancerRule:
    """A service's own way of making a prompt better: a text model that is paid by use.

    styles are the words that it takes for a manner of writing, the first being its default;
    empty where it has none.
    """

    model: ModelId
    price_micros: int
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRule:
    """What a new account may do; 0 is no bound.

    parallel is requests at once, per_minute submissions, which many accounts may have more of.
    images_per_minute is outputs asked for, a bound of every account.
    """

    parallel: int
    per_minute: int = 0
    images_per_minute: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One provider. provenance has an entry for each figure, by its dotted path in the file.

    key_url is the page where a key is made, empty where none is needed. regions are the names
    of separate services of one provider, the first being its default; empty where there is one.
    region is the one whose models and prices these are, elsewhere the cards of the others.
    Where tells_charge_late is true, a finished job may say only later what it was billed.
    Where references_inside is true, an order holds its references instead of their addresses,
    and nothing is uploaded. poll_s is how long a job is left alone between two looks at it, where
    the service says so. currency is what the account is billed in, as people write it; a
    service that counts in credits gives credits_per_usd of them for a dollar, else that is 0.
    rehearses names the service whose figures a rehearsal follows; its money is play money.
    """

    provider: ProviderId
    title: str
    as_of: date
    models: tuple[ModelCard, ...]
    account: AccountRule
    inputs: InputRule = InputRule()
    recovery: Recovery = Recovery.NONE
    history_s: int = 0
    upload_lifetime_s: int = 0
    output_lifetime_s: int = 0
    tells_charge_late: bool = False
    is_local: bool = False
    rehearses: ProviderId | None = None
    default_family: str = ""
    enhancer: EnhancerRule | None = None
    key_url: str = ""
    references_inside: bool = False
    poll_s: float = 0.0
    currency: str = "USD"
    credits_per_usd: int = 0
    regions: tuple[str, ...] = ()
    region: str = ""
    region_titles: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, "Card"] = field(default_factory=dict)
    provenance: Mapping[str, Provenance] = field(default_factory=dict)

    @property
    def is_offline(self) -> bool:
        """Say whether nothing of it leaves this machine: no key, no network, no bill."""
        return self.is_local or self.rehearses is not None

    @property
    def families(self) -> tuple[str, ...]:
        """Model families in the card's order."""
        return tuple(dict.fromkeys(model.family for model in self.models))

    def in_region(self, region: str) -> "Card":
        """Return the card as it is in a region; empty is the one that it is for already.

        Raises CardLacks when there is no such region.
        """
        if region in ("", self.region):
            return self
        others = {**self.elsewhere, self.region: replace(self, elsewhere={})}
        found = others.pop(region, None)
        if not self.regions:
            raise CardLacks("no_regions", provider=self.title)
        if found is None:
            raise CardLacks(
                "unknown_region",
                provider=self.title,
                region=region,
                regions=", ".join(self.regions),
            )
        return replace(found, elsewhere=others)

    def is_stale(self, today: date) -> bool:
        """Say whether the figures are older than 60 days; the program's own never are."""
        return not self.is_local and today - self.as_of > STALE_AFTER

    def model(self, family: str, *kinds: ModelKind) -> ModelCard:
        """Return the family's model of the first kind that it has.

        Raises CardLacks when the family is unknown or has none of the kinds.
        """
        if family not in self.families:
            raise CardLacks(
                "unknown_family",
                provider=self.title,
                family=family,
                families=", ".join(self.families),
            )
        for kind in kinds:
            for model in self.models:
                if model.family == family and model.kind is kind:
                    return model
        raise CardLacks(
            "family_lacks_kind",
            provider=self.title,
            family=family,
            kind=kinds[0].value,
        )

    def inputs_of(self, model_id: ModelId) -> InputRule:
        """Return what a model takes as references. Raises CardLacks."""
        return self.model_by_id(model_id).inputs or self.inputs

    def model_by_id(self, model_id: ModelId) -> ModelCard:
        """Return the model of this id; CardLacks when the card does not have it."""
        for model in self.models:
            if model.id == model_id:
                return model
        raise CardLacks("unknown_model", provider=self.title, model=model_id)
