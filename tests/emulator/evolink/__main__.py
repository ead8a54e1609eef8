"""Serves the emulator until it is told to stop: python -m tests.emulator.evolink."""

from tests.emulator.command import serve
from tests.emulator.evolink.emulator import EvoLinkEmulator

if __name__ == "__main__":
    serve(EvoLinkEmulator)
