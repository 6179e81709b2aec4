"""The suffix of a file name in the save dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.forms.file_dialog import ask_where_to_save


def test_the_file_name_gets_the_suffix_of_the_chosen_kind(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    kinds = {"html": "Web page (*.html)", "pdf": "PDF (*.pdf)"}
    ask_where_to_save(widget, "Export", "Version 1.2", "html", lambda path: None, kinds)
    dialog = widget.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.nameFilters() == list(kinds.values())
    assert dialog.selectedFiles()[0].endswith("Version 1.2.html")
    dialog.filterSelected.emit(kinds["pdf"])
    assert dialog.selectedFiles()[0].endswith("Version 1.2.pdf")
    dialog.reject()
