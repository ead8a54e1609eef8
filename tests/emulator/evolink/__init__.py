"""An emulator of EvoLink for tests; see scenarios.py for what it can do wrong."""

from tests.emulator.evolink.emulator import KEY, EvoLinkEmulator, EvoLinkProcess

__all__ = ["KEY", "EvoLinkEmulator", "EvoLinkProcess"]
