"""Numbers and sizes are written as the user's language writes them: on every page, and in what the engine sends as text."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions
from desktop.features.models.page import ModelsPage
from desktop.i18n import tr
from desktop.i18n.language import Language
from desktop.i18n.values import localised_value
from engine.capabilities.classification import api as classification
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.scripted_classifier import CLASSIFIER

ENGLISH_NUMBER = re.compile(
    r"(?<![\w.,-])(?![1-9]\d{0,2}(?:\.\d{3})+(?!\d))\d+\.\d+(?![\w.])|(?<![\w.])\d{1,3},\d{3}(?![\w,])"
)
"""A decimal point, or a comma between thousands. Versions and the names of files and models stand between letters or points."""
NAMES = re.compile(r"\b(?:OFL|Apache|LGPL|SIL|MIT|Qwen|Python)[\w -]*?\d+(?:\.\d+)+")
"""Names with a version of their own."""
SHOWN_ROWS = 50


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """Yield (class, text) of all that is written on a widget and in it."""
    for widget in (root, *root.findChildren(QWidget)):
        kind = type(widget).__name__
        if widget.property("role") == "mono":
            continue  # files and hashes
        yield kind, widget.toolTip()
        yield kind, widget.accessibleName()
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield kind, widget.text()
        if isinstance(widget, QComboBox):
            yield from ((kind, widget.itemText(row)) for row in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
            for row in range(min(model.rowCount(QModelIndex()), SHOWN_ROWS)):
                for column in range(columns):
                    yield kind, str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole) or "")


def english_numbers(root: QWidget, version: str) -> list[str]:
    return [
        f"{kind}: {text}"
        for kind, text in texts(root)
        if text != version and ENGLISH_NUMBER.search(NAMES.sub("", text))
    ]


def test_the_scan_finds_what_it_looks_for() -> None:
    are_found = [
        bool(ENGLISH_NUMBER.search(text))
        for text in ("93.8 MB", "0.00001", "12,345 textos", "0.125", "93,8 MB", "12.345", "2.26.1")
    ]
    assert are_found == [True, True, True, True, False, False, False]


@pytest.mark.parametrize("engine", ["scripted_engine", "scripted_classifier", "scripted_training"])
def test_no_page_writes_an_english_number_in_spanish(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], engine: str
) -> None:
    from importlib.metadata import version

    ateneo = open_ateneo(StartOptions("es", "light"), command=(sys.executable, "-m", f"tests.support.{engine}"))
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    wrong = []
    for item in ateneo.window.rail_items:
        ateneo.window.show_page(item.name)
        page = ateneo.window.page(item.name)
        if isinstance(page, ModelsPage) and engine == "scripted_engine":
            page.check_health()
        qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
        QApplication.processEvents()
        wrong += [f"{item.name}: {text}" for text in english_numbers(ateneo.window, version("ateneo"))]
    assert wrong == []


def test_a_report_and_copied_answers_are_written_in_spanish(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> None:
    from desktop.features.classification.page import ClassificationPage
    from desktop.features.classification.use.clipboard_table import read_clipboard

    ateneo = open_ateneo(StartOptions("es", "light"), features=("classification",))
    page = ateneo.window.page("classification")
    assert isinstance(page, ClassificationPage)
    scores = tuple(classification.MethodScore(method, 0.875, 0.0125) for method in classification.HEAD_METHODS)
    record = classification.TrainingRecord("logistic", "0" * 64, 12_345, 0, 0, "e5", 5, scores)
    page.steps.training.show_classifier(_with_training(record))
    assert english_numbers(page, "") == []
    assert "87,5" in page.steps.training.comparison.text() and "12.345" in " ".join(
        text for _, text in texts(page.steps.training)
    )
    answers = classification.Classification(("a", "b"), (classification.Prediction("a", (0.75, 0.25)),))
    assert read_clipboard("una línea").with_predictions(answers, 0.0) == "una línea\ta\t0,750\n"


def _with_training(record: classification.TrainingRecord) -> classification.Classifier:
    return classification.Classifier(
        CLASSIFIER.id, CLASSIFIER.name, CLASSIFIER.labels, CLASSIFIER.examples, CLASSIFIER.wording, record, False
    )


@pytest.mark.parametrize(
    ("value", "spanish"),
    [
        ("5.1 GB", "5,1 GB"),
        ("12,345", "12.345"),
        ("12345", "12.345"),
        ("0.25", "0,25"),
        ("7", "7"),
        ("2026-11-29", "29/11/26"),
        ("1.2.3", "1.2.3"),
        ("modelo 3.1", "modelo 3.1"),
        ("2026-13-45", "2026-13-45"),
        ("", ""),
    ],
)
def test_values_of_the_engine_follow_the_language(qapp: QApplication, value: str, spanish: str) -> None:
    language = Language(qapp, "es")
    assert localised_value(value) == spanish
    language.close()


@pytest.mark.parametrize(("code", "text"), [("es", "12.345 ejemplos"), ("en", "12,345 examples")])
def test_counted_things_have_separators(qapp: QApplication, code: str, text: str) -> None:
    language = Language(qapp, code)
    assert tr("classification", "%n example(s)", 12_345) == text
    assert QLocale().toString(1.5, "f", 1) in ("1,5", "1.5")
    language.close()
