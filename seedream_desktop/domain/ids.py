"""Names of things: one type per kind of identifier, so that they cannot be mixed up."""

import secrets
from typing import NewType

SequenceId = NewType("SequenceId", str)
RunId = NewType("RunId", str)
StepId = NewType("StepId", str)
ImageId = NewType("ImageId", str)
RequestId = NewType("RequestId", str)
VersionId = NewType("VersionId", str)
ErrandId = NewType("ErrandId", str)

SubjectId = NewType("SubjectId", str)
"""What is judged: the id of a version, or of an image as it came."""

ProviderId = NewType("ProviderId", str)
ModelId = NewType("ModelId", str)
RemoteId = NewType("RemoteId", str)

Digest = NewType("Digest", str)
"""SHA-256 of a file's bytes, 64 lower-case hexadecimal digits."""

FrameKey = NewType("FrameKey", str)
"""SHA-256 over everything that decides one frame's result, and which repeat of it was wanted; equal
keys are one purchase. See domain.keys."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no look-alikes to mistype
_LENGTH = 10
_SHIFTS = range(0, 5 * _LENGTH, 5)
_NOISE_BYTES = 7  # 56 bits, of which 50 are used


def fresh_id(prefix: str) -> str:
    """Return a new identifier short enough to type: the prefix, a dash, ten base-32 digits."""
    (made,) = fresh_ids(prefix, 1)
    return made


def fresh_ids(prefix: str, count: int) -> list[str]:
    """Return new identifiers; thousands at once cost one question to the system, not one each."""
    noise = secrets.token_bytes(_NOISE_BYTES * count)
    starts = range(0, len(noise), _NOISE_BYTES)
    numbers = (int.from_bytes(noise[at : at + _NOISE_BYTES]) for at in starts)
    return [
        f"{prefix}-" + "".join([_ALPHABET[number >> shift & 31] for shift in _SHIFTS])
        for number in numbers
    ]
