"""What the machine brings to every connection; loads no HTTP library."""

from dataclasses import dataclass, field
from pathlib import Path

from seedream_desktop.net.proxies import Proxies


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Authorities and proxies."""

    proxies: Proxies = field(default_factory=Proxies)
    extra_ca_file: Path | None = None
