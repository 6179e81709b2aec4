"""File dialogs: their suffix, their folder and their language."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.settings import SettingsStore
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder, ask_where_to_save
from tests.desktop.window.conftest import Open


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


def open_dialog(window: QWidget) -> QFileDialog:
    dialog = window.findChildren(QFileDialog)[-1]
    assert isinstance(dialog, QFileDialog)
    return dialog


def test_a_dialog_opens_where_the_last_of_its_kind_was_closed_also_after_a_restart(
    open_ateneo: Open, tmp_path: Path
) -> None:
    ateneo = open_ateneo(features=("settings",))
    window, chosen = ateneo.window, []
    pictures, papers = tmp_path / "pictures", tmp_path / "papers"
    for folder in (pictures, papers):
        folder.mkdir()
        (folder / "file").write_text("a")
    for kind, folder in (("pictures", pictures), ("documents", papers)):
        ask_for_files(window, "Choose", chosen.extend, kind=kind)
        dialog = open_dialog(window)
        dialog.setDirectory(str(folder))
        dialog.filesSelected.emit([str(folder / "file")])
        dialog.deleteLater()
    assert chosen == [pictures / "file", papers / "file"]
    ask_for_folder(window, "Choose", chosen.extend, kind="pictures")
    assert Path(open_dialog(window).directory().path()) == pictures
    ateneo.settings.flush()
    again = SettingsStore(ateneo.window.paths.settings)
    assert again.value.dialog_folders == {"pictures": str(pictures), "documents": str(papers)}
    assert not again.damaged


def test_a_dialog_whose_folder_is_gone_opens_in_the_usual_place_and_never_in_the_programs(
    qtbot: QtBot, open_ateneo: Open, tmp_path: Path
) -> None:
    window = open_ateneo(features=("settings",)).window
    window.keep_dialog_folder("documents", str(tmp_path / "removed"))
    ask_for_files(window, "Choose", lambda paths: None)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    usual = documents if Path(documents).is_dir() else str(Path.home())
    assert open_dialog(window).directory().path() == usual


@pytest.mark.parametrize("code", ["es", "en"])
def test_a_dialog_is_wholly_in_the_chosen_language(qtbot: QtBot, qapp: QApplication, code: str) -> None:
    language = Language(qapp, code)
    widget = QWidget()
    qtbot.addWidget(widget)
    ask_for_files(widget, "Choose", lambda paths: None)
    dialog = open_dialog(widget)
    labels = {label.text().replace("&", "") for label in dialog.findChildren(QLabel) if label.text()}
    expected = {"es": {"Buscar en:", "Tipo de archivos:"}, "en": {"Look in:", "Files of type:"}}[code]
    assert expected <= labels
    columns = dialog.findChild(QTreeView)
    assert isinstance(columns, QTreeView)
    headings = [
        columns.model().headerData(n, Qt.Orientation.Horizontal) for n in range(4) if not columns.isColumnHidden(n)
    ]
    assert (
        headings == {"es": ["Nombre", "Tamaño", "Última modificación"], "en": ["Name", "Size", "Date Modified"]}[code]
    )
    dialog.reject()
    language.close()
