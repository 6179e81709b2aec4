"""Card of settings: a heading, then rows with a name, a hint and a control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space


class FormCard(TranslatedMixin, QFrame):
    """Headings, names and hints are English sources of the translation `context`, marked with `tr_noop`."""

    def __init__(self, context: str, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._labels: list[tuple[QLabel, str]] = []
        self._controls: list[tuple[QWidget, str]] = []
        role(self, "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self._column.setSpacing(Space.M)
        self._column.addWidget(self._make_label(heading, "heading"))

    def add(self, name: str, control: QWidget, hint: str = "") -> None:
        """Add a row; its name is the control's accessible name."""
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        text = QVBoxLayout()
        text.setSpacing(Space.NONE)
        title = self._make_label(name, "")
        title.setBuddy(control)
        text.addWidget(title)
        if hint:
            text.addWidget(self._make_label(hint, "faint"))
        row.addLayout(text, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._controls.append((control, name))
        self._column.addLayout(row)
        self.retranslate()

    def add_wide(self, name: str, control: QWidget, hint: str = "") -> None:
        """Add a control over the whole width, below its name."""
        text = QVBoxLayout()
        text.setSpacing(Space.NONE)
        text.addWidget(self._make_label(name, ""))
        if hint:
            text.addWidget(self._make_label(hint, "faint"))
        self._column.addLayout(text)
        self._column.addWidget(control)
        self._controls.append((control, name))
        self.retranslate()

    @property
    def rows(self) -> list[tuple[str, QWidget]]:
        """The rows with a control: (name in the person's language, control)."""
        return [(tr(self._context, name), control) for control, name in self._controls]

    def add_text(self, source: str) -> None:
        """Add a sentence over the whole width."""
        self._column.addWidget(self._make_label(source, "soft"))

    def retranslate(self) -> None:
        for label, source in self._labels:
            label.setText(tr(self._context, source))
        for control, source in self._controls:
            control.setAccessibleName(tr(self._context, source))
            if (field := control.findChild(QLineEdit)) is not None:
                field.setAccessibleName(control.accessibleName())

    def _make_label(self, source: str, label_role: str) -> QLabel:
        label = QLabel(tr(self._context, source), self)
        label.setWordWrap(True)
        role(label, label_role)
        self._labels.append((label, source))
        return label
