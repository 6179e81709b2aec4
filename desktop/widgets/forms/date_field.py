"""A day that a person chooses, written so that nobody takes the month for the day."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget


class DateField(QDateEdit):
    """A field for a day, as "1 Dec 2025": 12/1/25 is a day in January to some and in December to others."""

    def __init__(self, day: QDate, parent: QWidget) -> None:
        super().__init__(day, parent)
        self.setDisplayFormat("d MMM yyyy")
