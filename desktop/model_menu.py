"""Menu of the model button: the chat models of this computer, which of them fit its memory, and how to add one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.widgets.text import formatting
from engine.capabilities.models import api as models
from engine.capabilities.system import api as system

OVERHEAD = 500_000_000
"""Bytes beside its files that a model takes which was never loaded here: the context and the runtime."""
COMFORTABLE = 0.7
"""Part of the computer's memory that a model may take beside other programs."""


class ModelMenu(QObject):
    """Opens below the model button. Lists are read anew each time: a model may have been added since."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self._shell, self._owner = shell, owner

    def open(self, corner: QPoint) -> None:
        """Open the menu with its upper right corner at a point of the screen."""
        if self._shell.client.state != "ready":
            self._show([tr("shell", "The engine is starting. Its models are listed in a moment.")], corner)
            return
        call = self._shell.client.call(system.STATUS, system.GetStatus(), self)
        call.on_result(lambda status: self._read_models(status, corner))
        call.on_failed(self._shell.report)

    def _read_models(self, status: system.Status, corner: QPoint) -> None:
        def show(listed: models.ModelList) -> None:
            chat_models = sorted(
                (model for model in listed.models if model.kind == "text"),
                key=lambda model: (not model.chosen, model.state != "ready", model.is_base, model.name.lower()),
            )
            self._show_models(chat_models, status.total_memory_bytes, corner)

        call = self._shell.client.call(models.LIST_MODELS, models.ListModels(), self)
        call.on_result(show)
        call.on_failed(self._shell.report)

    def _show_models(self, chat_models: Sequence[models.ModelInfo], memory: int, corner: QPoint) -> None:
        if not chat_models:
            self._show([tr("shell", "There is no chat model on this computer yet.")], corner)
            return
        self._show([], corner, lambda menu: _add_models(menu, chat_models, memory, self._choose))

    def _show(self, notes: Sequence[str], corner: QPoint, fill: Callable[[QMenu], None] = lambda menu: None) -> None:
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(tr("shell", "Models"))
        for note in notes:
            menu.addAction(note).setEnabled(False)
        fill(menu)
        menu.addSeparator()
        add = menu.addAction(tr("shell", "Add a model…"))
        add.triggered.connect(lambda: self._shell.show_page("models", "add"))
        menu.addAction(tr("shell", "All models…")).triggered.connect(lambda: self._shell.show_page("models"))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    def _choose(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.CHOOSE_MODEL, models.ChooseModel(model.id), self)
        call.on_failed(self._shell.report)
        chosen = tr("shell", "{name} answers from now on.", name=model.name)
        call.on_result(lambda _: self._shell.show_message(chosen))


def _add_models(
    menu: QMenu,
    chat_models: Sequence[models.ModelInfo],
    memory: int,
    choose: Callable[[models.ModelInfo], None],
) -> None:
    for model in chat_models:
        fits = needed_bytes(model) <= memory or not memory
        action = menu.addAction(f"{model.name.replace('&', '&&')}\t{_remark(model, memory)}")
        action.setCheckable(True)
        action.setChecked(model.chosen)
        action.setEnabled(model.chosen or (model.state == "ready" and fits))
        action.triggered.connect(lambda _=False, model=model: None if model.chosen else choose(model))


def needed_bytes(model: models.ModelInfo) -> int:
    """Return the memory a model takes: as measured here, else estimated from its files."""
    return model.peak_bytes or model.bytes + OVERHEAD


def _remark(model: models.ModelInfo, memory: int) -> str:
    """Say whether a model can be used here, with the memory it takes."""
    if model.state != "ready":
        return tr("shell", "cannot be used now")
    size = formatting.size(needed_bytes(model))
    if memory and needed_bytes(model) > memory:
        return tr("shell", "{size} · too large for this computer", size=size)
    if memory and needed_bytes(model) > COMFORTABLE * memory:
        return tr("shell", "{size} · fits if other programs are closed", size=size)
    return tr("shell", "{size} · fits", size=size)
