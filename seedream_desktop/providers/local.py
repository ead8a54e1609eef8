"""The built-in engine: classical edits on this machine, no key, no network, free."""
