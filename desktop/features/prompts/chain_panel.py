"""Chains of prompts: their steps, a text to run them on with progress and Stop, earlier runs, and a table's rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import msgspec
from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.feature import Shell
from desktop.features.prompts.entry_list import Entry
from desktop.features.prompts.entry_panel import EntryPanel
from desktop.features.prompts.prompt_requests import PromptRequests
from desktop.features.prompts.step_fields import StepFields
from desktop.features.prompts.table_run import TableRun
from desktop.features.prompts.text_field import TextField
from desktop.i18n import tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import Call, EngineFault
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.controls.labelled_field import LabelledField
from engine.capabilities.prompts import api as prompts

LONGEST_INPUT = 60
"""Characters of an input that are shown in the list of runs."""


class ChainPanel(EntryPanel):
    kind = "chain"

    def __init__(self, shell: Shell, requests: PromptRequests, parent: QWidget) -> None:
        super().__init__(shell, requests, parent)
        self.steps, self.input = StepFields(shell.theme, self), TextField(shell.theme, self)
        self._input_label = LabelledField(self.input, self)
        self._about, self.status = QLabel(self), QLabel(self)
        self.runs, self.resume = QComboBox(self), QPushButton(self)
        self.table = TableRun(shell, requests, self)
        for label in (self._about, self.status):
            role(label, "faint")
            label.setWordWrap(True)
        self._runs: tuple[prompts.ChainRun, ...] = ()
        self._run: Call[prompts.ChainEvent, prompts.ChainRun] | None = None
        self._step = 0
        self._lay_out()
        self.steps.changed.connect(self.begin_change)
        self.runs.activated.connect(self._show_run)
        self.resume.clicked.connect(self._resume)
        self.table.started.connect(self._run_over_table)
        self.retranslate()

    def title(self) -> str:
        return tr("prompts", "Chains")

    def new_title(self) -> str:
        return tr("prompts", "New chain")

    def load(self) -> None:
        def show(listed: prompts.Chains) -> None:
            self.show_entries(listed.chains)
            self.choose_wanted()

        self.requests.send(prompts.LIST_CHAINS, prompts.ListChains(self.requests.language), show)

    def make_new(self, name: str) -> Entry:
        return prompts.Chain(name, (prompts.ChainStep(tr("prompts", "Step {number}", number=1), "{{input}}"),))

    def show_entry(self, entry: Entry) -> None:
        chain = cast(prompts.Chain, entry)
        self.steps.show_steps(chain.steps)
        self.steps.show_outputs(())
        self._list_runs()

    def read_entry(self, entry: Entry) -> Entry:
        return msgspec.structs.replace(entry, steps=self.steps.steps)

    def set_editable(self, is_editable: bool) -> None:
        self.steps.set_editable(is_editable)

    def send_entry(
        self, entry: Entry, on_saved: Callable[[int], object], on_failed: Callable[[EngineFault], object]
    ) -> None:
        request = prompts.SaveChain(cast(prompts.Chain, entry))
        self.requests.send(prompts.SAVE_CHAIN, request, lambda saved: on_saved(saved.id), on_failed)

    def use_entry(self, entry: Entry) -> None:
        """Run the chain on the text, or stop the run."""
        if self._run is not None:
            self.stop()
        else:
            self._start(prompts.RunChain(entry.id, self.input.toPlainText()))

    def stop(self) -> None:
        """Stop the run; what it wrote stays."""
        if self._run is not None:
            self._run.cancel()
        self.table.stop()

    def retranslate(self) -> None:
        super().retranslate()
        self._input_label.set_name(tr("prompts", "Text to begin with"))
        self.input.setPlaceholderText(tr("prompts", "It stands in the place of {example}.", example="{{input}}"))
        self._about.setText(
            tr(
                "prompts",
                "Each step is answered by itself. {previous} is what the step before wrote, {step} what an earlier one did.",
                previous="{{previous}}",
                step="{{step 1}}",
            )
        )
        self.runs.setAccessibleName(tr("prompts", "Earlier runs"))
        self.resume.setText(tr("prompts", "Go on with this run"))
        self._show_busy()
        self._fill_runs()

    def _lay_out(self) -> None:
        at = self.items.count() - 2
        for widget in (self.steps, self._about, self._input_label):
            self.items.insertWidget(at, widget)
            at += 1
        self.items.addWidget(self.status)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.runs, 1)
        row.addWidget(self.resume)
        self.items.addLayout(row)
        self.items.addWidget(self.table)

    def _start(self, request: prompts.RunChain) -> None:
        call = self.requests.send(prompts.RUN_CHAIN, request, self._on_finished, self._on_failed)
        if call is None:
            return
        self._run, self._step = call, 0
        if not request.resume:
            self.steps.show_outputs(())
        call.on_event(self._on_event)
        call.on_ended(self._on_ended)
        self._show_busy()

    def _on_event(self, event: prompts.ChainEvent) -> None:
        if isinstance(event, prompts.StepStarted):
            self._step = event.number
            if event.number < len(self.steps.cards):
                self.steps.cards[event.number].show_output("")
            count = len(self.steps.cards)
            self.status.setText(
                tr("prompts", "Step {number} of {count}: {name}", number=event.number + 1, count=count, name=event.name)
            )
        elif self._step < len(self.steps.cards):
            self.steps.cards[self._step].append_output(event.text)

    def _on_finished(self, run: prompts.ChainRun) -> None:
        self.steps.show_outputs(run.outputs)
        self.status.setText("" if run.state == "complete" else tr("prompts", "Stopped. What was written is kept."))
        self.load()
        self._list_runs()

    def _on_failed(self, fault: EngineFault) -> None:
        self.status.setText(fault_sentence(fault))
        self._list_runs()

    def _on_ended(self) -> None:
        self._run = None
        self._show_busy()

    def _show_busy(self) -> None:
        self.use.setText(tr("prompts", "Stop") if self._run is not None else tr("prompts", "Run"))

    def _list_runs(self) -> None:
        chain = self.entry
        if chain is None:
            return

        def show(listed: prompts.ChainRuns) -> None:
            if self.entry is not None and chain.id == self.entry.id:
                self._runs = listed.runs
                self._fill_runs()

        self.requests.send(prompts.LIST_RUNS, prompts.ListRuns(chain.id), show)

    def _fill_runs(self) -> None:
        self.runs.clear()
        self.runs.addItem(tr("prompts", "Earlier runs"))
        for run in self._runs:
            text = " ".join(run.input.split())[:LONGEST_INPUT]
            self.runs.addItem(f"{_moment(run.created_at)}  {text}")
        self.runs.setEnabled(bool(self._runs))
        self.resume.setEnabled(False)

    def _show_run(self, row: int) -> None:
        if row < 1:
            return
        run = self._runs[row - 1]
        self.input.show_text(run.input)
        self.steps.show_outputs(run.outputs)
        self.resume.setEnabled(run.state != "complete")

    def _resume(self) -> None:
        row = self.runs.currentIndex()
        if row >= 1 and self.entry is not None and self._run is None:
            self._start(prompts.RunChain(self.entry.id, resume=self._runs[row - 1].id))

    def _run_over_table(self, path: str, column: str) -> None:
        target = str(Path(path).with_suffix("")) + tr("prompts", " - answers") + ".csv"

        def run() -> None:
            if self.entry is not None:
                self.table.run(prompts.RunChainOverTable(self.entry.id, path, column, target))

        self.when_saved(run)


def _moment(milliseconds: int) -> str:
    """Return a moment as the user's language writes it."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(milliseconds), QLocale.FormatType.ShortFormat)
