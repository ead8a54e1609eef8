"""Serves the emulator until it is told to stop: python -m tests.emulator.novita."""

from tests.emulator.command import serve
from tests.emulator.novita.emulator import NovitaEmulator

if __name__ == "__main__":
    serve(NovitaEmulator)
