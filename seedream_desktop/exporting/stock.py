"""Everything of one sequence that an export is chosen from and named by, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seedream_desktop.domain.ids import Digest, ModelId, ProviderId, SubjectId, VersionId
from seedream_desktop.domain.judgement import Mark
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One step of what a result has been through; prompt is the text as sent.

    step counts from 1. is_generated says that no picture went in, is_trained that a model made
    it, as against this machine's own adjustments.
    """

    step: int
    provider: ProviderId
    model: ModelId
    prompt: str
    cost_micros: int
    made_at: float
    is_generated: bool = False
    is_trained: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """One sequence as it stands: its versions, what is thought of them, how they were made.

    edits are the way from the original to each version, oldest first; extensions are those
    that belong to each stored file's bytes.
    """

    sequence: Sequence
    versions: tuple[Version, ...]
    marks: Mapping[SubjectId, Mark] = field(default_factory=dict)
    edits: Mapping[VersionId, tuple[Edit, ...]] = field(default_factory=dict)
    extensions: Mapping[Digest, str] = field(default_factory=dict)
