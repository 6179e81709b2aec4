"""Adds a model to a real engine as a person does, has it do one job, and tells what came of it."""

from __future__ import annotations

import queue
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine.capabilities.chat import api as chat
from engine.capabilities.models import api as models
from engine.capabilities.text_tools import api as text_tools
from engine.protocol.model_kinds import ModelKind
from tests.support.engine_process import CallFailed, EngineGone, EngineProcess

QUESTION = (
    "¿Qué dice «esto» — naïve, 日本語, 🙂? What does it say?\r\n\t"
    + "El año pasado llovió más que éste; it's odd. " * 3
)
TEXT = "Ana vive en Madrid. [MASK]"


class Outcome(msgspec.Struct, frozen=True):
    """Outcome of one file. `result`: refused, works, fails, no sentence, engine died, hangs; `kind` is the error's.

    `seconds` are those of adding it.
    """

    result: str
    kind: str
    sentence: str
    seconds: float


class Trials:
    """One engine after another, for one file after another."""

    def __init__(self, work: Path) -> None:
        self._home, self.models = work / "home", work / "models"
        self._engine: EngineProcess | None = None

    def try_model(self, path: Path) -> Outcome:
        """Add the model, use it once when it was taken, and remove it again."""
        started = time.perf_counter()
        try:
            outcome = self._try(path, started)
        except EngineGone:
            outcome = Outcome("engine died", "", "", _since(started))
        except queue.Empty:
            outcome = Outcome("hangs", "", "", _since(started))
        if outcome.result in ("engine died", "hangs"):
            self._end(kill=True)
        self._remove_all()
        return outcome

    def close(self) -> None:
        self._end(kill=False)

    def _try(self, path: Path, started: float) -> Outcome:
        try:
            added = self._running().call(models.ADD_MODEL, models.AddModel(str(path)))
        except CallFailed as refused:
            return _failed("refused", refused, _since(started))
        seconds = _since(started)
        try:
            self._running().call(models.CHOOSE_MODEL, models.ChooseModel(added.id))
            JOBS.get(added.kind, _nothing)(self._running())
        except CallFailed as failed:
            if failed.kind != "cancelled":
                return _failed("fails", failed, seconds)
        return Outcome("works", "", "", seconds)

    def _running(self) -> EngineProcess:
        if self._engine is None:
            self._engine = EngineProcess(self._home, self.models).__enter__()
        return self._engine

    def _remove_all(self) -> None:
        """Remove what was added, and see that the engine answers."""
        listed = self._running().call(models.LIST_MODELS, models.ListModels()).models
        for model in listed:
            self._running().call(models.REMOVE_MODEL, models.RemoveModel(model.id))
        shutil.rmtree(self.models / ".removed", ignore_errors=True)

    def _end(self, kill: bool) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            if kill:
                engine.kill()
            engine.close()


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)


def _failed(result: str, failed: CallFailed, seconds: float) -> Outcome:
    is_silent = failed.kind in ("internal", "", "bad_request")
    return Outcome("no sentence" if is_silent else result, failed.kind, failed.body.message, seconds)


def _chat(engine: EngineProcess) -> None:
    """Have it read a question as a person writes it, in two languages, begin an answer, and stop it."""
    call = engine.start_call(chat.SEND, chat.Send(QUESTION))
    call.result(lambda event: call.cancel() if isinstance(event, chat.AnswerDelta) else None)


def _nothing(_: EngineProcess) -> None:
    """The probe did what there is to do."""


JOBS: dict[ModelKind, Callable[[EngineProcess], object]] = {
    "text": _chat,
    "embedding": lambda engine: engine.call(text_tools.COMPARE_TEXTS, text_tools.CompareTexts(("casa", "el perro"))),
    "token-classifier": lambda engine: engine.call(text_tools.FIND_ENTITIES, text_tools.FindEntities(TEXT)),
    "question-answerer": lambda engine: engine.call(text_tools.ASK_TEXT, text_tools.AskText("dónde", TEXT)),
    "masked-language-model": lambda engine: engine.call(text_tools.FILL_MASK, text_tools.FillMask(TEXT)),
    "next-sentence": lambda engine: engine.call(
        text_tools.SCORE_NEXT_SENTENCE, text_tools.ScoreNextSentence("la", "es")
    ),
}
