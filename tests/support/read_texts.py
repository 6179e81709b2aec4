"""The scripted child with a reader of texts: it finds in any text what it was told to, writes slowly, and has no translator."""

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


def found(text: str, part: str, label: str, valid: bool | None = None) -> tuple[text_tools.Entity, ...]:
    at = text.find(part)
    return (text_tools.Entity(label, at, at + len(part), part, 0.9, valid),) if at >= 0 else ()


def entities(id: int, params: Any) -> None:
    text = params["text"]
    marked = (*found(text, NAME, "PER"), *found(text, ACCOUNT, "iban", False))
    send(Result(id, text_tools.Entities(marked, MODEL)))


def ask(id: int, params: Any) -> None:
    text, answer = params["text"], "1.250 euros"
    at = text.find(answer)
    answers = (text_tools.TextAnswer(at, at + len(answer), answer, 0.8),) if at >= 0 else ()
    send(Result(id, text_tools.TextAnswers(answers, 1 - 0.8 * len(answers), MODEL)))


def by_model(answer: Callable[[int, Any], None]) -> Callable[[int, Any], None]:
    """Of a text that says so there is no model."""
    return lambda id, params: (lack if "sin modelo" in str(params) else answer)(id, params)


def gaps(id: int, params: Any) -> None:
    fillings = (text_tools.MaskCandidate("recibo", 0.6), text_tools.MaskCandidate("contrato", 0.3))
    send(Result(id, text_tools.FilledMasks((fillings,) * params["text"].count("[MASK]"), MODEL)))


def judge(id: int, params: Any) -> None:
    words = (text_tools.WordLikelihood(0, 2, -0.1), text_tools.WordLikelihood(3, 7, -9.0))
    send(Result(id, text_tools.SentenceLikelihood(words, -9.1, 4.55, MODEL)))


def begin_writing(id: int, params: Any) -> None:
    """At work until it is stopped."""
    for part in ("La comunidad ", "pagó "):
        send(Notification("event", EventParams(id, text_tools.GeneratedText(part))))
    RUNNING[id] = text_tools.TextResult("La comunidad pagó", "write", model=MODEL, cancelled=True)


def clusters(id: int, params: Any) -> None:
    texts = params.get("texts") or ["fila 1", "fila 2", "fila 3", "fila 4"]
    points = tuple(text_tools.ClusterPoint(n / len(texts), -n / len(texts), min(n, 2) - 1) for n in range(len(texts)))
    one = text_tools.Cluster(("ascensor", "avería"), len(texts) - 2, (2,), (texts[2],))
    other = text_tools.Cluster(("ruido",), 1, (1,), (texts[1],))
    groups = {-1: -1, 0: 1, 1: 0}
    points = tuple(text_tools.ClusterPoint(p.x, p.y, groups[p.cluster]) for p in points)
    send(Result(id, text_tools.Clusters(points, (one, other), params["seed"] / 10, tuple(texts))))


def column(id: int, params: Any) -> None:
    """At work until it is stopped; the second time it finishes."""
    send(Notification("event", EventParams(id, Progress(40, 100, "row", "", 20.0, 3.0))))
    target = params["target"]
    if target in RUNNING.values():
        send(Result(id, text_tools.MapColumnResult(target, params["task"], 100, 40, 2)))
        return
    RUNNING[-id] = target
    RUNNING[id] = text_tools.MapColumnResult(target, "", 40, 0, 0, cancelled=True)


def preview(id: int, params: Any) -> None:
    send(Result(id, tables.Previewed(("n", "texto"), (("1", "hola"),), "texto", "", ";", "utf-8")))


def lack(id: int, params: Any) -> None:
    refuse(id, ModelMissing())


def refuse(id: int, error: AteneoError) -> None:
    send(Failure(id, ErrorBody(error.code, error.message, ErrorData(error.kind))))


def stop(id: int) -> None:
    if id in RUNNING:
        send(Result(id, RUNNING.pop(id)))


if __name__ == "__main__":
    HANDLERS.update(
        {
            "classification.entities": entities,
            "classification.ask": ask,
            "classification.gaps": by_model(gaps),
            "classification.judge": by_model(judge),
            "classification.next": by_model(lambda id, params: send(Result(id, text_tools.NextSentenceScore(0.93, MODEL)))),
            "classification.keywords": lambda id, params: refuse(id, TextEmpty()),
            "classification.rewrite": begin_writing,
            "classification.translate": lack,
            "classification.clusters": clusters,
            "classification.column": column,
            "classification.preview": preview,
            "classification.read_text": lambda id, params: send(
                Result(id, text_tools.FileText("nota.md", "Hola", truncated=True))
            ),
        }
    )
    scripted_engine.main(cancel=stop)
