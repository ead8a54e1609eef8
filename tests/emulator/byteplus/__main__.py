"""Serves the emulator until it is told to stop: python -m tests.emulator.byteplus."""

from tests.emulator.byteplus.emulator import BytePlusEmulator
from tests.emulator.command import serve

if __name__ == "__main__":
    serve(BytePlusEmulator)
