"""One section of the settings: fields with their names above and, where a value cannot be used, the reason below."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.chat.api import ConversationSettings


class _Field(msgspec.Struct, frozen=True):
    control: QWidget
    name: str
    about: str
    label: QLabel
    problem: QLabel


class FormSection(TranslatedWidget):
    """`changed` follows a person's change. Subclasses add fields, and read and show them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: list[_Field] = []
        self._is_showing = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.XS)

    def apply(self, settings: ConversationSettings) -> ConversationSettings:
        """Return the settings with those of this section."""
        raise NotImplementedError

    def show_settings(self, settings: ConversationSettings) -> None:
        """Show values that were chosen elsewhere, without `changed`."""
        with self._showing():
            self._show(settings)

    def retranslate(self) -> None:
        for field in self._fields:
            name, about = tr("chat", field.name), tr("chat", field.about)
            field.label.setText(name)
            field.label.setToolTip(about)
            field.control.setToolTip(about)
            field.control.setAccessibleName(name)
            field.control.setAccessibleDescription(about)

    def _show(self, settings: ConversationSettings) -> None:
        raise NotImplementedError

    def _add(self, control: QWidget, name: str, about: str) -> QLabel:
        """Add a field; `name` and `about` are English sources of the context "chat". Return the label for its problem."""
        label, problem = QLabel(self), QLabel(self)
        role(label, "soft")
        role(problem, "danger")
        label.setBuddy(control)
        label.setWordWrap(True)
        problem.setWordWrap(True)
        problem.hide()
        self._fields.append(_Field(control, name, about, label, problem))
        for widget in (label, control, problem):
            self._column.addWidget(widget)
        self._column.addSpacing(Space.XS)
        return problem

    def _on_changed(self, *_: object) -> None:
        if not self._is_showing:
            self.changed.emit()

    @contextmanager
    def _showing(self) -> Iterator[None]:
        self._is_showing = True
        try:
            yield
        finally:
            self._is_showing = False


def show_problem(label: QLabel, problem: str) -> None:
    """Tell why a value cannot be used; nothing where it can."""
    label.setText(problem)
    label.setVisible(bool(problem))
