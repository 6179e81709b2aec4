"""Say what is in the picture, show one like it, or both; and what was understood of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets import amounts
from desktop.widgets.icon_button import IconButton
from desktop.words import Worded, tr
from engine.capabilities.images import api as images

TYPING_MS = 250


class SearchBar(Worded):
    searched = Signal()
    pick_clicked = Signal()
    weaker_clicked = Signal()
    save_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: images.Found | None = None
        self._likes: list[images.Like] = []
        self.weaker = False
        self._words = QLineEdit(self)
        self._words.setClearButtonEnabled(True)
        self._words.addAction(theme.icon("magnifying-glass", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        self._pick = IconButton(theme, "image", Size.ICON, parent=self)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(Space.S)
        self._line, self._model = QLabel(self), QLabel(self)
        role(self._line, "soft")
        role(self._model, "faint")
        self._model.setWordWrap(True)
        self._more, self._save = QPushButton(self), QPushButton(self)
        for button in (self._more, self._save):
            role(button, "link")
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(self._ask)
        self._words.textChanged.connect(lambda _: self._pause.start())
        self._words.returnPressed.connect(self._ask)
        self._pick.clicked.connect(self.pick_clicked)
        self._more.clicked.connect(self._ask_weaker)
        self._save.clicked.connect(self.save_clicked)
        self._lay_out()
        self.retranslate()

    @property
    def words(self) -> str:
        return self._words.text().strip()

    @property
    def likes(self) -> tuple[images.Like, ...]:
        return tuple(self._likes)

    @property
    def asks(self) -> bool:
        return bool(self.words or self._likes)

    @property
    def line(self) -> str:
        return self._line.text()

    def search(self) -> None:
        self._words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._words.selectAll()

    def write(self, words: str) -> None:
        self._words.setText(words)
        self._ask()

    def like(self, like: images.Like, name: str) -> None:
        """A picture to start from, shown as a chip that takes it away again."""
        self._likes.append(like)
        chip = QToolButton(self)
        role(chip, "chip")
        chip.setText(f"{tr('images', 'Like {name}', name=name)}  ×")
        chip.setAccessibleName(tr("images", "Search no longer by {name}", name=name))
        chip.clicked.connect(lambda: self._unlike(chip, like))
        self._chips.insertWidget(self._chips.count() - 1, chip)
        self._ask()

    def clear(self) -> None:
        self._words.clear()
        for chip in self.findChildren(QToolButton):
            if chip.property("role") == "chip":
                chip.deleteLater()
        self._likes.clear()
        self._ask()

    def show_found(self, found: images.Found | None) -> None:
        self._found = found
        self.retranslate()

    def show_model(self, model: images.Model | None) -> None:
        self._model.setText(_model_line(model))

    def retranslate(self) -> None:
        self._words.setPlaceholderText(tr("images", "Say what is in the picture: a dog on the beach -people"))
        self._words.setAccessibleName(tr("images", "Search pictures"))
        self._words.setToolTip(
            tr(
                "images",
                "-word leaves out · horse + stripes adds · text:invoice finds what is written · "
                "date:2024-05 · colour:red · camera: · folder:",
            )
        )
        self._pick.say(tr("images", "Search by a picture"))
        self._save.setText(tr("images", "Save as album"))
        self._line.setText(_line(self._found))
        found = self._found
        weaker = found.weaker if found and self.asks and not self.weaker else 0
        self._more.setText(tr("images", "Show %n weaker", weaker))
        self._more.setVisible(weaker > 0)
        self._save.setVisible(found is not None and bool(self.words))
        self._line.setVisible(found is not None)

    def _ask(self) -> None:
        self._pause.stop()
        self.weaker = False
        self.searched.emit()

    def _ask_weaker(self) -> None:
        self.weaker = True
        self.weaker_clicked.emit()

    def _unlike(self, chip: QToolButton, like: images.Like) -> None:
        if like in self._likes:
            self._likes.remove(like)
        chip.deleteLater()
        self._ask()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._words, 1)
        top.addWidget(self._pick)
        self._chips.addWidget(self._line)
        self._chips.addWidget(self._more)
        self._chips.addWidget(self._save)
        self._chips.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addLayout(self._chips)
        column.addWidget(self._model)


def like_file(path: Path) -> images.Like:
    return images.Like(path=str(path))


def _line(found: images.Found | None) -> str:
    if found is None:
        return ""
    if not found.convincing:
        return tr("images", "Nothing convincing.")
    time = amounts.number(found.milliseconds.get("all", 0.0))
    return f"{tr('images', '%n picture(s)', found.convincing)} · {tr('images', '{n} ms', n=time)}"


def _model_line(model: images.Model | None) -> str:
    if model is None:
        return tr(
            "images", "No picture model is installed: pictures are found by name, date and text. Add one on Models."
        )
    if model.starter:
        return tr(
            "images",
            "{name} answers: it knows a thousand kinds of things. A CLIP model, added on Models, understands any words.",
            name=model.name,
        )
    return tr("images", "{name} answers.", name=model.name)
