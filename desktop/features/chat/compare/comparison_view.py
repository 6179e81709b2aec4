"""The page of a comparison: its form, its answers side by side, and the saved comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.features.chat.compare.axis_texts import heading
from desktop.features.chat.compare.comparison_form import ComparisonForm
from desktop.features.chat.compare.side_bar import SideBar
from desktop.i18n import TranslatedWidget, tr
from desktop.i18n.faults import error_sentence
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.comparison.side_by_side import SideBySide, SideText
from desktop.widgets.text import formatting
from engine.capabilities.chat.api.comparisons import ComparedAnswer, Comparison, ComparisonEntry

LONGEST_TITLE = 60


class ComparisonView(TranslatedWidget):
    """Shows what the controller gives it. `used` and `again` carry the position of an answer, `opened` the id of a comparison."""

    closed = Signal()
    begun = Signal()
    stopped = Signal()
    used = Signal(int)
    again = Signal(int)
    all_again = Signal()
    exported = Signal()
    deleted = Signal()
    opened = Signal(int)
    new_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "page")
        self.comparison: Comparison | None = None
        self._models: Mapping[str, str] = {}
        self._entries: Sequence[ComparisonEntry] = ()
        self._is_busy = False
        self.bar, self.form, self.grid = SideBar(theme, self), ComparisonForm(theme, self), SideBySide(theme, self)
        self._saved = self.bar.add_button()
        self._menu = QMenu(self)
        self._saved.setMenu(self._menu)
        self._new = self.bar.add_button()
        self._stop = self.bar.add_button()
        self._again = self.bar.add_button()
        self._export, self._delete = self.bar.add_button(), self.bar.add_button()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.M, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.bar)
        column.addWidget(self.form)
        column.addWidget(self.grid, 1)
        self._connect()
        self.show_comparison(None)
        self.retranslate()

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show a comparison; None for the form of a new one."""
        self.comparison = comparison
        self.form.setVisible(comparison is None)
        if comparison is not None:
            columns = len(comparison.axes[-1].values) if comparison.axes else 1
            self.grid.show_texts([self._side_text(answer) for answer in comparison.answers], columns)
        self.grid.setVisible(comparison is not None)
        self._update()

    def show_answer(self, answer: ComparedAnswer) -> None:
        """Show one answer as it is now."""
        self.grid.show_text(answer.position, self._side_text(answer))

    def show_busy(self, busy: bool) -> None:
        """Show whether answers are being written."""
        self._is_busy = busy
        self.form.show_busy(busy)
        if self.comparison is not None:
            self.show_comparison(self.comparison)
        self._update()

    def show_models(self, models: Mapping[str, str]) -> None:
        self._models = models
        self.form.show_models(models)

    def show_entries(self, entries: Sequence[ComparisonEntry]) -> None:
        """Show the saved comparisons in the menu."""
        self._entries = entries
        self._fill_menu()

    def retranslate(self) -> None:
        self._saved.setText(tr("chat", "Saved comparisons"))
        self._new.setText(tr("chat", "New comparison"))
        self._stop.setText(tr("chat", "Stop"))
        self._again.setText(tr("chat", "Answer all again"))
        self._export.setText(tr("chat", "Export…"))
        self._delete.setText(tr("chat", "Delete"))
        self._fill_menu()
        if self.comparison is not None:
            self.show_comparison(self.comparison)
        self._update()

    def _connect(self) -> None:
        self.bar.closed.connect(self.closed)
        self.bar.marking_changed.connect(self.grid.set_marking)
        self.form.begun.connect(self.begun)
        self.grid.used.connect(self.used)
        self.grid.again.connect(self.again)
        self._new.clicked.connect(self.new_clicked)
        self._stop.clicked.connect(self.stopped)
        self._again.clicked.connect(self.all_again)
        self._export.clicked.connect(self.exported)
        self._delete.clicked.connect(self.deleted)

    def _update(self) -> None:
        is_open = self.comparison is not None
        for button in (self._export, self._delete, self._again):
            button.setVisible(is_open)
            button.setEnabled(not self._is_busy)
        self._stop.setVisible(self._is_busy)
        self._new.setVisible(is_open)
        self._new.setEnabled(not self._is_busy)
        self._saved.setEnabled(bool(self._entries) and not self._is_busy)
        if self.comparison is not None:
            self.bar.set_title(" ".join(self.comparison.prompt.split()))
        else:
            self.bar.set_title(tr("chat", "Answer in several ways"))

    def _fill_menu(self) -> None:
        self._menu.clear()
        for entry in self._entries:
            title = " ".join(entry.prompt.split())
            title = title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"
            done = "" if entry.finished == entry.total else f"  ({entry.finished}/{entry.total})"
            action = self._menu.addAction(title.replace("&", "&&") + done)
            action.triggered.connect(lambda _=False, id=entry.id: self.opened.emit(id))
        self._saved.setEnabled(bool(self._entries) and not self._is_busy)

    def _side_text(self, answer: ComparedAnswer) -> SideText:
        assert self.comparison is not None
        has_words = bool(answer.text.strip()) and answer.state != "writing"
        can_write = not self._is_busy and answer.state != "writing"
        return SideText(
            heading=heading(self.comparison.axes, answer.position, self._models),
            text=answer.text,
            figures=_figures(answer),
            problem=_problem(answer),
            use=tr("chat", "Go on with this one") if has_words and not self._is_busy else "",
            again=tr("chat", "Answer again") if can_write else "",
            is_open=answer.state == "writing",
        )


def _figures(answer: ComparedAnswer) -> str:
    if answer.state == "waiting" or not answer.seconds:
        return answer.model
    seconds = tr("chat", "{n} s", n=formatting.number(answer.seconds, 1))
    return f"{answer.model} · {seconds} · {tr('chat', '%n token(s)', answer.tokens)}"


def _problem(answer: ComparedAnswer) -> str:
    if answer.error is not None:
        return error_sentence(answer.error.kind, answer.error.values) or answer.error.message
    problems = {
        "waiting": tr("chat", "Waits for its turn"),
        "writing": "",
        "complete": "",
        "stopped": tr("chat", "You stopped this answer."),
        "interrupted": tr("chat", "This answer was interrupted. What was already written is kept."),
        "failed": tr("chat", "This answer could not be finished."),
    }
    return problems[answer.state]
