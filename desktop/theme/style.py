"""The style sheet, built from the tokens. A widget says by its property `role` what it is; the sheet decides its look.

QLabel: display title heading strong reading soft faint section mono chip good-chip danger-chip badge danger warning.
QPushButton: primary quiet link danger chip row. QToolButton: (icon) rail-button chip. QLineEdit: search bare.
QFrame and QWidget: page panel list-panel card bubble composer code notice error overlay line rail inspector status.
Text editors: bare mono. Item views: plain.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.theme.tokens import Palette, Radius, Size, Space, Type

ICONS = Path(__file__).parents[2] / "resources" / "icons"


def role(widget: QWidget, name: str) -> None:
    """Set the role of a widget and restyle it; works before and after it is shown."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setProperty("role", name)
    if widget.testAttribute(
        Qt.WidgetAttribute.WA_WState_Polished
    ):  # else it is styled when it is first shown or measured
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def sheet(palette: Palette, px: Callable[[int], int]) -> str:
    """Return the style sheet for a palette; `px` scales sizes with the text."""
    sizes: dict[str, object] = {
        "small": px(Type.SMALL),
        "body": px(Type.BODY),
        "reading": px(Type.READING),
        "title": px(Type.TITLE),
        "display": px(Type.DISPLAY),
        "control": px(Size.CONTROL) - 2 * Space.HAIR - 2 * Space.XS,
        "box": px(Size.ICON_SMALL),
        "arrow": px(Space.M),
        "icon_wide": px(Size.ICON_SMALL) + Space.XS,
        "half": px(Size.ICON_SMALL) // 2,
        "knob": (px(Size.ICON_SMALL) - Size.PROGRESS) // 2,
        "progress": Size.PROGRESS,
        "scroll": Size.SCROLL_BAR,
        "handle": Space.XXL,
    }
    spaces: dict[str, object] = {
        "hair": Space.HAIR,
        "cell": Space.S + 2 * Space.HAIR,
        "xs": Space.XS,
        "s": Space.S,
        "m": Space.M,
        "l": Space.L,
        "xl": Space.XL,
    }
    names: dict[str, object] = {
        "icons": ICONS.as_posix(),
        "shade": "dark" if palette.dark else "light",
        "radius": Radius.CONTROL,
        "card_radius": Radius.CARD,
        "sans": Type.SANS,
        "mono": Type.MONO,
    }
    colours = {f"c_{name}": colour for name, colour in palette.colours.items()}
    return Template(_SHEET).substitute(colours, **sizes, **spaces, **names)


_SHEET = """
QWidget { color: $c_text; font-family: "$sans"; font-size: ${body}px; }
QMainWindow, QDialog, QWidget[role="page"] { background: $c_page; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QWidget[role="panel"] { background: $c_panel; }
QWidget[role="rail"] { background: $c_panel; border: none; border-right: ${hair}px solid $c_line; }
QWidget[role="list-panel"] { background: $c_panel; border: none; border-right: ${hair}px solid $c_line; }
QWidget[role="inspector"] { background: $c_panel; border: none; border-left: ${hair}px solid $c_line; }
QWidget[role="status"] { background: $c_panel; border: none; border-top: ${hair}px solid $c_line; }
QWidget[role="status"] QLabel, QWidget[role="status"] QPushButton { font-size: ${small}px; color: $c_soft; }
QFrame[role="card"] { background: $c_card; border: ${hair}px solid $c_line; border-radius: ${card_radius}px; }
QFrame[role="card"][chosen="true"] { border-color: $c_accent; }
QFrame[role="composer"] { background: $c_card; border: ${hair}px solid $c_line; border-radius: ${card_radius}px; }
QFrame[role="composer"][focused="true"] { border-color: $c_accent; }
QFrame[role="bubble"] { background: $c_tint; border: none; border-radius: ${card_radius}px; }
QFrame[role="code"] { background: $c_code; border: ${hair}px solid $c_line; border-radius: ${radius}px; }
QFrame[role="notice"] { background: $c_tint; border: ${hair}px solid $c_line; border-radius: ${radius}px; }
QFrame[role="error"] { background: $c_danger_tint; border: ${hair}px solid $c_danger; border-radius: ${radius}px; }
QDialog[role="overlay"], QFrame[role="overlay"] {
    background: $c_card; border: ${hair}px solid $c_accent; border-radius: ${card_radius}px; }
QFrame[role="line"] { background: $c_line; border: none; max-height: ${hair}px; min-height: ${hair}px; }

QLabel { background: transparent; }
QLabel[role="display"] { font-size: ${display}px; font-weight: 600; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="heading"] { font-size: ${reading}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="reading"] { font-size: ${reading}px; }
QLabel[role="soft"] { color: $c_soft; }
QLabel[role="faint"] { color: $c_faint; font-size: ${small}px; }
QLabel[role="section"] { color: $c_faint; font-size: ${small}px; font-weight: 600; }
QLabel[role="mono"] { font-family: "$mono"; font-size: ${small}px; color: $c_soft; }
QLabel[role="danger"] { color: $c_danger; }
QLabel[role="warning"] { color: $c_warning; }
QLabel[role="chip"] { color: $c_soft; background: $c_panel; border: ${hair}px solid $c_line; border-radius: ${radius}px;
    padding: 0px ${s}px; font-size: ${small}px; }
QLabel[role="good-chip"] { color: $c_accent; background: $c_tint; border: ${hair}px solid $c_tint; border-radius: ${radius}px;
    padding: 0px ${s}px; font-size: ${small}px; font-weight: 600; }
QLabel[role="danger-chip"] { color: $c_danger; background: $c_danger_tint; border: ${hair}px solid $c_danger_tint;
    border-radius: ${radius}px; padding: 0px ${s}px; font-size: ${small}px; font-weight: 600; }
QLabel[role="badge"] { color: $c_accent; background: $c_tint; border-radius: ${xs}px; padding: 0px ${xs}px;
    font-size: ${small}px; font-weight: 600; }

QPushButton { qproperty-iconSize: ${icon_wide}px ${box}px; }
QPushButton { background: $c_card; border: ${hair}px solid $c_line; border-radius: ${radius}px;
    padding: ${xs}px ${m}px; min-height: ${control}px; }
QPushButton:hover { background: $c_tint; }
QPushButton:focus { border-color: $c_accent; }
QPushButton:disabled { color: $c_faint; background: $c_panel; }
QPushButton[role="primary"] { background: $c_accent; color: $c_on_accent; border-color: $c_accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $c_accent_hover; }
QPushButton[role="primary"]:focus { border-color: $c_text; }
QPushButton[role="primary"]:disabled { background: $c_panel; color: $c_faint; border-color: $c_line; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover { background: $c_tint; }
QPushButton[role="quiet"]:focus { border-color: $c_accent; }
QPushButton[role="danger"] { color: $c_danger; }
QPushButton[role="link"] { background: transparent; border-color: transparent; color: $c_accent; padding: 0px ${xs}px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border-color: $c_accent; }
QPushButton[role="chip"] { color: $c_soft; padding: 0px ${s}px; }
QPushButton[role="chip"]:checked { color: $c_accent; background: $c_tint; border-color: $c_tint; }
QPushButton[role="row"] { background: transparent; border-color: transparent; text-align: left; padding: ${xs}px ${s}px; }
QPushButton[role="row"]:hover { background: $c_tint; }
QPushButton[role="row"]:checked { background: $c_tint; font-weight: 600; }
QPushButton[role="row"]:focus { border-color: $c_accent; }
QWidget[role="status"] QPushButton { min-height: 0px; padding: 0px ${xs}px; background: transparent; border-color: transparent; }
QWidget[role="status"] QPushButton:hover { background: $c_tint; }
QWidget[role="status"] QPushButton:focus { border-color: $c_accent; }

QToolButton { background: transparent; border: ${hair}px solid transparent; border-radius: ${radius}px; padding: ${xs}px; }
QToolButton:hover, QToolButton:checked { background: $c_tint; }
QToolButton:focus { border-color: $c_accent; }
QToolButton::menu-indicator { image: none; width: 0px; }
QToolButton[role="rail-button"] { padding: ${s}px; border-radius: ${card_radius}px; }
QToolButton[role="chip"] { border-color: $c_line; background: $c_card; color: $c_soft; padding: ${xs}px ${s}px; }
QToolButton[role="chip"]:hover { background: $c_tint; }
QToolButton[role="chip"]:focus { border-color: $c_accent; }

QLineEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox { background: $c_card; border: ${hair}px solid $c_line;
    border-radius: ${radius}px; padding: ${xs}px ${s}px; min-height: ${control}px;
    selection-background-color: $c_accent; selection-color: $c_on_accent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QComboBox:focus { border-color: $c_accent; }
QLineEdit[role="bare"] { background: transparent; border: none; font-size: ${reading}px; }
QLineEdit:disabled, QDateEdit:disabled, QComboBox:disabled { color: $c_faint; background: $c_panel; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: ${xl}px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$icons/down-$shade.svg"); width: ${box}px; height: ${box}px; }
QSpinBox, QDoubleSpinBox { padding: ${xs}px ${xl}px ${xs}px 0px; }
QDateEdit { padding: ${xs}px ${xl}px ${xs}px ${xs}px; }
QAbstractSpinBox QLineEdit { background: transparent; border: none; padding: 0px ${s}px; min-height: 0px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; width: ${xl}px;
    border: none; background: transparent; margin-top: ${hair}px; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right;
    width: ${xl}px; border: none; background: transparent; margin-bottom: ${hair}px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$icons/up-$shade.svg"); width: ${arrow}px; height: ${arrow}px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$icons/down-$shade.svg"); width: ${arrow}px; height: ${arrow}px; }
QComboBox QAbstractItemView { background: $c_card; border: ${hair}px solid $c_line; outline: none; padding: ${xs}px;
    selection-background-color: $c_tint; selection-color: $c_text; }
QPlainTextEdit, QTextEdit, QTextBrowser { background: $c_card; border: ${hair}px solid $c_line; border-radius: ${radius}px;
    padding: ${xs}px; selection-background-color: $c_accent; selection-color: $c_on_accent; }
QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus { border-color: $c_accent; }
QPlainTextEdit[role="bare"], QTextEdit[role="bare"], QTextBrowser[role="bare"] { background: transparent; border: none;
    font-size: ${reading}px; padding: 0px; }
QPlainTextEdit[role="mono"], QTextEdit[role="mono"] { font-family: "$mono"; font-size: ${small}px; }

QCheckBox, QRadioButton { spacing: ${s}px; background: transparent; border: ${hair}px solid transparent;
    border-radius: ${radius}px; padding: ${xs}px; }
QCheckBox::indicator { width: ${box}px; height: ${box}px; border: ${hair}px solid $c_faint; border-radius: ${xs}px;
    background: $c_card; }
QCheckBox::indicator:checked { background: $c_accent; border-color: $c_accent; image: url("$icons/check-$shade.svg"); }
QRadioButton::indicator { width: ${box}px; height: ${box}px; border: ${hair}px solid $c_faint; border-radius: ${half}px;
    background: $c_card; }
QRadioButton::indicator:checked { background: $c_accent; border-color: $c_accent; }
QCheckBox:focus, QRadioButton:focus { border-color: $c_accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $c_faint; }
QSlider { border: ${hair}px solid transparent; border-radius: ${radius}px; min-height: ${box}px; padding: ${xs}px; }
QSlider:focus { border-color: $c_accent; }
QSlider::groove:horizontal { height: ${progress}px; background: $c_line; border-radius: ${hair}px; }
QSlider::sub-page:horizontal { background: $c_accent; border-radius: ${hair}px; }
QSlider::handle:horizontal { background: $c_accent; width: ${box}px; margin: -${knob}px 0px; border-radius: ${half}px; }
QProgressBar { background: $c_line; border: none; border-radius: ${hair}px; max-height: ${progress}px;
    min-height: ${progress}px; }
QProgressBar::chunk { background: $c_accent; border-radius: ${hair}px; }

QAbstractItemView { background: $c_card; alternate-background-color: $c_panel; border: ${hair}px solid $c_line;
    border-radius: ${radius}px; outline: none; selection-background-color: $c_tint; selection-color: $c_text; }
QAbstractItemView:focus { border-color: $c_accent; }
QAbstractItemView::item { padding: ${xs}px ${s}px; border-radius: ${radius}px; }
QAbstractItemView::item:hover, QAbstractItemView::item:selected { background: $c_tint; color: $c_text; }
QTableView::item:hover:!selected { background: transparent; }
QListView[role="plain"]::item:selected { color: $c_accent; }
QAbstractItemView[role="plain"] { background: transparent; border: ${hair}px solid transparent; padding: ${hair}px; }
QAbstractItemView[role="plain"]:focus { border-color: $c_accent; }
QHeaderView::section { background: $c_panel; color: $c_soft; border: none; border-bottom: ${hair}px solid $c_line;
    padding: ${xs}px ${s}px ${xs}px ${cell}px; font-size: ${small}px; }
QTabBar::tab { background: transparent; color: $c_soft; padding: ${s}px ${m}px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $c_text; border-bottom-color: $c_accent; }
QTabBar::tab:focus { color: $c_accent; }
QTabWidget::pane { border: none; }
QMenu { background: $c_card; border: ${hair}px solid $c_line; border-radius: ${radius}px; padding: ${xs}px; }
QMenu::item { padding: ${xs}px ${l}px; border-radius: ${xs}px; }
QMenu::item:selected { background: $c_tint; color: $c_text; }
QMenu::indicator:non-exclusive { width: ${box}px; height: ${box}px; border: ${hair}px solid $c_faint; border-radius: ${xs}px;
    background: $c_card; margin-left: ${s}px; }
QMenu::indicator:non-exclusive:checked { background: $c_accent; border-color: $c_accent;
    image: url("$icons/check-$shade.svg"); }
QMenu::separator { height: ${hair}px; background: $c_line; margin: ${xs}px; }
QToolTip { background: $c_card; color: $c_text; border: ${hair}px solid $c_line; padding: ${xs}px; font-size: ${small}px; }
QScrollArea { background: transparent; border: ${hair}px solid transparent; }
QScrollArea:focus { border-color: $c_accent; }
QScrollArea > QWidget > QWidget[role="clear"] { background: transparent; }
QSplitter::handle { background: transparent; width: ${hair}px; }
QScrollBar:vertical { background: transparent; width: ${scroll}px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: ${scroll}px; margin: 0px; }
QScrollBar::handle { background: $c_line; border-radius: ${xs}px; margin: ${hair}px; }
QScrollBar::handle:vertical { min-height: ${handle}px; }
QScrollBar::handle:horizontal { min-width: ${handle}px; }
QScrollBar::handle:hover { background: $c_faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none;
    width: 0px; height: 0px; }
"""
