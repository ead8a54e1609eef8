"""From resemblances to a verdict: which output is which target's, and what may be trusted."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from seedream_desktop.domain.pairing import Doubt, Pair, Pairing

Assign: TypeAlias = Callable[[Sequence[Sequence[float]]], tuple[int | None, ...]]
"""Scores, rows × columns, to each row's column in the best one-to-one choice; None: left over."""

ORDER_PRIOR: Final = 0.02
"""What the asked-for place is worth, in resemblance. Look-alikes differ by about half of it at
random, different pictures by ten times as much: so order decides among the former only."""

UNLIKE: Final = 0.45
"""Below this, differences in resemblance are chance and weigh nothing against the order."""

SOLID: Final = 0.6
"""From this on an output clearly shows something of the reference."""

SURE: Final = 0.9
"""The confidence from which a pair may leave the program unseen."""

_UNSURE_MAX: Final = math.nextafter(SURE, 0)

CLEAR_MARGIN: Final = 0.06
"""How far ahead of the best rival a resemblance must be to tell them apart."""

COMPANY: Final = 2 / 3
"""When this share of the other pairs is clear by itself, the reply shows its inputs, and a pair
of it needs less resemblance: edits that leave little are likelier than a foreign picture."""

_COMPANION_LEVEL: Final = 0.7
_SLOPE: Final = 25.0
_ALONE_MIDDLE: Final = 0.72
_COMPANY_MIDDLE: Final = 0.57
_MARGIN_SLOPE: Final = 60.0
_MARGIN_MIDDLE: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the pictures of one reply say. Resemblances run from 0 (nothing in common) to 1.

    targets[o][t] and anchors[o][a] compare output o with each reference; both have one row an
    output. twins[t] is the first target with the same content as t (itself, mostly): which of
    them an output is does not matter. collages show several references in one picture for
    certain, suspects perhaps.
    """

    targets: tuple[tuple[float, ...], ...]
    anchors: tuple[tuple[float, ...], ...]
    twins: tuple[int, ...]
    collages: frozenset[int] = frozenset()
    suspects: frozenset[int] = frozenset()


def verdict(evidence: Evidence, assign: Assign, *, order_prior: float = ORDER_PRIOR) -> Pairing:
    """Pair outputs with targets.

    Collages and outputs that clearly show an anchor stand aside; the rest is assigned by
    resemblance, and by place where that cannot tell. Every output that can have a target gets
    one: an unsure pair is a question to the user, a result thrown away is money.
    """
    returned = tuple(
        output
        for output in range(len(evidence.targets))
        if output not in evidence.collages and _shows_anchor(evidence, output)
    )
    aside = evidence.collages.union(returned)
    outputs = [output for output in range(len(evidence.targets)) if output not in aside]
    given = _given(evidence, outputs, assign, order_prior)
    if len(given) < len(outputs):
        # Without the strays each output that stays has another place than it had among them.
        given = _given(evidence, sorted(given), assign, order_prior)
    strays = tuple(output for output in outputs if output not in given)
    claims = [_claim(evidence, output, target, strays) for output, target in given.items()]
    return Pairing(
        pairs=tuple(_judged(claim, has_company=_has_company(claim, claims)) for claim in claims),
        missing_targets=tuple(
            target for target in range(len(evidence.twins)) if target not in given.values()
        ),
        stray_outputs=strays,
        collages=tuple(sorted(evidence.collages)),
        returned_anchors=returned,
    )


def confidence(resemblance: float, margin: float, *, has_company: bool) -> float:
    """Return how probable it is that a pair is right, 0 to 1.

    resemblance is that of the pair, margin its lead over the best rival. Two logistic curves,
    placed by the labelled shuffle set (tests/bench/bench_pairing.py) well to the careful side
    of what it shows, so that it is a lower bound rather than an average. A pair is sure from a
    lead of 0.06 and a resemblance of 0.81, in company 0.66; in the set no wrong one among
    look-alikes led by more than 0.024, and no foreign picture resembled an input by more than
    0.74, or in company its own place's by more than 0.57. Both must hold, for an output may
    resemble its target a lot and not be told from another, or lead by far and resemble nothing.
    """
    middle = _COMPANY_MIDDLE if has_company else _ALONE_MIDDLE
    told = _logistic(_MARGIN_SLOPE * (margin - _MARGIN_MIDDLE))
    return told * _logistic(_SLOPE * (resemblance - middle))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))


def _shows_anchor(evidence: Evidence, output: int) -> bool:
    anchors, targets = evidence.anchors[output], evidence.targets[output]
    if not anchors:
        return False
    lead = max(anchors) - max(targets, default=0.0)
    return max(anchors) >= SOLID and lead >= CLEAR_MARGIN


def _given(
    evidence: Evidence, outputs: Sequence[int], assign: Assign, prior: float
) -> dict[int, int]:
    """Assign outputs to targets; an output that is left over is not in the result."""
    chosen = assign(_scores(evidence, outputs, prior))
    return {o: t for o, t in zip(outputs, chosen, strict=True) if t is not None}


def _scores(evidence: Evidence, outputs: Sequence[int], prior: float) -> list[list[float]]:
    """Resemblance, plus a prior for the place.

    When there are more outputs than targets, something was put in between: then the place
    among those that are left counts, else the place in the reply.
    """
    is_crowded = len(evidence.targets) > len(evidence.twins)
    table = []
    for rank, output in enumerate(outputs):
        place = rank if is_crowded else output
        table.append(
            [
                max(level, UNLIKE) + prior * _nearness(place, target)
                for target, level in enumerate(evidence.targets[output])
            ]
        )
    return table


def _nearness(place: int, target: int) -> float:
    """Give 1 for the same place and next to nothing, falling with distance, for any other."""
    return 1.0 if place == target else -0.001 * abs(place - target)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A pair with what speaks for and against it. lead is None where nothing else was asked for."""

    output: int
    target: int
    own: float
    lead: float | None
    best: float
    is_anchor_near: bool
    is_suspect: bool

    @property
    def is_clear(self) -> bool:
        """Say whether the pair would stand without any other."""
        return self.own >= _COMPANION_LEVEL and (self.lead is None or self.lead >= CLEAR_MARGIN)


def _claim(evidence: Evidence, output: int, target: int, strays: tuple[int, ...]) -> _Claim:
    row = evidence.targets[output]
    others = [x for t, x in enumerate(row) if evidence.twins[t] != evidence.twins[target]]
    anchor = max(evidence.anchors[output], default=0.0)
    rivals = [*others, anchor, *(evidence.targets[stray][target] for stray in strays)]
    return _Claim(
        output=output,
        target=target,
        own=row[target],
        lead=row[target] - max(rivals) if others else None,
        best=max(row),
        is_anchor_near=anchor >= max(SOLID, *row),
        is_suspect=output in evidence.suspects,
    )


def _has_company(claim: _Claim, claims: Sequence[_Claim]) -> bool:
    others = [other.is_clear for other in claims if other is not claim]
    return bool(others) and sum(others) >= COMPANY * len(others)


def _judged(claim: _Claim, *, has_company: bool) -> Pair:
    if claim.lead is None:
        # Only one content was asked for, so what came is its edit, however little is left of it.
        trust = SURE + (1 - SURE) * _logistic(_SLOPE * (claim.own - _COMPANY_MIDDLE))
    else:
        trust = confidence(claim.own, claim.lead, has_company=has_company)
    doubt = _doubt(claim, trust)
    return Pair(
        output=claim.output,
        target=claim.target,
        confidence=trust if doubt is None else min(trust, _UNSURE_MAX),
        is_sure=doubt is None,
        doubt=doubt,
    )


def _doubt(claim: _Claim, trust: float) -> Doubt | None:
    if claim.is_suspect:
        return Doubt.COLLAGE
    if claim.is_anchor_near:
        return Doubt.ANCHOR_RETURNED
    if trust >= SURE:
        return None
    return Doubt.LOOK_ALIKE if claim.best >= SOLID else Doubt.WEAK
