"""The stylesheet over Fusion, generated from tokens: shapes of Qt's own widgets."""

from seedream_desktop.ui.theme.scale import CONTROL_HEIGHT, RADIUS, RADIUS_DIALOG, ROW_HEIGHT, Type
from seedream_desktop.ui.theme.tokens import Tokens


def sheet_of(tokens: Tokens, text_scale: float) -> str:
    """Return the sheet for a theme at a size of text."""
    parts = (_ground, _fields, _views, _bars, _menus, _sliders)
    return "\n".join(part(tokens, text_scale) for part in parts)


def _px(at_100_percent: int, text_scale: float) -> int:
    return round(at_100_percent * (1 + (text_scale - 1) * 0.75))


def _ground(t: Tokens, scale: float) -> str:
    caption, body = round(Type.CAPTION.size_px * scale), round(Type.BODY.size_px * scale)
    return f"""
QMainWindow, QDialog {{ background: {t.canvas}; }}
QDialog {{ background: {t.surface}; }}
QLabel {{ color: {t.text}; background: transparent; }}
QLabel[ink="muted"] {{ color: {t.muted}; }}
QLabel[ink="accent"] {{ color: {t.accent}; }}
QLabel[ink="failed"] {{ color: {t.failed}; }}
QLabel[ink="waiting"] {{ color: {t.waiting}; }}
QToolTip {{
  color: {t.text}; background: {t.raised}; border: 1px solid {t.line};
  border-radius: {RADIUS}px; padding: 5px 8px; font-size: {caption}px;
}}
QFrame[ground="canvas"] {{ background: {t.canvas}; border: none; }}
QFrame[ground="surface"] {{ background: {t.surface}; border: none; }}
QFrame[ground="raised"] {{
  background: {t.raised}; border: 1px solid {t.line}; border-radius: {RADIUS}px;
}}
QFrame[ground="dialog"] {{
  background: {t.surface}; border: 1px solid {t.line}; border-radius: {RADIUS_DIALOG}px;
}}
QScrollArea, QScrollArea > QWidget > QWidget[ground="none"] {{
  background: transparent; border: none;
}}
QStatusBar {{ background: {t.surface}; color: {t.muted}; border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: none; }}
QSplitter::handle {{ background: {t.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QTextBrowser {{ font-size: {body}px; }}
QTextBrowser[ground="page"] {{ background: {t.surface}; border: none; padding: 0px; }}
"""


def _fields(t: Tokens, scale: float) -> str:
    inner = _px(CONTROL_HEIGHT, scale) - 2
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit {{
  color: {t.text}; background: {t.raised}; border: 1px solid {t.outline};
  border-radius: {RADIUS}px; selection-background-color: {t.accent};
  selection-color: {t.on_accent}; placeholder-text-color: {t.muted};
}}
QLineEdit {{ padding: 0 8px; min-height: {inner}px; }}
QPlainTextEdit, QTextEdit {{ padding: 4px; }}
QLineEdit:hover, QPlainTextEdit:hover {{ border-color: {t.muted}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{
  border-color: {t.accent};
}}
QLineEdit[dress="title"] {{ background: transparent; border-color: transparent; }}
QLineEdit[dress="title"]:hover {{ border-color: {t.outline}; }}
QLineEdit[dress="title"]:focus {{ background: {t.raised}; border-color: {t.accent}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] {{
  border-color: {t.failed};
}}
QLineEdit:read-only, QPlainTextEdit[readOnly="true"] {{
  background: {t.canvas}; border-color: {t.line};
}}
QLineEdit:disabled, QPlainTextEdit:disabled {{
  color: {t.muted}; background: {t.surface}; border-color: {t.line};
}}
"""


def _views(t: Tokens, scale: float) -> str:
    row = _px(ROW_HEIGHT, scale)
    return f"""
QAbstractItemView {{
  color: {t.text}; background: {t.surface}; border: none; outline: none;
  selection-background-color: {t.selected}; selection-color: {t.text};
}}
QAbstractItemView[ground="canvas"] {{ background: {t.canvas}; }}
QTableView {{ gridline-color: transparent; }}
QTableView::item {{ border-bottom: 1px solid {t.line}; padding: 0 13px; }}
QTreeView::item, QListView::item {{ min-height: {row}px; }}
QTreeView::branch {{ background: transparent; }}
QTableView::item:hover, QTreeView::item:hover, QListView::item:hover {{ background: {t.hover}; }}
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {{
  background: {t.selected}; color: {t.text};
}}
QHeaderView {{ background: {t.surface}; border: none; }}
QHeaderView::section {{
  color: {t.muted}; background: {t.surface}; border: none; padding: 0 16px;
  border-bottom: 1px solid {t.line}; min-height: {row}px;
}}
QTableCornerButton::section {{ background: {t.surface}; border: none; }}
QHeaderView[ground="canvas"] {{ background: {t.canvas}; }}
QHeaderView[ground="canvas"]:horizontal {{ border-bottom: 1px solid {t.line}; }}
QTableView[ground="canvas"] QTableCornerButton::section {{
  background: {t.canvas}; border-bottom: 1px solid {t.line};
}}
QComboBox QAbstractItemView::item {{ border-radius: 4px; padding: 0 8px; }}
QComboBox QAbstractItemView {{
  background: {t.raised}; border: 1px solid {t.line}; padding: 4px;
  selection-background-color: {t.selected};
}}
"""


def _bars(t: Tokens, _scale: float) -> str:
    return f"""
QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {t.outline}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; }}
QProgressBar {{
  background: {t.line}; border: none; border-radius: 1px; max-height: 3px; text-align: center;
}}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 1px; }}
"""


def _menus(t: Tokens, scale: float) -> str:
    item = _px(4, scale)
    return f"""
QMenuBar {{ color: {t.text}; background: {t.canvas}; border: none; padding: 2px 4px; }}
QMenuBar::item {{ background: transparent; padding: 4px 8px; border-radius: 4px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {t.hover}; }}
QMenu {{ color: {t.text}; background: {t.raised}; border: 1px solid {t.line}; padding: 4px; }}
QMenu::item {{ padding: {item}px 28px {item}px 8px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.selected}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::indicator {{ image: none; width: 16px; height: 16px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QTabBar {{ background: transparent; border: none; }}
QTabBar::tab {{
  color: {t.muted}; background: transparent; border: none; padding: 6px 2px 4px 2px;
  margin-right: 16px; border-bottom: 2px solid transparent;
}}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; }}
"""


def _sliders(t: Tokens, _scale: float) -> str:
    return f"""
QSlider:horizontal {{ min-height: 24px; }}
QSlider:vertical {{ min-width: 24px; }}
QSlider::groove:horizontal {{ height: 2px; background: {t.outline}; border-radius: 1px; }}
QSlider::groove:vertical {{ width: 2px; background: {t.outline}; border-radius: 1px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 1px; }}
QSlider::add-page:vertical {{ background: {t.accent}; border-radius: 1px; }}
QSlider::handle {{ background: {t.text}; border: 2px solid {t.surface}; border-radius: 8px; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -7px 0; }}
QSlider::handle:vertical {{ width: 12px; height: 12px; margin: 0 -7px; }}
QSlider::handle:hover {{ background: {t.accent}; }}
QSlider::handle:disabled {{ background: {t.outline}; }}
"""
