"""The common part of the controllers of work on whole documents: the place where their view is shown, and the Stop button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.documents.tasks.task_view import TaskView
from desktop.widgets.cards.source_card import SourcePassage

ViewT = TypeVar("ViewT", bound=TaskView)


class TaskPlace(msgspec.Struct, frozen=True):
    """Where the work is shown: `show` shows a view in the page, `show_passage` a passage in the inspector."""

    shell: Shell
    show: Callable[[TaskView], None]
    show_passage: Callable[[SourcePassage], None]
    owner: QWidget


class TaskController(QObject, Generic[ViewT]):
    """Starts the work of a view and shows what comes of it."""

    def __init__(self, place: TaskPlace, view: ViewT) -> None:
        super().__init__(place.owner)
        self._shell, self._owner, self._view = place.shell, place.owner, view
        self._show, self._show_passage = place.show, place.show_passage
        view.stopped.connect(self.stop)

    def stop(self) -> None:
        """Stop what runs; what is finished is kept."""
        raise NotImplementedError
