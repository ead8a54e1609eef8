"""The services under contract, a module each: put one here and every shared test plays it.

SUBJECT (suite.py) names the service's documented answers, which lie in wire/<id>/<name>.http, and
what each means; order.request.http there is what its order looks like on the wire. STAGE
(fixtures/stages.py) is its emulator and its ways for the fault matrix.
"""

import pkgutil
from importlib import import_module
from typing import Any

from tests.contract.suite import Subject
from tests.fixtures.stages import Stage


def _named(name: str) -> dict[str, Any]:
    modules = (
        import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return {getattr(module, name).id: getattr(module, name) for module in modules}


def subjects() -> dict[str, Subject]:
    """Return the subject of each service, by its id."""
    return _named("SUBJECT")


def stages() -> dict[str, Stage]:
    """Return the stage of each service, by its id."""
    return _named("STAGE")
