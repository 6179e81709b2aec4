"""The view of a grading: the rubric before it is used, then a card for each criterion with its level, and the total."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from desktop.features.documents.grading.criterion_card import CriterionCard
from desktop.features.documents.grading.rubric_notices import notice_text
from desktop.features.documents.tasks.task_view import TaskView
from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.grading import GradedCriterion, Grading, Rubric, RubricNotice


class GradingView(TaskView):
    """Shows what the controller gives it. `level_chosen` carries a criterion's position and the level."""

    begun = Signal()
    rubric_clicked = Signal()
    exported = Signal()
    removed = Signal()
    opened = Signal(int)
    level_chosen = Signal(int, str)
    source_clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.grading: Grading | None = None
        self._rubric: Rubric | None = None
        self._document_name, self._is_weak = "", False
        self._entries: Sequence[Grading] = ()
        self.begin_button = self.add_button("primary")
        self._other_rubric, self._saved = self.add_button(), self.add_button()
        self._export, self._remove = self.add_button(), self.add_button()
        self._menu = QMenu(self)
        self._saved.setMenu(self._menu)
        self._total, self._notices = QLabel(self), QLabel(self)
        role(self._total, "title")
        role(self._notices, "warning")
        for label in (self._total, self._notices):
            label.setWordWrap(True)
        self.cards: list[CriterionCard] = []
        self._column = ReadingColumn(theme, self)
        self._column.items.addWidget(self._notices)
        beside = QHBoxLayout()  # above the cards, which stand in the middle
        beside.setContentsMargins(Space.XL, Space.NONE, Space.XL, Space.NONE)
        beside.addStretch(1)
        beside.addWidget(self._total, 100)
        beside.addStretch(1)
        self.column.addLayout(beside)
        self.column.addWidget(self._column, 1)
        self.begin_button.clicked.connect(self.begun)
        self._other_rubric.clicked.connect(self.rubric_clicked)
        self._export.clicked.connect(self.exported)
        self._remove.clicked.connect(self.removed)
        theme.changed.connect(self._set_width)
        self._set_width()
        self.retranslate()

    def _set_width(self) -> None:
        self._total.setMaximumWidth(self.theme.px(Size.READING_COLUMN))

    @property
    def total_text(self) -> str:
        return self._total.text()

    @property
    def notices_text(self) -> str:
        return self._notices.text()

    def show_rubric(self, document: str, rubric: Rubric, is_weak: bool) -> None:
        """Show a rubric that the document of this name is to be graded with."""
        self.grading, self._rubric, self._document_name, self._is_weak = None, rubric, document, is_weak
        criteria = [
            GradedCriterion(at, c.name, c.weight, c.levels, description=c.description, section=c.section)
            for at, c in enumerate(rubric.criteria)
        ]
        self._show_criteria(criteria, 0, "")
        self.retranslate()

    def show_grading(self, grading: Grading) -> None:
        """Show a grading as it is now."""
        self.grading, self._rubric, self._is_weak = grading, None, grading.is_suggestion
        self._document_name = PurePath(grading.path.replace("\\", "/")).name
        self._show_criteria(grading.criteria, grading.document, grading.path)
        self.retranslate()

    def show_graded(self, criterion: GradedCriterion, document: int, path: str) -> None:
        """Show a criterion that was just judged."""
        if criterion.position < len(self.cards):
            self.cards[criterion.position].show_criterion(criterion, document, path, False)

    def show_entries(self, entries: Sequence[Grading]) -> None:
        """Show the earlier gradings of the document in the menu."""
        self._entries = entries
        self._fill_menu()

    def show_running(self, running: bool) -> None:
        super().show_running(running)
        if hasattr(self, "cards"):
            self._update()

    def retranslate(self) -> None:
        super().retranslate()
        self.begin_button.setText(
            tr("documents", "Grade the rest") if self.grading is not None else tr("documents", "Grade")
        )
        self._other_rubric.setText(tr("documents", "Another rubric…"))
        self._saved.setText(tr("documents", "Earlier gradings"))
        self._export.setText(tr("documents", "Export…"))
        self._remove.setText(tr("documents", "Remove"))
        self.set_title(tr("documents", "Grading: {name}", name=self._document_name))
        self._total.setText(self._total_sentence())
        notices = self._rubric.notices if self._rubric is not None else self.grading.notices if self.grading else ()
        self._notices.setText(self._notice_sentences(notices))
        self._notices.setVisible(bool(self._notices.text()))
        self._fill_menu()
        self._update()

    def _show_criteria(self, criteria: Sequence[GradedCriterion], document: int, path: str) -> None:
        while len(self.cards) > len(criteria):
            card = self.cards.pop()
            self._column.items.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self.cards) < len(criteria):
            card = CriterionCard(self.theme, self.level_chosen.emit, self)
            card.source_clicked.connect(self.source_clicked)
            self._column.items.addWidget(card)
            self.cards.append(card)
        can_change = self.grading is not None and not self.is_running
        for card, criterion in zip(self.cards, criteria, strict=True):
            card.show_criterion(criterion, document, path, can_change)
        self._column.update_tab_order()

    def _total_sentence(self) -> str:
        if self.grading is None:
            return tr("documents", "%n criteria", len(self.cards))
        share = self.grading.total / self.grading.maximum if self.grading.maximum else 0.0
        return tr(
            "documents",
            "Total: {total} of {maximum} ({percent})",
            total=formatting.number(self.grading.total, 2),
            maximum=formatting.number(self.grading.maximum, 2),
            percent=formatting.percent(share),
        )

    def _notice_sentences(self, notices: Sequence[RubricNotice]) -> str:
        sentences = [notice_text(notice) for notice in notices]
        if self._is_weak:
            weak = tr(
                "documents",
                "The model in use is small: its levels are only suggestions. Read the evidence and choose each level yourself.",
            )
            sentences.insert(0, weak)
        return "\n".join(sentences)

    def _update(self) -> None:
        is_open, is_busy = self.grading is not None, self.is_running
        is_complete = self.grading is not None and all(c.level for c in self.grading.criteria)
        self.begin_button.setVisible(not is_complete and bool(self.cards))
        self.begin_button.setEnabled(not is_busy)
        self._other_rubric.setEnabled(not is_busy)
        self._saved.setEnabled(bool(self._entries) and not is_busy)
        for button in (self._export, self._remove):
            button.setVisible(is_open)
            button.setEnabled(not is_busy)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for entry in self._entries:
            time = QLocale().toString(QDateTime.fromMSecsSinceEpoch(entry.created_at), QLocale.FormatType.ShortFormat)
            name = PurePath(entry.rubric.replace("\\", "/")).name.replace("&", "&&")
            action = self._menu.addAction(f"{time} · {name}")
            action.triggered.connect(lambda _=False, id=entry.id: self.opened.emit(id))
        self._saved.setEnabled(bool(self._entries) and not self.is_running)
