"""Reads a prompt, English or Chinese, into adjustments; a word it does not know is an error.

    prompt   = clause { joint clause }         joint: , ; . then and or 、 。 然后 和 并 …
    clause   = [not] { strength | way | deed | filler }          "slightly less contrast"
             | [strength] match { aspect } [reference] { aspect } "match the light to the anchor"
    deed     = "warmer" | "sepia" | "锐化" | …                     _vocabulary._DEEDS
    way      = more, increase, 提高 … | less, reduce, 降低 …
    strength = slightly, half, strongly, 30 %, 稍微, 百分之三十 …   before or after its deed,
               a comma between them or not
    not      = no, without, don't, 不要 …     takes the deed out, wherever else it stands

"or" carries a negation on; a comma ends it; "and" after a negation is refused, since "no
vignette and sepia" can be meant both ways. Aspects of a match may be listed over joints
("match the colours, exposure and white balance to the first picture"). Of one deed said
twice, the later strength holds.
"""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from seedream_desktop.domain.adjustment import MATCHES, STRENGTH_MAX, Adjustment, Operation
from seedream_desktop.domain.errors import PromptUnclear
from seedream_desktop.providers._scanner import Token, plain, scan
from seedream_desktop.providers._vocabulary import ABILITIES, ABILITIES_ZH, Kind, Term

_FIRST_HAN: Final = "\u3400"
_TOLD_MAX: Final = 60
_JOINTS: Final = frozenset({Kind.BREAK, Kind.AND, Kind.OR})

_LIGHT: Final = "light"
_FAINT: Final = frozenset(
    {Operation.VIGNETTE, Operation.SEPIA, Operation.SHARPEN, Operation.DENOISE}
)
"""Before these, "light" means slight; elsewhere it is the light of the picture."""


class _Unknown(Exception):
    """Words that cannot be understood where they stand."""


@dataclass(slots=True)
class _Deed:
    """One deed while its clause is read. way is +1 (as said), -1 (turned round), 0 (unsaid)."""

    token: Token
    way: int
    strength: Token | None
    is_denied: bool

    def operation(self) -> Operation:
        """Return what is meant; _Unknown where the words say neither way, or cannot."""
        term = self.token.term
        is_told = self.way != 0 or (self.strength is not None and self.strength.is_share)
        meant = term.down if self.way < 0 else term.up
        if meant is None or (term.needs_way and not is_told):
            raise _Unknown(self.token.text)
        return meant


@dataclass(slots=True)
class _Match:
    """A match while it is read, possibly over several clauses."""

    text: str
    aspects: set[Operation] = field(default_factory=set)
    strength: Token | None = None
    is_denied: bool = False
    is_whole: bool = False
    has_reference: bool = False
    is_closed: bool = False


def read(prompt: str) -> tuple[Adjustment, ...]:
    """Return what a prompt asks for, matches first, else in its order.

    Raises PromptUnclear: "prompt_unclear" with the words (unknown) that are not understood, or
    "prompt_asks_nothing"; both with what can be asked (can), in the prompt's language.
    """
    can = ABILITIES_ZH if any(_FIRST_HAN <= sign <= "\u9fff" for sign in prompt) else ABILITIES
    try:
        wanted = _Reader().adjustments(plain(prompt))
    except _Unknown as exc:
        words = " ".join(str(exc).split())
        told = words if len(words) <= _TOLD_MAX else words[: _TOLD_MAX - 1] + "…"
        raise PromptUnclear("prompt_unclear", unknown=told, can=can) from None
    if not wanted:
        raise PromptUnclear("prompt_asks_nothing", can=can)
    return wanted


def _clauses(text: str) -> list[tuple[Token | None, list[Token]]]:
    """Return clauses, each with the joint before it; "with the first picture" is no joint."""
    scanned, unknown = scan(text)
    if unknown:
        raise _Unknown(unknown)
    tokens = [token for token in scanned if token.kind is not Kind.FILLER]
    marked: list[tuple[Token, bool]] = []
    for index, token in enumerate(tokens):
        leads = index + 1 < len(tokens) and tokens[index + 1].kind is Kind.REFERENCE
        if token.kind is Kind.AND and leads:
            continue
        marked.append((token, token.kind in _JOINTS))
    clauses: list[tuple[Token | None, list[Token]]] = []
    joint: Token | None = None
    for is_joint, run in groupby(marked, key=lambda pair: pair[1]):
        group = [token for token, _ in run]
        if is_joint:
            joint = next((token for token in group if token.kind is Kind.BREAK), group[0])
        elif clauses and all(token.kind is Kind.STRENGTH for token in group):
            clauses[-1][1].extend(group)  # "golden hour, slightly"
        else:
            clauses.append((joint, group))
    return clauses


class _Reader:
    """A prompt on its way to adjustments."""

    def __init__(self) -> None:
        self._found: dict[Operation, float] = {}
        self._denied: set[Operation] = set()
        self._match: _Match | None = None
        self._loose: list[Token] = []
        self._was_denied = False

    def adjustments(self, text: str) -> tuple[Adjustment, ...]:
        """Read all clauses. Raises _Unknown."""
        for joint, clause in _clauses(text):
            is_denied = self._joined(joint)
            if not self._held(clause, is_denied):
                self._take(clause, is_denied)
        self._end_match()
        if self._loose:
            raise _Unknown(self._loose[0].text)
        wanted = [op for op in self._found if op not in self._denied]
        wanted.sort(key=lambda operation: operation not in MATCHES)
        return tuple(Adjustment(operation, self._found[operation]) for operation in wanted)

    def _joined(self, joint: Token | None) -> bool:
        """Return whether a clause starts denied: "no sepia or vignette"."""
        if joint is None or joint.kind is Kind.BREAK:
            return False
        if self._was_denied == (joint.kind is Kind.OR):
            return self._was_denied
        raise _Unknown(joint.text)

    def _held(self, clause: list[Token], is_denied: bool) -> bool:
        """Keep a clause of aspects only for the match to come: "colours and light like …"."""
        kinds = {token.kind for token in clause}
        if Kind.MATCH in kinds:
            self._end_match()
            self._match = _Match(clause[0].text)
            return False
        if self._goes_on(clause):
            return False
        self._end_match()
        aspects = all(
            token.kind is Kind.ASPECT or (token.term.needs_way and token.term.aspects)
            for token in clause
        )
        if aspects and not is_denied:
            self._loose += clause
            return True
        return False

    def _goes_on(self, clause: list[Token]) -> bool:
        """Say whether a clause only lists more of the match before it."""
        if self._match is None:
            return False
        leads = any(token.kind is Kind.REFERENCE for token in clause)
        listed = all(token.kind is Kind.REFERENCE or token.term.aspects for token in clause)
        return listed and (leads or not self._match.is_closed)

    def _take(self, clause: list[Token], is_denied: bool) -> None:
        if self._loose:
            if self._match is None:
                raise _Unknown(self._loose[0].text)
            for token in self._loose:
                self._match.aspects |= token.term.aspects
            self._loose = []
        done = _Clause(self._match, is_denied)
        for index, token in enumerate(clause):
            done.add(token, clause[index + 1 :])
        done.close()
        for deed in done.deeds:
            self._note(deed.operation(), deed.strength, is_denied=deed.is_denied)
        self._was_denied = done.is_denied

    def _end_match(self) -> None:
        """Note what the match that was read asks for."""
        match, self._match = self._match, None
        if match is None:
            return
        aspects = match.aspects
        if not aspects and (match.has_reference or match.is_whole):
            aspects = set(MATCHES)
        if not aspects:
            raise _Unknown(match.text)
        for operation in sorted(aspects):
            self._note(operation, match.strength, is_denied=match.is_denied)

    def _note(self, operation: Operation, strength: Token | None, *, is_denied: bool) -> None:
        factor = strength.term.strength if strength is not None else 1.0
        if factor > STRENGTH_MAX:
            raise _Unknown(strength.text if strength is not None else operation.value)
        if is_denied or factor == 0:
            self._denied.add(operation)
        elif strength is not None or operation not in self._found:
            self._found[operation] = factor


class _Clause:
    """One clause while it is read, word by word."""

    def __init__(self, match: _Match | None, is_denied: bool) -> None:
        self.deeds: list[_Deed] = []
        self.is_denied = is_denied
        self._match = match
        self._strength: Token | None = None
        self._way: Token | None = None
        self._sign = 0
        self._aspect: Token | None = None

    def add(self, token: Token, rest: list[Token]) -> None:
        """Take the next word; rest is what follows it in the clause."""
        match token.kind:
            case Kind.NOT:
                self.is_denied = True
            case Kind.STRENGTH:
                self._add_strength(token, rest)
            case Kind.UP | Kind.DOWN:
                self._add_way(token, rest)
            case Kind.MATCH | Kind.REFERENCE:
                self._add_match(token)
            case _ if self._match is not None and token.term.aspects and not self._sign:
                self._match.aspects |= token.term.aspects
                self._match.is_closed = self._match.has_reference and self._match.is_closed
            case Kind.ASPECT if token.text == _LIGHT and rest and rest[0].term.up in _FAINT:
                self._strength = Token(token.text, Term(kind=Kind.STRENGTH, strength=0.5))
            case Kind.DEED:
                self.deeds.append(_Deed(token, self._sign, self._strength, self.is_denied))
                self._strength, self._way, self._sign = None, None, 0
            case _:
                self._aspect = token

    def close(self) -> None:
        """Settle what was said last; _Unknown for words that belong to nothing."""
        if self._way is not None:
            raise _Unknown(self._way.text)
        if self._strength is not None:
            if self._match is None or self._match.strength is not None:
                raise _Unknown(self._strength.text)
            self._match.strength = self._strength
        if self._aspect is not None and not self.deeds:
            raise _Unknown(self._aspect.text)
        if not self.deeds and self._match is None:
            raise _Unknown("…")

    def _add_strength(self, token: Token, rest: list[Token]) -> None:
        """Give it to the deed before it, where it must be that one's; else keep it."""
        last = self.deeds[-1] if self.deeds else None
        is_last = not any(later.kind is Kind.DEED for later in rest)
        if last is not None and last.strength is None and (token.term.follows or is_last):
            if last.way * token.way < 0:
                raise _Unknown(token.text)
            last.strength = token
            last.way = last.way or token.way
            return
        if self._strength is not None:
            raise _Unknown(f"{self._strength.text} {token.text}")
        self._strength = token
        self._sign = self._sign or token.way

    def _add_way(self, token: Token, rest: list[Token]) -> None:
        """Turn the deed before it ("contrast lower"), or the one to come."""
        turn = 1 if token.kind is Kind.UP else -1
        last = self.deeds[-1] if self.deeds else None
        if last is not None and last.way == 0 and all(t.kind is Kind.STRENGTH for t in rest):
            last.way = turn
        elif self._way is not None:
            raise _Unknown(token.text)
        else:
            self._way, self._sign = token, turn

    def _add_match(self, token: Token) -> None:
        match = self._match
        if match is None:
            raise _Unknown(token.text)
        if token.kind is Kind.MATCH:
            match.is_whole = match.is_whole or token.term.is_whole
        else:
            match.has_reference = True
            match.is_closed = bool(match.aspects)
        match.is_denied = match.is_denied or self.is_denied
        if self._strength is not None and match.strength is None:
            match.strength, self._strength = self._strength, None
