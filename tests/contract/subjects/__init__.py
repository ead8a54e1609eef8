"""The services under contract: every module here has its SUBJECT."""

import pkgutil
from importlib import import_module

from tests.contract.suite import Subject

SUBJECTS: dict[str, Subject] = {
    found.name: import_module(f"{__name__}.{found.name}").SUBJECT
    for found in pkgutil.iter_modules(__path__)
}
