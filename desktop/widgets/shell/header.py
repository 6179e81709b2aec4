"""Line above a page: its title, the model in use, the search button and the inspector's switch."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.shell.title_field import TitleField

STARTING = "…"


class Header(TranslatedWidget):
    """`model_clicked` carries the point of the screen below the model button, at its right."""

    model_clicked = Signal(QPoint)
    search_clicked = Signal()
    inspector_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = TitleField(self)
        self._badge = QLabel(self)
        role(self._badge, "badge")
        self._badge.hide()
        self._model = QToolButton(self)
        role(self._model, "chip")
        self._model.setIcon(theme.icon("cube"))
        self._theme = theme
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self._model.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._model.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._model.clicked.connect(self._on_model_clicked)
        self._search = IconButton(theme, "magnifying-glass", parent=self)
        self._search.clicked.connect(self.search_clicked)
        self._inspector = IconButton(theme, "columns", parent=self)
        self._inspector.setCheckable(True)
        self._inspector.clicked.connect(self.inspector_toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XL, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self.title, 1)
        row.addWidget(self._badge)
        for widget in (self._model, self._search, self._inspector):
            row.addWidget(widget)
        self._name: str | None = None
        self.retranslate()

    def show_model(self, name: str | None) -> None:
        """Show the name of the model in use: "" where there is none, None while it is not known yet."""
        self._name = name
        self.retranslate()

    def show_badge(self, word: str) -> None:
        """Show a word beside the title; empty for none."""
        self._badge.setText(word)
        self._badge.setVisible(bool(word))

    def show_inspector_open(self, is_open: bool) -> None:
        self._inspector.setChecked(is_open)

    def _apply_theme(self) -> None:
        side = self._theme.px(Size.ICON_SMALL)
        self._model.setIconSize(QSize(side, side))

    def _on_model_clicked(self) -> None:
        self.model_clicked.emit(self._model.mapToGlobal(self._model.rect().bottomRight()))

    def retranslate(self) -> None:
        name = STARTING if self._name is None else self._name or tr("shell", "No model")
        self._model.setText(" " + name)
        self._model.setToolTip(
            tr("shell", "The engine is starting")
            if self._name is None
            else tr("shell", "The model that answers. Click for the others, and whether they fit this computer")
        )
        self._model.setAccessibleName(tr("shell", "Model: {name}", name=name))
        self._search.set_name(tr("shell", "Search everything"), "Ctrl+K")
        self._inspector.set_name(tr("shell", "Inspector"), "Ctrl+I")
