"""File dialogs that do not block: choose files, a folder, or where to save. They delete themselves when closed.

Each opens in the folder where the last one of its kind was closed; the first in the person's Documents or Pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from PySide6.QtCore import QLocale, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QTreeView, QWidget

FolderKind = Literal["documents", "pictures", "tables", "models", "saved"]
"""Dialogs of one kind share their last folder; "saved" are all those that ask where to save."""

KIND_COLUMN = 2

UsePaths = Callable[[Sequence[Path]], object]

_FIRST_FOLDERS: Mapping[FolderKind, QStandardPaths.StandardLocation] = {
    "pictures": QStandardPaths.StandardLocation.PicturesLocation,
    "models": QStandardPaths.StandardLocation.DownloadLocation,
}


@runtime_checkable
class FolderMemory(Protocol):
    """A window that remembers, also over a restart, where dialogs were closed."""

    def dialog_folder(self, kind: str) -> str:
        """Return the last folder of a kind; "" when there was none."""

    def keep_dialog_folder(self, kind: str, folder: str) -> None:
        """Remember the last folder of a kind."""


def ask_for_files(
    widget: QWidget,
    title: str,
    use: UsePaths,
    name_filters: str = "",
    single: bool = False,
    kind: FolderKind = "documents",
) -> None:
    """Let the user choose files, or one file; `name_filters` is one such as "Pictures (*.jpg *.png)", or several by ";;"."""
    mode = QFileDialog.FileMode.ExistingFile if single else QFileDialog.FileMode.ExistingFiles
    dialog = _make_dialog(widget, title, mode, use, kind)
    if name_filters:
        dialog.setNameFilter(name_filters)
    dialog.show()


def ask_for_folder(widget: QWidget, title: str, use: UsePaths, kind: FolderKind = "documents") -> None:
    """Let the user choose a folder."""
    dialog = _make_dialog(widget, title, QFileDialog.FileMode.Directory, use, kind)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.show()


def ask_where_to_save(
    widget: QWidget,
    title: str,
    name: str,
    suffix: str,
    use: Callable[[str], object],
    suffix_filters: Mapping[str, str] | None = None,
) -> None:
    """Let the user choose where to save; `suffix_filters` gives each possible suffix its filter, as "Web page (*.html)"."""
    dialog = _make_dialog(widget, title, QFileDialog.FileMode.AnyFile, lambda paths: use(str(paths[0])), "saved")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    if suffix_filters:
        suffixes = {name_filter: suffix for suffix, name_filter in suffix_filters.items()}
        dialog.setNameFilters(list(suffixes))
        dialog.filterSelected.connect(lambda name_filter: _change_suffix(dialog, suffixes[name_filter]))
    dialog.selectFile(f"{name}.{suffix}")
    dialog.show()


def _change_suffix(dialog: QFileDialog, suffix: str) -> None:
    """Give the file name in the dialog the suffix of the chosen kind."""
    name = Path(dialog.selectedFiles()[0]).name.removesuffix(f".{dialog.defaultSuffix()}")
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(f"{name}.{suffix}")


def _make_dialog(
    widget: QWidget, title: str, mode: QFileDialog.FileMode, use: UsePaths, kind: FolderKind
) -> QFileDialog:
    window = widget.window()
    memory = window if isinstance(window, FolderMemory) else None
    dialog = QFileDialog(window, title, _start_folder(memory.dialog_folder(kind) if memory else "", kind))
    dialog.setFileMode(mode)
    # The system's own dialog speaks the system's language, whatever the person chose here.
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, QLocale().language() != QLocale.system().language())
    for columns in dialog.findChildren(QTreeView):
        columns.hideColumn(KIND_COLUMN)  # names of kinds come from the system, in its language or in English

    def on_chosen(names: Sequence[str]) -> None:
        folder = dialog.directory().absolutePath()
        if memory and folder.isprintable():  # a name that is not Unicode cannot be written to the settings
            memory.keep_dialog_folder(kind, folder)
        use([Path(name) for name in names])

    dialog.filesSelected.connect(on_chosen)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _start_folder(last: str, kind: FolderKind) -> str:
    """Return the last folder if it is still there, else the usual one for the kind, else the person's home."""
    location = _FIRST_FOLDERS.get(kind, QStandardPaths.StandardLocation.DocumentsLocation)
    for folder in (last, QStandardPaths.writableLocation(location)):
        if folder and Path(folder).is_dir():
            return folder
    return str(Path.home())
