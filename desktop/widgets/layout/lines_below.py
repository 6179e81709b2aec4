"""Lines at the end of a message that other parts of the page add and take away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme.tokens import Space


class LinesBelow(QVBoxLayout):
    """Takes its place at the end of the column of a message; empty at first."""

    def __init__(self, column: QVBoxLayout) -> None:
        super().__init__()
        self.setSpacing(Space.HAIR)
        column.addLayout(self)

    @property
    def widgets(self) -> list[QWidget]:
        """The widgets from top to bottom."""
        items = (self.itemAt(at) for at in range(self.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def show_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Show these in the place of the ones before."""
        while (item := self.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for widget in widgets:
            self.addWidget(widget)
