"""Which certificates are believed: the system's own, and one more file if the user names it."""

import ssl
from functools import lru_cache
from pathlib import Path

import truststore

from seedream_desktop.domain.errors import UserFixable


@lru_cache(maxsize=4)
def trusted(extra_ca_file: Path | None = None) -> ssl.SSLContext:
    """Return the process's one TLS context for these authorities, made when first asked for.

    The operating system's store decides, so that a company's own authority works without
    being named; extra_ca_file (PEM) is added to it. Checks cannot be switched off.

    Raises UserFixable when the extra file cannot be used.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if extra_ca_file is not None:
        try:
            context.load_verify_locations(cafile=str(extra_ca_file))
        except OSError as error:  # ssl.SSLError is one
            raise UserFixable("ca_file_unusable", path=str(extra_ca_file)) from error
    return context
