"""The list of names at the side of a page, over its model."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.lists.name_list_model import NameListModel, NameRow, RowKind

ITEMS = ("Colours", "all", "red", "blue")
HEADING, ALL, RED, BLUE = range(4)


def describe(item: str) -> NameRow:
    if item == "Colours":
        return NameRow(item, kind=RowKind.HEADING)
    if item == "all":
        return NameRow(item, "All of them", icon="files", kind=RowKind.FIXED)
    return NameRow(item, f"{item} · 3", f"{item} has 3", "tag")


@pytest.fixture
def holder(qtbot: QtBot, english: Language) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def model(theme: Theme, holder: QWidget) -> NameListModel[str]:
    made = NameListModel[str](theme, describe, holder)
    made.show_items(ITEMS)
    return made


@pytest.fixture
def view(qtbot: QtBot, model: NameListModel[str], holder: QWidget) -> NameList:
    made = NameList(model, holder)
    made.set_texts("Names", "Rename", "Delete")
    with qtbot.waitExposed(holder):
        holder.show()
    return made


def test_the_model_keeps_its_promises_to_qt(model: NameListModel[str]) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_items(ITEMS[:2])
    model.show_items(ITEMS)


def test_a_row_shows_its_text_and_is_edited_by_its_name(model: NameListModel[str]) -> None:
    red = model.index(RED)
    assert (red.data(), red.data(Qt.ItemDataRole.EditRole)) == ("red · 3", "red")
    assert red.data(Qt.ItemDataRole.ToolTipRole) == "red has 3"
    assert model.index(HEADING).data() == "Colours"


def test_a_heading_cannot_be_chosen_and_a_fixed_row_cannot_be_renamed(model: NameListModel[str]) -> None:
    assert model.index(HEADING).flags() == Qt.ItemFlag.NoItemFlags
    assert model.index(ALL).flags() & Qt.ItemFlag.ItemIsSelectable
    assert not model.index(ALL).flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(ALL), "some")


def test_an_item_is_looked_up_by_index_and_by_a_question(model: NameListModel[str]) -> None:
    assert model.item(model.index(BLUE)) == "blue"
    assert model.item(QModelIndex()) is None
    assert model.find(lambda item: item == "blue") == model.index(BLUE)
    assert not model.find(lambda item: item == "green").isValid()


@pytest.mark.parametrize("typed", ["", "   ", "red", " red "])
def test_an_empty_or_unchanged_name_renames_nothing(model: NameListModel[str], typed: str) -> None:
    renamed: list[tuple[object, str]] = []
    model.renamed.connect(lambda item, name: renamed.append((item, name)))
    assert not model.setData(model.index(RED), typed)
    assert renamed == []


def test_a_name_is_edited_in_place(qtbot: QtBot, view: NameList, model: NameListModel[str]) -> None:
    view.setCurrentIndex(model.index(RED))
    view.edit(view.currentIndex())
    editor = view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText(" crimson ")
    with qtbot.waitSignal(model.renamed) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["red", "crimson"]


def test_the_delete_key_deletes_a_name_but_no_fixed_row(
    qtbot: QtBot, view: NameList, model: NameListModel[str]
) -> None:
    deleted: list[str | None] = []
    view.deleted.connect(lambda index: deleted.append(model.item(index)))
    for row in (ALL, BLUE):
        view.setCurrentIndex(model.index(row))
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert deleted == ["blue"]
