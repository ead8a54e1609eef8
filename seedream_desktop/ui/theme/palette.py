"""Qt's palette made from tokens, for what the sheet does not reach."""

from PySide6.QtGui import QColor, QPalette

from seedream_desktop.ui.theme.contrast import mixed
from seedream_desktop.ui.theme.tokens import Tokens


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette; what is switched off keeps its words at a readable contrast."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.canvas,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.failed,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: mixed(tokens.text, tokens.raised, 0.12),
        role.Midlight: tokens.line,
        role.Mid: tokens.line,
        role.Dark: tokens.outline,
        role.Shadow: tokens.canvas,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    off = QPalette.ColorGroup.Disabled
    for which in (role.Text, role.WindowText, role.ButtonText, role.ToolTipText):
        palette.setColor(off, which, QColor(tokens.muted))
    palette.setColor(off, role.Highlight, QColor(tokens.line))
    palette.setColor(off, role.HighlightedText, QColor(tokens.muted))
    return palette
