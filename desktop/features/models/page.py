"""The Models page: installed models as cards, adding models from a file or folder, and the health check."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.models.bigger_model_card import BiggerModelCard
from desktop.features.models.grade_runs import GradeRuns
from desktop.features.models.grade_sentences import grade_text
from desktop.features.models.health_check_card import HealthCheckCard
from desktop.features.models.model_card import ModelCard
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import Call
from desktop.panels.long_calls import show_in_tray
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.models import api as models
from engine.capabilities.models.api import GRADES, MODELS
from engine.protocol.model_kinds import KIND_DESCRIPTIONS

SUFFIXES = (".gguf", ".onnx", ".safetensors")
"""Of files that are taken for models, or refused with the reason."""
OLLAMA_BLOB = "sha256-"


class ModelsPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._models: tuple[models.ModelInfo, ...] | None = None
        self._column = ReadingColumn(shell.theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        layout.addWidget(self._column)
        self._add_file, self._add_folder, self._hint = QPushButton(self), QPushButton(self), QLabel(self)
        role(self._add_file, "primary")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self._add_file.clicked.connect(self._choose_files)
        self._add_folder.clicked.connect(self._choose_folder)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(Space.M)
        self._bigger, self._health_check = BiggerModelCard(shell), HealthCheckCard(shell)
        self._grade_runs = GradeRuns(shell, self)
        self._lay_out()
        shell.client.changed.connect(self._on_changed)
        self.retranslate()
        self.reload()

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("models", "Add a model from a file…"), self._choose_files),
            Action(tr("models", "Add a model from a folder…"), self._choose_folder),
            Action(tr("models", "Check this computer"), self.check_health),
        )

    def palette_entries(self) -> Sequence[Action]:
        kind = tr("models", "Model")
        return [
            Action(tr("models", "Use {model}", model=model.name), lambda m=model: self.choose(m), kind=kind)  # type: ignore[misc]  # mypy cannot type a lambda's default
            for model in self._models or ()
            if not model.chosen and model.state == "ready"
        ]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        if not all(_may_be_model(file) for file in files):
            return ()
        return (DropAction(tr("models", "Add as a model"), self.add_all),)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "health_check":
            self.check_health()
        elif action == "add":
            self._choose_files()
        elif action == "bigger":
            self._column.scroll_to(self._bigger)

    def check_health(self) -> None:
        self._shell.show_page("models")
        self._health_check.start()
        self._column.ensureWidgetVisible(self._health_check)

    def add(self, path: Path) -> None:
        call = self._shell.client.call(models.ADD_MODEL, models.AddModel(str(path)), self)
        self._follow(call, tr("models", "Adding {name}", name=path.name))
        before = {model.kind: model for model in self._models or () if model.chosen}
        call.on_result(lambda added: self._say_added(added, before.get(added.kind)))

    def add_all(self, paths: Sequence[Path]) -> None:
        """Add models; projectors (“mmproj”) come last, since each needs the model it belongs to."""
        for path in sorted(paths, key=lambda path: "mmproj" in path.name.lower()):
            self.add(path)

    def verify(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.VERIFY_MODEL, models.VerifyModel(model.id), self)
        self._follow(call, tr("models", "Verifying {name}", name=model.name))
        call.on_result(lambda m: self._shell.show_message(_verification_sentence(m)))

    def retry(self, model: models.ModelInfo) -> None:
        """Load a quarantined model in a probe child; it may fail again."""
        call = self._shell.client.call(models.RETRY_MODEL, models.RetryModel(model.id), self)
        self._follow(call, tr("models", "Trying {name}", name=model.name))
        call.on_result(lambda m: self._shell.show_message(tr("models", "{name} works again.", name=m.name)))

    def grade(self, model: models.ModelInfo) -> None:
        """Ask the model the short questions of its test anew, and say how it did."""
        is_complete = bool(model.grades) and not model.needs_grade
        say = lambda graded: self._shell.show_message(f"{graded.name}. {grade_text(graded)}")  # noqa: E731
        self._grade_runs.grade(model, again=is_complete, asked_for=True, on_graded=say)

    def choose(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.CHOOSE_MODEL, models.ChooseModel(model.id), self)
        call.on_failed(self._shell.report)

    def remove(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.REMOVE_MODEL, models.RemoveModel(model.id), self)
        call.on_failed(self._shell.report)
        removed = tr("models", "{name} was removed.", name=model.name)
        call.on_result(lambda _: self._shell.show_message(removed, undo=lambda: self._restore(model)))

    def reload(self) -> None:
        call = self._shell.client.call(models.LIST_MODELS, models.ListModels(speeds=True), self)
        call.on_result(self._show)
        call.on_failed(self._shell.report)

    @property
    def cards(self) -> list[ModelCard]:
        """The cards from top to bottom."""
        items = (self._cards.itemAt(index) for index in range(self._cards.count()))
        return [card for item in items if item is not None and isinstance(card := item.widget(), ModelCard)]

    def retranslate(self) -> None:
        self._add_file.setText(tr("models", "Add a model…"))
        self._add_folder.setText(tr("models", "From a folder…"))
        self._hint.setText(self._hint_text())

    def _hint_text(self) -> str:
        if self._models is None:
            return tr("models", "Reading the list of models…")
        if not self._models:
            return tr(
                "models",
                "There are no models yet. Add a GGUF file, or run “python3 -m installer setup” to get the models to start with.",
            )
        return tr("models", "Add a GGUF file, or a folder with an ONNX model. You can also drop it on the window.")

    def _on_changed(self, nouns: Collection[str]) -> None:
        if MODELS in nouns or GRADES in nouns:
            self.reload()
        if MODELS in nouns:
            self._bigger.reload()

    def _say_added(self, added: models.ModelInfo, before: models.ModelInfo | None) -> None:
        """Say what was added and grade it; where it answers now in place of another nobody chose, the way back is there."""
        if added.needs_grade:
            self._grade_runs.grade(added)
        sentence = _addition_sentence(added)
        if added.was_there or not added.chosen or before is None or before.id == added.id:
            return self._shell.show_message(sentence)
        sentence += " " + tr("models", "It is used from now on.")
        return self._shell.show_message(sentence, undo=lambda: self.choose(before))

    def _restore(self, model: models.ModelInfo) -> None:
        call = self._shell.client.call(models.RESTORE_MODEL, models.RestoreModel(model.id), self)
        call.on_failed(self._shell.report)

    def _follow(self, call: Call[object, object], title: str) -> None:
        show_in_tray(self._shell, call, title)
        call.on_failed(self._shell.report)

    def _show(self, result: models.ModelList) -> None:
        self._models = result.models
        self._grade_runs.show_models(result.models)
        while (item := self._cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.deleteLater()
        kinds = list(KIND_DESCRIPTIONS)
        for model in sorted(
            result.models, key=lambda m: (kinds.index(m.kind), not m.chosen, m.state != "ready", m.is_base, m.name)
        ):
            self._cards.addWidget(self._make_card(model))
        self.retranslate()

    def _make_card(self, model: models.ModelInfo) -> ModelCard:
        card = ModelCard(self._shell.theme, model, self)
        card.choose_clicked.connect(lambda: self.choose(model))
        card.verify_clicked.connect(lambda: self.verify(model))
        card.retry_clicked.connect(lambda: self.retry(model))
        card.grade_clicked.connect(lambda: self.grade(model))
        card.remove_clicked.connect(lambda: self.remove(model))
        return card

    def _lay_out(self) -> None:
        items = self._column.items
        items.addLayout(FoldingRow(self._shell.theme, self._hint, self._add_folder, self._add_file))
        items.addLayout(self._cards)
        items.addWidget(self._bigger)
        items.addWidget(self._health_check)

    def _choose_files(self) -> None:
        kinds = tr("models", "Models ({patterns})", patterns="*.gguf *.onnx")
        every = tr("models", "All files ({patterns})", patterns="*")  # Ollama's have no ending
        ask_for_files(self, tr("models", "Add a model"), self.add_all, f"{kinds};;{every}", kind="models")

    def _choose_folder(self) -> None:
        ask_for_folder(self, tr("models", "Add a model"), self.add_all, kind="models")


def _addition_sentence(model: models.ModelInfo) -> str:
    if model.was_there:
        return tr("models", "This model is installed already: {name}.", name=model.name)
    if model.is_base:
        return tr("models", "{name} was added. It continues texts; to chat, use another model.", name=model.name)
    values = {"name": model.name, "publisher": model.publisher}
    if model.is_official:
        return tr("models", "This is {name}, the official file of {publisher}. It was added.", **values)
    if model.publisher:
        return tr("models", "This is {name}, unchanged, as {publisher} published it. It was added.", **values)
    return tr("models", "{name} was added.", name=model.name)


def _verification_sentence(model: models.ModelInfo) -> str:
    if model.state == "ready":
        return tr("models", "{name} is complete and unchanged.", name=model.name)
    return tr("models", "{name} has changed since it was added. Copy it again from where you got it.", name=model.name)


def _may_be_model(file: Path) -> bool:
    if file.suffix.lower() in SUFFIXES or file.name.startswith(OLLAMA_BLOB):
        return True
    return (file / "model.toml").is_file() or (file / "model.onnx").is_file()
