"""Say what is in the picture, show one like it, or both; and what was understood of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.features.images.search.example_chips import Likes
from desktop.features.images.search.filters import COLOUR_WORDS, FilterCard
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images

TYPING_MS = 250


class WordsField(QLineEdit):
    """A picture that is pasted is not text."""

    picture_pasted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        data = QGuiApplication.clipboard().mimeData()
        if event.matches(QKeySequence.StandardKey.Paste) and (data.hasImage() or data.hasUrls()):
            self.picture_pasted.emit()
        else:
            super().keyPressEvent(event)


class SearchBar(TranslatedWidget):
    searched = Signal()
    pick_clicked = Signal()
    picture_pasted = Signal()
    weaker_clicked = Signal()
    save_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: images.PictureSearchResults | None = None
        self._searching = self.weaker = False
        self._reached = self._total = 0
        self._words = WordsField(self)
        self._words.setClearButtonEnabled(True)
        self._words.addAction(theme.icon("magnifying-glass", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        self._pick = IconButton(theme, "image", Size.ICON, parent=self)
        self._narrow = QToolButton(self)
        role(self._narrow, "chip")
        self._narrow.setCheckable(True)
        self._narrow.setIcon(theme.icon("sliders-horizontal"))
        self._narrow.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.likes_row, self.filter_card = Likes(theme, self), FilterCard(theme, self)
        self.filter_card.hide()
        self._line, self._understood = QLabel(self), ElidedLabel(parent=self)
        role(self._line, "strong")
        role(self._understood, "soft")
        self._more, self._save = QPushButton(self), QPushButton(self)
        for button in (self._more, self._save):
            role(button, "link")
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        self._fit()
        theme.changed.connect(self._fit)
        self.retranslate()

    @property
    def words(self) -> str:
        return self._words.text().strip()

    @property
    def likes(self) -> tuple[images.ExampleImage, ...]:
        return self.likes_row.likes

    @property
    def filters(self) -> images.PictureFilters:
        return self.filter_card.filters

    @property
    def asks(self) -> bool:
        return bool(self.words or self.likes)

    @property
    def line(self) -> str:
        return self._line.text()

    @property
    def understood(self) -> str:
        return self._understood.full_text

    def search(self) -> None:
        self._words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._words.selectAll()

    def write(self, words: str) -> None:
        self._words.setText(words)
        self._ask()

    def like(self, like: images.ExampleImage, name: str, thumbnail: str = "") -> None:
        """A picture to start from, shown as a chip that takes it away again."""
        self.likes_row.add(like, name, thumbnail)
        self._ask()

    def clear(self) -> None:
        self._words.clear()
        self.likes_row.clear()
        self._ask()

    def show_searching(self) -> None:
        """What was found before stays until it is found."""
        self._searching = True
        self.retranslate()

    def show_found(self, found: images.PictureSearchResults | None, reached: int = 0, total: int = 0) -> None:
        """None where nothing was searched; then `reached` pictures pass the filters, 0 where there are none. Of `total`
        pictures found, `reached` are there to be scrolled through."""
        self._found, self._searching, self._reached, self._total = found, False, reached, total
        self.retranslate()

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
        self._pick.set_name(tr("images", "Search by a picture"))
        self._narrow.setText(tr("images", "Filters"))
        self._save.setText(tr("images", "Save as album"))
        self._show_state()

    def _show_state(self) -> None:
        found = self._found
        self._line.setText(tr("images", "Searching…") if self._searching else self._count_line())
        self._understood.show_text(understood_line(found.understood) if found and not self._searching else "")
        more = found is not None and bool(found.results) and not self.weaker and not self._searching
        weaker = found.weaker if found and more else 0
        self._more.setText(tr("images", "Show %n weaker", weaker))
        self._more.setVisible(weaker > 0)
        self._save.setVisible(found is not None and found.convincing > 0 and bool(self.words))
        self._state.setVisible(bool(self._line.text()))

    def _count_line(self) -> str:
        found = self._found
        if found is None:
            return counted(self._reached, self._reached) if self._reached or self.filter_card.narrows else ""
        if not found.convincing:
            return tr("images", "Nothing convincing.")
        time = formatting.number(found.milliseconds.get("all", 0.0))
        return f"{counted(self._reached, self._total)} · {tr('images', '{n} ms', n=time)}"

    def _ask(self) -> None:
        self._pause.stop()
        self.weaker = False
        self.searched.emit()

    def ask_weaker(self) -> None:
        self.weaker = True
        self.weaker_clicked.emit()

    def _show_filters(self, shown: bool) -> None:
        self.filter_card.setVisible(shown)
        if not shown and self.filter_card.narrows:
            self.filter_card.clear()

    def _connect(self) -> None:
        self._pause.timeout.connect(self._ask)
        self._words.textChanged.connect(lambda _: self._pause.start())
        self._words.returnPressed.connect(self._ask)
        self._words.picture_pasted.connect(self.picture_pasted)
        self._pick.clicked.connect(self.pick_clicked)
        self._narrow.toggled.connect(self._show_filters)
        self.filter_card.changed.connect(self._ask)
        self.likes_row.changed.connect(self._ask)
        self._more.clicked.connect(self.ask_weaker)
        self._save.clicked.connect(self.save_clicked)

    def _fit(self) -> None:
        side = self._theme.px(Size.ICON_SMALL)
        self._narrow.setIconSize(QSize(side, side))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._words, 1)
        top.addWidget(self._pick)
        top.addWidget(self._narrow)
        self._state, said = QWidget(self), QWidget(self)
        line = QHBoxLayout(said)
        line.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        line.setSpacing(Space.M)
        line.addWidget(self._line)
        line.addWidget(self._understood, 1)
        row = FoldingRow(self._theme, said, self._more, self._save)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._state.setLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(top)
        for widget in (self.likes_row, self.filter_card, self._state):
            column.addWidget(widget)


def counted(reached: int, total: int) -> str:
    if reached < total:
        return tr("images", "{n} of %n picture(s)", total, n=formatting.number(reached))
    return tr("images", "%n picture(s)", total)


def understood_line(understood: images.ParsedQuery) -> str:
    """How the box was read, where that is not plain to see: sums, what is left out, filters written as words."""
    terms = understood.terms
    parts = [_sum(terms)] if len(terms) > 1 or any(term.weight != 1 for term in terms) else []
    parts += [tr("images", "without {words}", words=words) for words in understood.excluded]
    return " · ".join(parts + _filtered(understood.filters))


def _sum(terms: tuple[images.QueryTerm, ...]) -> str:
    said = ""
    for term in terms:
        sign = "−" if term.weight < 0 else "+" if said else ""
        times = f"{formatting.number(abs(term.weight), 1)} × " if abs(term.weight) != 1 else ""
        said += f" {sign} {times}{term.words}"
    return said.strip()


def _filtered(filters: images.PictureFilters) -> list[str]:
    parts = [tr("images", COLOUR_WORDS[name]) for name in filters.colours]
    if filters.since or filters.until:
        parts.append(f"{filters.since or '…'} – {filters.until or '…'}")
    if filters.text:
        parts.append(tr("images", "“{text}” written in it", text=filters.text))
    return parts + [one for one in (filters.camera, filters.folder, filters.name) if one]
