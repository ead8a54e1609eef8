"""The services under contract: every module here has its SUBJECT, and its STAGE for the matrix."""

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
