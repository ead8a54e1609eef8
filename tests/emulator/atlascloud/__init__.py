"""An emulator of Atlas Cloud for tests; see scenarios.py for what it can do wrong."""

from tests.emulator.atlascloud.emulator import KEY, AtlasCloudEmulator, AtlasCloudProcess

__all__ = ["KEY", "AtlasCloudEmulator", "AtlasCloudProcess"]
