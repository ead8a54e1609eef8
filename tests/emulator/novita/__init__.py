"""An emulator of Novita AI for tests; see scenarios.py for what it can do wrong."""

from tests.emulator.novita.emulator import KEY, NovitaEmulator, NovitaProcess

__all__ = ["KEY", "NovitaEmulator", "NovitaProcess"]
