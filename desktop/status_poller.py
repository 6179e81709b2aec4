"""Polls the engine's status while the window is visible, and shows it in the status bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop.link.call import fault_of
from desktop.link.client import Client
from desktop.window import Window
from engine.capabilities.models import api as models
from engine.capabilities.models.api import MODELS
from engine.capabilities.system import api as system
from engine.protocol.errors import LibraryDamaged

INTERVAL_MS = 3_000


class StatusPoller(QObject):
    """Shows the model, memory and open connections. Model names are read once, and again when models change."""

    def __init__(self, client: Client, window: Window) -> None:
        super().__init__(window)
        self._client, self._window = client, window
        self._is_waiting = self._was_damaged = False
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()
        self._model_names: dict[str, str] = {}
        client.state_changed.connect(self._on_state_changed)
        client.changed.connect(lambda nouns: self._load_names() if MODELS in nouns else None)

    def poll(self) -> None:
        if self._is_waiting or self._client.state != "ready" or not self._window.isVisible():
            return
        self._is_waiting = True
        call = self._client.call(system.STATUS, system.GetStatus(), self)
        call.on_result(self._show)
        call.on_ended(self._on_ended)

    def _on_state_changed(self, state: str) -> None:
        if state == "ready":
            self._load_names()
        else:
            self._window.show_model(None)

    def _on_ended(self) -> None:
        self._is_waiting = False

    def _load_names(self) -> None:
        call = self._client.call(models.LIST_MODELS, models.ListModels(), self)
        call.on_result(self._on_models)
        call.on_ended(self.poll)

    def _on_models(self, result: models.ModelList) -> None:
        self._model_names = {model.id: model.name for model in result.models}

    def _show(self, status: system.Status) -> None:
        self._window.show_model(self._model_names.get(status.model, status.model))
        self._window.status.show_memory(status.memory_bytes, status.total_memory_bytes)
        self._window.status.show_connections(status.internet_sockets, status.networked)
        if status.is_damaged and not self._was_damaged:
            self._window.report(fault_of(LibraryDamaged()))
        self._was_damaged = status.is_damaged
