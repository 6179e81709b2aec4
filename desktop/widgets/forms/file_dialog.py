"""Asks for files: which to take, where to save. A question that was answered is let go of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

Paths = Callable[[Sequence[Path]], object]


def ask_for_files(widget: QWidget, title: str, use: Paths, kinds: str = "", one: bool = False) -> None:
    """`kinds` as "Pictures (*.jpg *.png)", empty for any file."""
    mode = QFileDialog.FileMode.ExistingFile if one else QFileDialog.FileMode.ExistingFiles
    dialog = _dialog(widget, title, mode, use)
    if kinds:
        dialog.setNameFilter(kinds)
    dialog.show()


def ask_for_folder(widget: QWidget, title: str, use: Paths) -> None:
    dialog = _dialog(widget, title, QFileDialog.FileMode.Directory, use)
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
    """`kinds` names each suffix to choose from, as "Web page (*.html)"."""
    dialog = _dialog(widget, title, QFileDialog.FileMode.AnyFile, lambda paths: use(str(paths[0])))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    if kinds:
        suffixes = {named: one for one, named in kinds.items()}
        dialog.setNameFilters(list(suffixes))
        dialog.filterSelected.connect(lambda named: _end_in(dialog, suffixes[named]))
    dialog.selectFile(f"{name}.{suffix}")
    dialog.show()


def _end_in(dialog: QFileDialog, suffix: str) -> None:
    """The name that is there, ending as the kind chosen does."""
    name = Path(dialog.selectedFiles()[0]).name.removesuffix(f".{dialog.defaultSuffix()}")
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(f"{name}.{suffix}")


def _dialog(widget: QWidget, title: str, mode: QFileDialog.FileMode, use: Paths) -> QFileDialog:
    dialog = QFileDialog(widget.window(), title)
    dialog.setFileMode(mode)
    dialog.filesSelected.connect(lambda names: use([Path(name) for name in names]))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
