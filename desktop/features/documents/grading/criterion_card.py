"""Card of one criterion: its level, which the person can change, its points, the reason and the evidence."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.cards.source_card import SourceCards, SourcePassage
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.grading import GradedCriterion, RubricLevel

LONGEST_LEVEL = 36
"""Characters of a level's name in the list of levels."""


class CriterionCard(TranslatedMixin, QFrame):
    """`source_clicked` carries the evidence that was clicked; `choose` is called with the level that the person chose."""

    source_clicked = Signal(object)

    def __init__(self, theme: Theme, choose: Callable[[int, str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._choose = choose
        self._criterion = GradedCriterion(0, "", 0.0, ())
        self._document, self._path, self._can_change = 0, "", False
        self._name, self._about, self._reason, self._takes, self._other = (QLabel(self) for _ in range(5))
        self._points = QLabel(self)
        for label, look in (
            (self._name, "strong"),
            (self._about, "faint"),
            (self._takes, "soft"),
            (self._other, "faint"),
            (self._points, "strong"),
        ):
            role(label, look)
            label.setWordWrap(label is not self._points)
        self._reason.setWordWrap(True)
        self.level = ComboField([""], "", self._on_level)
        self.evidence = SourceCards(theme, self)
        self.evidence.clicked.connect(self.source_clicked)
        self._lay_out()
        self.retranslate()

    @property
    def criterion(self) -> GradedCriterion:
        return self._criterion

    @property
    def points(self) -> str:
        """The points as they are shown."""
        return self._points.text()

    def show_criterion(self, criterion: GradedCriterion, document: int, path: str, can_change: bool) -> None:
        """Show a criterion of the document with this id (0 for none) and path."""
        self._criterion, self._document, self._path = criterion, document, path
        self._can_change = can_change
        self.retranslate()
        self.evidence.show_sources([self._source(at) for at in range(len(criterion.evidence))], columns=1)
        self.evidence.setVisible(bool(criterion.evidence))

    def retranslate(self) -> None:
        criterion = self._criterion
        weight = tr("documents", "counts {percent}", percent=formatting.percent(criterion.weight))
        self._name.setText(criterion.name)
        self._about.setText(" · ".join(filter(None, (criterion.section, weight, criterion.description))))
        names = [level.name for level in criterion.levels]
        current = criterion.chosen or criterion.level
        texts = [_level_text(level) for level in criterion.levels]
        none = tr("documents", "No level yet")
        self.level.set_values(["", *names] if not current else names, [none, *texts] if not current else texts, current)
        self.level.setEnabled(self._can_change and bool(names))
        self.level.setAccessibleName(tr("documents", "Level of {name}", name=criterion.name))
        most = max((level.score for level in criterion.levels), default=0.0)
        score = "—" if criterion.score is None else formatting.number(criterion.score, 2)
        self._points.setText(
            tr("documents", "{points} of {most}", points=_plain(score), most=_plain(formatting.number(most, 2)))
        )
        self._reason.setText(criterion.reason)
        self._reason.setVisible(bool(criterion.reason))
        takes = next((level.description for level in criterion.levels if level.name == current), "")
        self._takes.setText(takes)
        self._takes.setVisible(bool(takes))
        is_changed = bool(criterion.chosen and criterion.level and criterion.chosen != criterion.level)
        self._other.setText(tr("documents", "The model chose “{level}”.", level=criterion.level) if is_changed else "")
        self._other.setVisible(is_changed)

    def _on_level(self, level: str) -> None:
        self._choose(self._criterion.position, "" if level == self._criterion.level else level)

    def _source(self, at: int) -> SourcePassage:
        evidence = self._criterion.evidence[at]
        return SourcePassage(
            0,
            self._document,
            self._path,
            "",
            evidence.page,
            evidence.start,
            evidence.end,
            evidence.text,
            evidence.label,
        )

    def _lay_out(self) -> None:
        right = QHBoxLayout()
        right.setSpacing(Space.S)
        right.addWidget(self.level)
        right.addWidget(self._points)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self._name, 1)
        top.addLayout(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        for widget in (self._about, self._other, self._takes, self._reason, self.evidence):
            column.addWidget(widget)


def _level_text(level: RubricLevel) -> str:
    name = level.name if len(level.name) <= LONGEST_LEVEL else f"{level.name[:LONGEST_LEVEL]}…"
    points = _plain(formatting.number(level.score, 2))
    return name if name == points else f"{name} ({points})"


def _plain(number: str) -> str:
    """Return a number without zeros at the end of its decimals."""
    mark = next((mark for mark in ",." if mark in number[-3:]), "")
    return number.rstrip("0").rstrip(mark) if mark else number
