"""An emulator of WaveSpeed for tests; see scenarios.py for what it can do wrong."""

from tests.emulator.wavespeed.emulator import (
    KEY,
    EmulatorControl,
    WaveSpeedEmulator,
    WaveSpeedProcess,
)

__all__ = ["KEY", "EmulatorControl", "WaveSpeedEmulator", "WaveSpeedProcess"]
