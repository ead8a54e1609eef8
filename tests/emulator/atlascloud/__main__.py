"""Serves the emulator until it is told to stop: python -m tests.emulator.atlascloud."""

from tests.emulator.atlascloud.emulator import AtlasCloudEmulator
from tests.emulator.command import serve

if __name__ == "__main__":
    serve(AtlasCloudEmulator)
