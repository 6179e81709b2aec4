"""Scripted engine for the text tools: fixed results, a slow writer, and no model for translating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.capabilities.text_tools import api as text_tools
from engine.protocol import tables
from engine.protocol.errors import AteneoError, ModelMissing, TextEmpty
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Result
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

MODEL = "tiny-bert"
NAME, ACCOUNT = "Ana Pérez", "ES91 2100 0418 4502 0005 1333"
RUNNING: dict[int, object] = {}


def find(text: str, part: str, label: str, valid: bool | None = None) -> tuple[text_tools.Entity, ...]:
    start = text.find(part)
    return (text_tools.Entity(label, start, start + len(part), part, 0.9, valid),) if start >= 0 else ()


def entities(id: int, params: Any) -> None:
    text = params["text"]
    result = (*find(text, NAME, "PER"), *find(text, ACCOUNT, "iban", False))
    send(Result(id, text_tools.Entities(result, MODEL)))


def ask(id: int, params: Any) -> None:
    text, answer = params["text"], "1.250 euros"
    start = text.find(answer)
    answers = (text_tools.TextAnswer(start, start + len(answer), answer, 0.8),) if start >= 0 else ()
    send(Result(id, text_tools.TextAnswers(answers, 1 - 0.8 * len(answers), MODEL)))


def unless_no_model(answer: Callable[[int, Any], None]) -> Callable[[int, Any], None]:
    """Answer, unless the text says that there is no model."""
    return lambda id, params: (refuse_without_model if "sin modelo" in str(params) else answer)(id, params)


def fill_masks(id: int, params: Any) -> None:
    candidates = (text_tools.MaskCandidate("recibo", 0.6), text_tools.MaskCandidate("contrato", 0.3))
    send(Result(id, text_tools.FilledMasks((candidates,) * params["text"].count("[MASK]"), MODEL)))


def score_sentence(id: int, params: Any) -> None:
    words = (text_tools.WordLikelihood(0, 2, -0.1), text_tools.WordLikelihood(3, 7, -9.0))
    send(Result(id, text_tools.SentenceLikelihood(words, -9.1, 4.55, MODEL)))


def score_next_sentence(id: int, params: Any) -> None:
    send(Result(id, text_tools.NextSentenceScore(0.93, MODEL)))


def read_text(id: int, params: Any) -> None:
    send(Result(id, text_tools.FileText("nota.md", "Hola", truncated=True)))


def begin_writing(id: int, params: Any) -> None:
    """Write two parts and run until cancelled."""
    for part in ("La comunidad ", "pagó "):
        send(Notification("event", EventParams(id, text_tools.GeneratedText(part))))
    RUNNING[id] = text_tools.TextResult("La comunidad pagó", "write", model=MODEL, cancelled=True)


def clusters(id: int, params: Any) -> None:
    texts = params.get("texts") or ["fila 1", "fila 2", "fila 3", "fila 4"]
    points = tuple(text_tools.ClusterPoint(n / len(texts), -n / len(texts), min(n, 2) - 1) for n in range(len(texts)))
    first = text_tools.Cluster(("ascensor", "avería"), len(texts) - 2, (2,), (texts[2],))
    second = text_tools.Cluster(("ruido",), 1, (1,), (texts[1],))
    groups = {-1: -1, 0: 1, 1: 0}
    points = tuple(text_tools.ClusterPoint(p.x, p.y, groups[p.cluster]) for p in points)
    send(Result(id, text_tools.Clusters(points, (first, second), params["seed"] / 10, tuple(texts))))


def map_column(id: int, params: Any) -> None:
    """Report progress and run until cancelled; the second time, finish."""
    send(Notification("event", EventParams(id, Progress(40, 100, "row", "", 20.0, 3.0))))
    target = params["target"]
    if target in RUNNING.values():
        send(Result(id, text_tools.MapColumnResult(target, params["task"], 100, 40, 2)))
        return
    RUNNING[-id] = target
    RUNNING[id] = text_tools.MapColumnResult(target, "", 40, 0, 0, cancelled=True)


def preview(id: int, params: Any) -> None:
    send(Result(id, tables.TablePreview(("n", "texto"), (("1", "hola"),), "texto", "", ";", "utf-8")))


def refuse_without_model(id: int, params: Any) -> None:
    refuse(id, ModelMissing())


def refuse(id: int, error: AteneoError) -> None:
    send(Failure(id, ErrorBody(error.code, error.message, ErrorData(error.kind))))


def stop(id: int) -> None:
    if id in RUNNING:
        send(Result(id, RUNNING.pop(id)))


if __name__ == "__main__":
    HANDLERS.update(
        {
            text_tools.FIND_ENTITIES.name: entities,
            text_tools.ASK_TEXT.name: ask,
            text_tools.FILL_MASK.name: unless_no_model(fill_masks),
            text_tools.SCORE_SENTENCE.name: unless_no_model(score_sentence),
            text_tools.SCORE_NEXT_SENTENCE.name: unless_no_model(score_next_sentence),
            text_tools.FIND_KEYWORDS.name: lambda id, params: refuse(id, TextEmpty()),
            text_tools.REWRITE.name: begin_writing,
            text_tools.TRANSLATE.name: refuse_without_model,
            text_tools.FIND_CLUSTERS.name: clusters,
            text_tools.MAP_COLUMN.name: map_column,
            text_tools.READ_TEXT.name: read_text,
            tables.PREVIEW_TABLE.name: preview,
        }
    )
    scripted_engine.main(cancel=stop)
