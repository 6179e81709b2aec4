"""The menu of a search result by which a person notes that its passage answers what they searched for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.widgets.cards.source_card import SourceCard, SourcePassage
from engine.capabilities.documents.api import evaluation as api


class AnswerMarking(QObject):
    """`question` returns what was searched for. The set that was named last takes the next ones."""

    def __init__(self, shell: Shell, results: QWidget, question: Callable[[], str]) -> None:
        super().__init__(results)
        self._shell, self._results, self._question = shell, results, question
        self._name = ""
        results.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        results.customContextMenuRequested.connect(self._show_menu)

    def mark(self, source: SourcePassage, name: str) -> None:
        """Note that a passage answers the question, in the set of that name."""
        question = self._question()
        if not question.strip() or not name.strip():
            return
        self._name = name
        request = api.MarkAnswer(name, question, source.document, source.page, source.start, source.end)
        call = self._shell.client.call(api.MARK_ANSWER, request, self)
        call.on_result(lambda _: self._shell.show_message(tr("documents", "Kept in “{name}”.", name=name)))
        call.on_failed(self._shell.report)

    def _show_menu(self, at: QPoint) -> None:
        source = self._source_at(at)
        if source is None:
            return
        name = self._name or tr("documents", "My questions")
        menu = QMenu(self._results)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        marked = menu.addAction(tr("documents", "This passage answers my question"))
        marked.triggered.connect(lambda: self.mark(source, name))
        elsewhere = menu.addAction(tr("documents", "It answers my question: keep it in another set…"))
        elsewhere.triggered.connect(lambda: self._ask_for_name(source, name))
        menu.popup(self._results.mapToGlobal(at))

    def _source_at(self, at: QPoint) -> SourcePassage | None:
        """Return the passage of the card at a place, or of the one with the keyboard."""
        widget: QWidget | None = self._results.childAt(at) or self._results.focusWidget()
        while widget is not None and not isinstance(widget, SourceCard):
            widget = widget.parentWidget() if widget is not self._results else None
        return widget.source if widget is not None else None

    def _ask_for_name(self, source: SourcePassage, name: str) -> None:
        dialog = QInputDialog(self._results)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("documents", "My questions"))
        dialog.setLabelText(tr("documents", "Name of the set"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(lambda chosen: self.mark(source, " ".join(chosen.split())))
        dialog.open()
