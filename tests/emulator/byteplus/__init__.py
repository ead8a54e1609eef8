"""An emulator of BytePlus ModelArk and Volcengine Ark; see scenarios.py for its misbehaviour."""

from tests.emulator.byteplus.emulator import KEY, BytePlusEmulator, BytePlusProcess

__all__ = ["KEY", "BytePlusEmulator", "BytePlusProcess"]
