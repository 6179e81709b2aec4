"""Asks a model the questions of the probe, and says in which languages a model is weak."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from engine.capabilities.models.api import LanguageGrade
from engine.capabilities.models.grading.grade_store import GradeStore
from engine.capabilities.models.grading.probe import LANGUAGES, Probe, ProbeQuestion, judge
from engine.models.interfaces import ModelPool, TextDelta, TextModel
from engine.models.registry import InstalledModel
from engine.models.selection import ModelSelection
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelError, ModelKindMismatch
from engine.protocol.progress import Progress
from engine.text.language import Language

PROBE_SAMPLING = Sampling(
    temperature=0.0, repeat_penalty=1.0, max_tokens=48, thinking_tokens=256, thinking_seconds=30.0
)
"""Always the likeliest token, as answers from documents are written, and few of them."""


class Grader:
    """Grades the text models of a pool. A grade belongs to a model's file, whatever its name and folder."""

    def __init__(self, pool: ModelPool, selection: ModelSelection, store: GradeStore, probe: Probe) -> None:
        self._pool, self._selection, self._store, self._probe = pool, selection, store, probe

    def grade(self, model: InstalledModel, is_cancelled: IsCancelled) -> Generator[Progress, None, None]:
        """Ask what the model has not answered yet. A cancel keeps the answers there are.

        Raises ModelKindMismatch for a model that writes no text, and the errors of loading it.
        """
        if model.manifest.kind != "text":
            raise ModelKindMismatch(name=model.manifest.name)
        key = _key(model)
        answered = self._store.answered(key)
        everything = [
            (language, number, question)
            for language in LANGUAGES
            for number, question in enumerate(self._probe.questions(language))
        ]
        open_questions = [asked for asked in everything if asked[:2] not in answered]
        done = len(everything) - len(open_questions)
        if not open_questions or is_cancelled():
            return
        yield Progress(done, len(everything), "questions")
        with self._pool.text_model(model.id, is_cancelled) as loaded:
            for language, number, question in open_questions:
                answer = _answer(loaded, self._probe, question, language, is_cancelled)
                if is_cancelled():
                    return
                self._store.add(key, language, number, judge(answer, question, language))
                done += 1
                yield Progress(done, len(everything), "questions")

    def forget(self, model: InstalledModel) -> None:
        """Delete a model's grade, so that it is asked everything again. Raises DiskFull, LibraryReadOnly."""
        self._store.forget(_key(model))

    def grades(self, model: InstalledModel) -> tuple[LanguageGrade, ...]:
        """Return a model's grade in each language; none where it is not graded."""
        return self._store.grades(_key(model)) if model.manifest.kind == "text" else ()

    def needs_grade(self, model: InstalledModel) -> bool:
        """Return whether to grade a model unasked: it is ready, meant for chat, and not graded to the end."""
        choice = self._selection.choice("text")
        if model.manifest.kind != "text" or not model.is_ready or (model.is_base and model.id != choice):
            return False
        grades = self.grades(model)
        return not grades or any(grade.asked < grade.questions for grade in grades)

    def is_weak(self, model: str | None, language: Language) -> bool:
        """Return whether a model's answers in a language are not to be relied on. `model` is an id; None is the one in use.

        Until a model is graded the languages that its manifest names are believed; without any, it is weak.
        """
        try:
            installed = self._selection.find("text", model)
        except ModelError:
            return True
        for grade in self.grades(installed):
            if grade.language == language and grade.asked >= grade.questions:
                return not grade.passed
        return language not in installed.manifest.languages


def _answer(
    model: TextModel, probe: Probe, question: ProbeQuestion, language: Language, is_cancelled: IsCancelled
) -> str:
    prompt = model.prompt(probe.messages(question, language))
    with closing(model.generate(prompt, PROBE_SAMPLING, is_cancelled)) as generation:
        return "".join(event.text for event in generation if isinstance(event, TextDelta))


def _key(model: InstalledModel) -> str:
    """The SHA-256 of a model's own file; its id where the manifest names none."""
    projector = model.manifest.projector
    return next((file.sha256 for file in model.manifest.files if file.path != projector and file.sha256), model.id)
