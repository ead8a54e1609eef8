"""Serves the emulator until it is told to stop: python -m tests.emulator.wavespeed."""

from tests.emulator.command import serve
from tests.emulator.wavespeed.emulator import WaveSpeedEmulator

if __name__ == "__main__":
    serve(WaveSpeedEmulator)
