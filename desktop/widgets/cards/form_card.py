"""A card of settings: a heading, then rows of a name, a hint and a control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space


class FormCard(TranslatedMixin, QFrame):
    """Headings, names and hints are English sources of `context`, entered with desktop.i18n.mark."""

    def __init__(self, context: str, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._said: list[tuple[QLabel, str]] = []
        self._named: list[tuple[QWidget, str]] = []
        role(self, "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self._column.setSpacing(Space.M)
        self._column.addWidget(self._label(heading, "heading"))

    def add(self, name: str, control: QWidget, hint: str = "") -> None:
        """A row; the control is named after it for screen readers."""
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        text = QVBoxLayout()
        text.setSpacing(Space.NONE)
        title = self._label(name, "")
        title.setBuddy(control)
        text.addWidget(title)
        if hint:
            text.addWidget(self._label(hint, "faint"))
        row.addLayout(text, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._named.append((control, name))
        self._column.addLayout(row)
        self.retranslate()

    def add_wide(self, name: str, control: QWidget, hint: str = "") -> None:
        """The control below its name, over the whole width."""
        text = QVBoxLayout()
        text.setSpacing(Space.NONE)
        text.addWidget(self._label(name, ""))
        if hint:
            text.addWidget(self._label(hint, "faint"))
        self._column.addLayout(text)
        self._column.addWidget(control)
        self._named.append((control, name))
        self.retranslate()

    def add_text(self, source: str) -> None:
        self._column.addWidget(self._label(source, "soft"))

    def retranslate(self) -> None:
        for label, source in self._said:
            label.setText(tr(self._context, source))
        for control, source in self._named:
            control.setAccessibleName(tr(self._context, source))
            if (field := control.findChild(QLineEdit)) is not None:
                field.setAccessibleName(control.accessibleName())

    def _label(self, source: str, kind: str) -> QLabel:
        label = QLabel(tr(self._context, source), self)
        label.setWordWrap(True)
        role(label, kind)
        self._said.append((label, source))
        return label
