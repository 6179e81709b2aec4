"""Tab goes from field to field as one reads, whatever order they were made in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget


def follow_layout(root: QWidget) -> None:
    """As the layouts stand: call it once all is in them, and again when some were added."""
    for one, after in pairwise(_fields(root)):
        QWidget.setTabOrder(one, after)


def _fields(widget: QWidget | None) -> Iterator[QWidget]:
    if widget is None:
        return
    layout = widget.layout()
    if isinstance(widget, QScrollArea):
        yield from _fields(widget.widget())
    elif isinstance(widget, QStackedWidget):
        for at in range(widget.count()):
            yield from _fields(widget.widget(at))
    elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    elif layout is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is not None and (inside := item.layout()) is not None:
            yield from _laid_out(inside)
        elif item is not None:
            yield from _fields(item.widget())
