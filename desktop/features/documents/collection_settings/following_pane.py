"""Panel of a collection: its folders, whether changes in them are followed, and which of their files are taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.following import CollectionFollowing, FollowedFolder, SetFollowing


class FollowingPane(TranslatedWidget):
    """`changed` carries a SetFollowing, `relink_clicked` the folder whose new place the person wants to name."""

    changed = Signal(object)
    relink_clicked = Signal(str)

    def __init__(self, theme: Theme, known: CollectionFollowing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._theme, self._known = theme, known
        self._folders = QVBoxLayout()
        self._folders.setSpacing(Space.S)
        self._lines: list[_FolderLine] = []
        self.follows, self.on_battery = QCheckBox(self), QCheckBox(self)
        self.include, self.exclude = QPlainTextEdit(self), QPlainTextEdit(self)
        self._include_field, self._exclude_field = LabelledField(self.include, self), LabelledField(self.exclude, self)
        self._hint, self.keep = QLabel(self), QPushButton(self)
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        role(self.keep, "primary")
        self._lay_out()
        self.follows.clicked.connect(lambda is_on: self.changed.emit(self._request(is_followed=is_on)))
        self.on_battery.clicked.connect(lambda is_on: self.changed.emit(self._request(on_battery=is_on)))
        self.keep.clicked.connect(self._on_keep)
        for edit in (self.include, self.exclude):
            edit.textChanged.connect(self._show_whether_changed)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.show_known(known)

    @property
    def collection(self) -> str:
        """The name of the collection."""
        return self._known.collection

    def show_known(self, known: CollectionFollowing) -> None:
        """Show the settings as they are kept. What the person is typing stays."""
        is_typing = self._known.collection == known.collection and self.keep.isEnabled()
        self._known = known
        self.follows.setChecked(known.is_followed)
        self.on_battery.setChecked(known.on_battery)
        if not is_typing:
            self.include.setPlainText("\n".join(known.include))
            self.exclude.setPlainText("\n".join(known.exclude))
        self._list_folders()
        self.retranslate()

    def retranslate(self) -> None:
        self.follows.setText(tr("documents", "Read changes at once"))
        self.on_battery.setText(tr("documents", "On battery too"))
        self.on_battery.setEnabled(self._known.is_followed)
        self._include_field.set_name(tr("documents", "Take only these files"))
        self._exclude_field.set_name(tr("documents", "Leave out"))
        self.include.setPlaceholderText(tr("documents", "all files that can be read"))
        self.exclude.setPlaceholderText("*.tmp\n" + tr("documents", "drafts/"))
        self._hint.setText(
            tr(
                "documents",
                "One pattern a line: *.pdf for files, drafts/ for folders, /2024 for what is directly in a folder added "
                "above. Files that are left out stay where they are.",
            )
        )
        self.keep.setText(tr("documents", "Read the folders so"))
        for line in self._lines:
            line.retranslate()
        self._show_whether_changed()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.NONE, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(self._folders)
        for widget in (self.follows, self.on_battery, self._include_field, self._exclude_field, self._hint):
            column.addWidget(widget)
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _list_folders(self) -> None:
        for line in self._lines:
            line.deleteLater()
        self._lines = [_FolderLine(folder, self) for folder in self._known.folders]
        for line in self._lines:
            line.relink_clicked.connect(self.relink_clicked)
            self._folders.addWidget(line)

    def _on_keep(self) -> None:
        self.keep.setEnabled(False)
        self.changed.emit(self._request(include=patterns(self.include), exclude=patterns(self.exclude)))

    def _request(
        self,
        is_followed: bool | None = None,
        on_battery: bool | None = None,
        include: tuple[str, ...] | None = None,
        exclude: tuple[str, ...] | None = None,
    ) -> SetFollowing:
        return SetFollowing(self.collection, is_followed, on_battery, include, exclude)

    def _show_whether_changed(self) -> None:
        known = (self._known.include, self._known.exclude)
        self.keep.setEnabled((patterns(self.include), patterns(self.exclude)) != known)

    def _apply_theme(self) -> None:
        for edit in (self.include, self.exclude):
            edit.setFixedHeight(self._theme.px(Size.TEXT_FIELD))


class _FolderLine(QWidget):
    """A folder with the number of its documents, or that it is not there now."""

    relink_clicked = Signal(str)

    def __init__(self, folder: FollowedFolder, parent: QWidget) -> None:
        super().__init__(parent)
        self.folder = folder
        self._path = ElidedLabel(folder.path, self, Qt.TextElideMode.ElideMiddle)
        self._path.setToolTip(folder.path)
        self._state, self._relink = QLabel(self), QPushButton(self)
        role(self._state, "soft" if folder.exists else "danger")
        self._state.setWordWrap(True)
        self._relink.setVisible(not folder.exists)
        self._relink.clicked.connect(lambda: self.relink_clicked.emit(folder.path))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addWidget(self._path)
        column.addWidget(self._state)
        column.addWidget(self._relink, 0, Qt.AlignmentFlag.AlignLeft)

    def retranslate(self) -> None:
        count = tr("documents", "%n document(s)", self.folder.documents)
        gone = tr("documents", "not there now; its documents stay")
        self._state.setText(count if self.folder.exists else f"{count}, {gone}")
        self._relink.setText(tr("documents", "Where is it now?…"))


def patterns(edit: QPlainTextEdit) -> tuple[str, ...]:
    """Return the lines of a field that say something."""
    lines: Sequence[str] = edit.toPlainText().split("\n")
    return tuple(line.strip() for line in lines if line.strip())


def gone_sentence(folder: str, count: int) -> str:
    """Return the sentence on folders of which this one, and others, are not there."""
    text = tr("documents", "The folder “{folder}” is not there. Its documents stay and can be searched.", folder=folder)
    others = tr("documents", "{n} more are not there either.", n=formatting.number(count - 1)) if count > 1 else ""
    return f"{text} {others}".strip()
