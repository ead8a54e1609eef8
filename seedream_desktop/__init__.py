"""Seedream Desktop: chains of AI edits over sets of pictures, paid for once."""

__version__ = "0.1.0"
