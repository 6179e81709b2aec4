"""File dialogs that do not block: choose files, a folder, or where to save. They delete themselves when closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

UsePaths = Callable[[Sequence[Path]], object]


def ask_for_files(widget: QWidget, title: str, use: UsePaths, kinds: str = "", single: bool = False) -> None:
    """Let the user choose files, or one file; `kinds` is a name filter such as "Pictures (*.jpg *.png)"."""
    mode = QFileDialog.FileMode.ExistingFile if single else QFileDialog.FileMode.ExistingFiles
    dialog = _make_dialog(widget, title, mode, use)
    if kinds:
        dialog.setNameFilter(kinds)
    dialog.show()


def ask_for_folder(widget: QWidget, title: str, use: UsePaths) -> None:
    """Let the user choose a folder."""
    dialog = _make_dialog(widget, title, QFileDialog.FileMode.Directory, use)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.show()


def ask_where_to_save(
    widget: QWidget,
    title: str,
    name: str,
    suffix: str,
    use: Callable[[str], object],
    kinds: Mapping[str, str] | None = None,
) -> None:
    """Let the user choose where to save; `kinds` maps each possible suffix to a name filter, as "Web page (*.html)"."""
    dialog = _make_dialog(widget, title, QFileDialog.FileMode.AnyFile, lambda paths: use(str(paths[0])))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    if kinds:
        suffixes = {name_filter: suffix for suffix, name_filter in kinds.items()}
        dialog.setNameFilters(list(suffixes))
        dialog.filterSelected.connect(lambda name_filter: _change_suffix(dialog, suffixes[name_filter]))
    dialog.selectFile(f"{name}.{suffix}")
    dialog.show()


def _change_suffix(dialog: QFileDialog, suffix: str) -> None:
    """Give the file name in the dialog the suffix of the chosen kind."""
    name = Path(dialog.selectedFiles()[0]).name.removesuffix(f".{dialog.defaultSuffix()}")
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(f"{name}.{suffix}")


def _make_dialog(widget: QWidget, title: str, mode: QFileDialog.FileMode, use: UsePaths) -> QFileDialog:
    dialog = QFileDialog(widget.window(), title)
    dialog.setFileMode(mode)
    dialog.filesSelected.connect(lambda names: use([Path(name) for name in names]))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
