"""The check-up: one line for each thing looked at, with advice where something is not well."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_label import IconLabel
from desktop.widgets.layout.folding_row import FoldingRow
from engine.capabilities.system import api as system

PICTURES = {"good": ("check-circle", "accent"), "warning": ("warning", "warning"), "bad": ("x-circle", "danger")}


class HealthCheckCard(TranslatedMixin, QFrame):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        role(self, "card")
        self._heading, self._hint = QLabel(self), QLabel(self)
        role(self._heading, "heading")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self._deep, self._start = QCheckBox(self), QPushButton(self)
        self._start.clicked.connect(self.start)
        self._findings: tuple[system.CheckResult, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.S)
        foot = FoldingRow(shell.theme, self._deep, self._start)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(self._heading)
        column.addWidget(self._hint)
        column.addLayout(foot)
        column.addLayout(self._rows)
        self.retranslate()

    def start(self) -> None:
        call = self._shell.client.call(system.HEALTH_CHECK, system.CheckHealth(self._deep.isChecked()), self)
        job = self._shell.jobs.add(tr("models", "Checking this computer"), call.cancel)
        self._start.setEnabled(False)
        call.on_event(lambda p: job.show_progress(p.done, p.total, p.note, p.seconds_left))
        call.on_result(self._show)
        call.on_failed(self._shell.report)
        call.on_ended(job.finish)
        call.on_ended(lambda: self._start.setEnabled(True))

    def retranslate(self) -> None:
        self._heading.setText(tr("models", "Check-up"))
        self._hint.setText(
            tr("models", "Looks at the processor, memory, models and library, and that nothing is connected.")
        )
        self._deep.setText(tr("models", "Thorough: read every file"))
        self._start.setText(tr("models", "Check this computer"))
        self._list(self._findings)

    def _show(self, found: system.HealthReport) -> None:
        self._list(found.findings)

    def _list(self, findings: tuple[system.CheckResult, ...]) -> None:
        self._findings = findings
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for finding in findings:
            self._rows.addWidget(self._row(finding))

    def _row(self, finding: system.CheckResult) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        line.setSpacing(Space.S)
        icon, colour = PICTURES[finding.state]
        theme = self._shell.theme
        line.addWidget(IconLabel(theme, theme.icon(icon, colour), Size.ICON, row), 0, Qt.AlignmentFlag.AlignTop)
        text = QLabel(
            "\n".join(said for said in (_say(finding.text, finding), _say(finding.advice, finding)) if said), row
        )
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        line.addWidget(text, 1)
        return row


def _say(source: str, finding: system.CheckResult) -> str:
    return QCoreApplication.translate("library", source).format_map(finding.values) if source else ""
