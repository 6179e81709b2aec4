"""The Models page: the shelf as cards, adding from a file or a USB stick, the check-up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QVBoxLayout

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.models.bigger_model_card import BiggerModelCard
from desktop.features.models.health_check_card import HealthCheckCard
from desktop.features.models.model_card import ModelCard
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import Call
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.models import api as models
from engine.capabilities.models.api import MODELS
from engine.protocol.model_kinds import KIND_DESCRIPTIONS
from engine.protocol.progress import Progress

SUFFIXES = (".gguf", ".onnx")


class ModelsPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._models: tuple[models.ModelInfo, ...] | None = None
        self._column = ReadingColumn(shell.theme)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.addWidget(self._column)
        self._add_file, self._add_folder, self._hint = QPushButton(self), QPushButton(self), QLabel(self)
        role(self._add_file, "primary")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self._add_file.clicked.connect(self._ask_file)
        self._add_folder.clicked.connect(self._ask_folder)
        self._registry = QVBoxLayout()
        self._registry.setSpacing(Space.M)
        self._check_up = HealthCheckCard(shell)
        self._lay_out()
        shell.client.changed.connect(lambda nouns: self.reload() if MODELS in nouns else None)
        self.retranslate()
        self.reload()

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("models", "Add a model from a file…"), self._ask_file),
            Action(tr("models", "Add a model from a folder…"), self._ask_folder),
            Action(tr("models", "Check this computer"), self.check_up),
        )

    def palette_entries(self) -> Sequence[Action]:
        return [
            Action(tr("models", "Use {model}", model=model.name), lambda m=model: self.choose(m))  # type: ignore[misc]
            for model in self._models or ()
            if not model.chosen and model.state == "ready"
        ]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        if not all(_may_be_model(file) for file in files):
            return ()
        return (DropAction(tr("models", "Add to the models"), self.add_all),)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "check_up":
            self.check_up()
        elif action == "add":
            self._ask_file()

    def check_up(self) -> None:
        self._shell.show_page("models")
        self._check_up.start()
        self._column.ensureWidgetVisible(self._check_up)

    def add(self, path: Path) -> None:
        call = self._shell.client.call(models.ADD_MODEL, models.AddModel(str(path)), self)
        self._follow(call, tr("models", "Adding {name}", name=path.name))
        call.on_result(lambda m: self._shell.show_message(tr("models", "{name} was added.", name=m.name)))

    def add_all(self, paths: Sequence[Path]) -> None:
        """Projectors last: one dropped with its model finds it on the shelf."""
        for path in sorted(paths, key=lambda path: "mmproj" in path.name.lower()):
            self.add(path)

    def verify(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.VERIFY_MODEL, models.VerifyModel(model.id), self)
        self._follow(call, tr("models", "Verifying {name}", name=model.name))
        call.on_result(lambda m: self._shell.show_message(_verdict(m)))

    def retry(self, model: models.ModelInfo) -> None:
        """Loads it in a child of its own: a moment's work that may fail again."""
        call = self._shell.client.call(models.RETRY_MODEL, models.RetryModel(model.id), self)
        self._follow(call, tr("models", "Trying {name}", name=model.name))
        call.on_result(lambda m: self._shell.show_message(tr("models", "{name} works again.", name=m.name)))

    def choose(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.CHOOSE_MODEL, models.ChooseModel(model.id), self)
        call.on_failed(self._shell.report)

    def remove(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.REMOVE_MODEL, models.RemoveModel(model.id), self)
        call.on_failed(self._shell.report)
        removed = tr("models", "{name} was removed.", name=model.name)
        call.on_result(lambda _: self._shell.show_message(removed, undo=lambda: self._restore(model)))

    def reload(self) -> None:
        call = self._shell.client.call(models.LIST_MODELS, models.ListModels(), self)
        call.on_result(self._show)
        call.on_failed(self._shell.report)

    def retranslate(self) -> None:
        self._add_file.setText(tr("models", "Add a model…"))
        self._add_folder.setText(tr("models", "From a folder…"))
        self._hint.setText(self._hint_text())

    def _hint_text(self) -> str:
        if self._models is None:
            return tr("models", "Looking at the shelf…")
        if not self._models:
            return tr(
                "models",
                "No model is here yet. Add a GGUF file, or run “ateneo setup” for the small ones to start with.",
            )
        return tr("models", "A GGUF file or a folder with an ONNX model; you can also drop it on the window.")

    def _restore(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.RESTORE_MODEL, models.RestoreModel(model.id), self)
        call.on_failed(self._shell.report)

    def _follow(self, call: Call[object, object], title: str) -> None:
        job = self._shell.jobs.add(title, call.cancel)

        def progress(event: object) -> None:
            if isinstance(event, Progress):
                job.show_progress(event.done, event.total, event.note, event.seconds_left)

        call.on_event(progress)
        call.on_failed(self._shell.report)
        call.on_ended(job.finish)

    def _show(self, registry: models.ModelList) -> None:
        self._models = registry.models
        while (item := self._registry.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.deleteLater()
        kinds = list(KIND_DESCRIPTIONS)
        for model in sorted(
            registry.models, key=lambda m: (kinds.index(m.kind), not m.chosen, m.state != "ready", m.name)
        ):
            self._registry.addWidget(self._card(model))
        self.retranslate()

    def _card(self, model: models.ModelInfo) -> ModelCard:
        card = ModelCard(self._shell.theme, model, self)
        card.choose.connect(lambda: self.choose(model))
        card.verify.connect(lambda: self.verify(model))
        card.try_again.connect(lambda: self.retry(model))
        card.remove.connect(lambda: self.remove(model))
        return card

    def _lay_out(self) -> None:
        items = self._column.items
        items.addLayout(FoldingRow(self._shell.theme, self._hint, self._add_folder, self._add_file))
        items.addLayout(self._registry)
        items.addWidget(BiggerModelCard(self._shell.theme))
        items.addWidget(self._check_up)

    def _ask_file(self) -> None:
        dialog = self._dialog(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(tr("models", "Models ({patterns})", patterns="*.gguf *.onnx"))
        dialog.show()

    def _ask_folder(self) -> None:
        dialog = self._dialog(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.show()

    def _dialog(self, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self.window(), tr("models", "Add a model"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda files: self.add_all([Path(file) for file in files]))
        return dialog


def _verdict(model: models.ModelInfo) -> str:
    if model.state == "ready":
        return tr("models", "{name} is whole and unchanged.", name=model.name)
    return tr("models", "{name} is not as it was when it was added. Copy it again from where it came.", name=model.name)


def _may_be_model(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES or (file / "model.toml").is_file() or (file / "model.onnx").is_file()
