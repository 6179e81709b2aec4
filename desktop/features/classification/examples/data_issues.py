"""Lists for the inspector: doubtful pairs of examples, and the texts of a cell of the confusion matrix."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.i18n import tr, tr_noop
from desktop.widgets.lists.text_list import TextList
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification

ISSUES: dict[classification.IssueKind, str] = {
    "same text": tr_noop("classification", "The same text is used for learning and for testing"),
    "alike": tr_noop("classification", "Nearly the same text is used for learning and for testing"),
    "two labels": tr_noop("classification", "One text has two labels"),
}


class IssueList(TextList):
    """Pairs of examples that make the evaluation doubtful, with the reason for each."""

    def __init__(self, issues: classification.DataIssues, parent: QWidget | None = None) -> None:
        self._issues = issues
        super().__init__(parent)

    def retranslate(self) -> None:
        super().retranslate()
        total = self._issues.total
        self.line.setText(
            tr("classification", "%n problem(s). They make the results look better or worse than they are.", total)
            if total
            else tr("classification", "No text is repeated between learning and testing, and none has two labels.")
        )
        self.show_texts([_describe_pair(pair) for pair in self._issues.pairs])


class ConfusionCellTexts(TextList):
    """The texts of one cell of the confusion matrix: of `label`, predicted as `prediction`."""

    def __init__(
        self, label: str, prediction: str, page: classification.ExamplePage, parent: QWidget | None = None
    ) -> None:
        self._label, self._prediction, self._page = label, prediction, page
        super().__init__(parent)

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setText(
            tr(
                "classification",
                "%n text(s) of “{label}” taken for “{guess}”",
                self._page.total,
                label=self._label,
                guess=self._prediction,
            )
        )
        self.show_texts([example.text for example in self._page.examples])


def _describe_pair(pair: classification.ExamplePair) -> str:
    first, second = pair.first, pair.second
    lines = [tr("classification", ISSUES[pair.issue]), f"{first.text}  ·  {first.label}"]
    if pair.issue != "same text" or second.label != first.label:
        lines.append(f"{second.text}  ·  {second.label}")
    if pair.issue == "alike":
        lines[0] = f"{lines[0]} ({formatting.number(pair.cosine, 2)})"
    return "\n".join(lines)
