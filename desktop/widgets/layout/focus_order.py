"""Tab order that follows the layout, whatever order the widgets were created in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget


def set_tab_order(root: QWidget) -> None:
    """Order the fields as they stand in the layouts; call it when all are there, and again when some were added."""
    for field, next_field in pairwise(_fields(root)):
        QWidget.setTabOrder(field, next_field)


def _fields(widget: QWidget | None) -> Iterator[QWidget]:
    if widget is None:
        return
    layout = widget.layout()
    if isinstance(widget, QScrollArea):
        yield from _fields(widget.widget())
    elif isinstance(widget, QStackedWidget):
        for index in range(widget.count()):
            yield from _fields(widget.widget(index))
    elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    elif layout is not None:
        yield from _fields_in_layout(layout)


def _fields_in_layout(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is not None and (nested := item.layout()) is not None:
            yield from _fields_in_layout(nested)
        elif item is not None:
            yield from _fields(item.widget())
