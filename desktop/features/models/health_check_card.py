"""Card of the health check: one line for each result, with advice where something is wrong."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.i18n import TranslatedMixin, tr
from desktop.i18n.values import localised_value
from desktop.panels.long_calls import show_in_tray
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_label import IconLabel
from desktop.widgets.layout.folding_row import FoldingRow
from engine.capabilities.system import api as system

ICONS = {"good": ("check-circle", "accent"), "warning": ("warning", "warning"), "bad": ("x-circle", "danger")}
"""State of a result to its icon and colour."""


class HealthCheckCard(TranslatedMixin, QFrame):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        role(self, "card")
        self._heading, self._hint = QLabel(self), QLabel(self)
        role(self._heading, "heading")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self._thorough, self._start = QCheckBox(self), QPushButton(self)
        self._start.clicked.connect(self.start)
        self._results: tuple[system.CheckResult, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(self._heading)
        column.addWidget(self._hint)
        column.addLayout(FoldingRow(shell.theme, self._thorough, self._start))
        column.addLayout(self._rows)
        self.retranslate()

    def start(self) -> None:
        """Run the check; its results replace those shown."""
        call = self._shell.client.call(system.HEALTH_CHECK, system.CheckHealth(self._thorough.isChecked()), self)
        self._start.setEnabled(False)
        show_in_tray(self._shell, call, tr("models", "Checking this computer"))
        call.on_result(lambda report: self._show(report.results))
        call.on_failed(self._shell.report)
        call.on_ended(lambda: self._start.setEnabled(True))

    def retranslate(self) -> None:
        self._heading.setText(tr("models", "Health check"))
        self._hint.setText(
            tr(
                "models",
                "Checks the processor, the memory, the models and the library, and that Ateneo has no internet connection.",
            )
        )
        self._thorough.setText(tr("models", "Thorough check: read every file"))
        self._start.setText(tr("models", "Check this computer"))
        self._show(self._results)

    def _show(self, results: tuple[system.CheckResult, ...]) -> None:
        self._results = results
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for result in results:
            self._rows.addWidget(self._make_row(result))

    def _make_row(self, result: system.CheckResult) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        layout.setSpacing(Space.S)
        icon, colour = ICONS[result.state]
        theme = self._shell.theme
        layout.addWidget(IconLabel(theme, theme.icon(icon, colour), Size.ICON, row), 0, Qt.AlignmentFlag.AlignTop)
        lines = (_sentence(result.text, result), _sentence(result.advice, result))
        text = QLabel("\n".join(line for line in lines if line), row)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        layout.addWidget(text, 1)
        return row


def _sentence(source: str, result: system.CheckResult) -> str:
    """Return an English source of the engine in the user's language, its values filled in."""
    values = {name: localised_value(value) for name, value in result.values.items()}
    return QCoreApplication.translate("system", source).format_map(values) if source else ""
