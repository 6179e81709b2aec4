"""The Counter page: a field for a text, and the number of its words, with the longest word as a tip."""

from __future__ import annotations

from engine.capabilities.counter import api as counter
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout

from desktop.feature import Page, Shell
from desktop.i18n import TranslatedMixin, tr


class CounterPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.text, self.words = QLineEdit(self), QLabel(self)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(self.words)
        self.text.returnPressed.connect(self.count)
        shell.client.changed.connect(lambda nouns: self.show_longest() if counter.COUNTS in nouns else None)
        self.retranslate()

    def retranslate(self) -> None:
        self.text.setPlaceholderText(tr("counter", "Write a text"))

    def count(self) -> None:
        call = self._shell.client.call(counter.COUNT, counter.CountWords(self.text.text()), self)
        call.on_result(lambda counted: self.words.setText(str(counted.words)))
        call.on_failed(self._shell.report)

    def show_longest(self) -> None:
        call = self._shell.client.call(counter.LONGEST, counter.LongestWord(self.text.text()), self)
        call.on_result(lambda longest: self.words.setToolTip(longest.word))
