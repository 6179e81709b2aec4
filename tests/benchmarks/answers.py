"""`python -m tests.benchmarks.answers [--questions N] [--standard FILE.gguf]`: answers from documents, right and cited.

Questions of squad-es go through `chat.send` with all its paragraphs as files; beside them the bare model reads the gold
paragraph. Every answer is kept in a work folder at once, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

import msgspec

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.bootstrap import Engine, bootstrap
from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.models.importing.starter_chat import ARRIVING, chat_starter_presence, install_chat_starter, read_recipe
from engine.models.interfaces.text import ChatMessage, TextDelta
from engine.protocol.answering.sampling import Sampling
from tests.benchmarks.data import DATA, paragraphs
from tests.benchmarks.table import machine
from tests.support.models import starter_models

COLLECTION = "squad-es"
SEED = 6
SAMPLE = 100
"""Questions that are drawn at least, so that a shorter run asks the first of the same ones."""
BARE_PROMPT = "Responde en español en una frase, solo con lo que dice el texto.\n\n{passage}\n\nPregunta: {question}"
BARE_TOKENS = 200
WORK = Path.home() / ".cache" / "ateneo" / "benchmarks" / "answers"


class Question(msgspec.Struct, frozen=True):
    """`passage` is the number of the paragraph that answers it; `answers` are the gold spans."""

    id: str
    text: str
    passage: int
    answers: tuple[str, ...]


class Outcome(msgspec.Struct, frozen=True):
    """One answer. Times are seconds from sending; 0 when it never came. `own` are the model's own words."""

    question: str
    text: str
    own: str
    has_answer: bool
    own_has_answer: bool
    cites_right_file: bool
    sources_seconds: float
    first_word_seconds: float
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answers", description=__doc__)
    parser.add_argument("--questions", type=int, default=100, metavar="N")
    parser.add_argument("--standard", type=Path, metavar="FILE", help="the GGUF file of the standard starter model")
    parser.add_argument("--only", metavar="TEXT", default="", help="only rows whose model and way contain this")
    parser.add_argument("--work", type=Path, default=WORK, metavar="FOLDER")
    options = parser.parse_args()
    models = prepare_models(options.work / "models", options.standard)
    asked = questions(options.questions)
    print(f"{machine()}; `python -m tests.benchmarks.answers --questions {options.questions}`\n", flush=True)
    print(
        "| model | how | answer in the text | in its own words | right file cited | sources | first word | whole answer |"
    )
    print("|---|---|---|---|---|---|---|---|")
    with bootstrap(options.work / "home", models) as engine:
        index(engine, options.work / "files")
        for model in chat_models(engine):
            for how, ask in (("product", ask_product), ("bare, gold paragraph", ask_bare)):
                if options.only not in f"{model} {how}":
                    continue
                kept = options.work / f"{model}-{how.partition(',')[0]}.jsonl"
                outcomes = [*answered(engine, model, asked, kept, ask)]
                print(line(model, how, outcomes), flush=True)
    return 0


def questions(count: int) -> list[Question]:
    """Return `count` questions drawn with a fixed seed."""
    texts = {row["_id"]: row["text"] for row in _rows("queries")}
    known = [
        Question(row["_id"], texts[row["_id"]], int(row["passage"].removeprefix("d")), tuple(row["answers"]))
        for row in _rows("answers")
    ]
    return random.Random(SEED).sample(known, max(count, SAMPLE))[:count]


def prepare_models(folder: Path, standard: Path | None) -> Path:
    """Return a models folder with links to the starter models, and with the standard one when its file is given."""
    folder.mkdir(parents=True, exist_ok=True)
    for model in starter_models().iterdir():
        if model.is_dir() and not (folder / model.name).exists():
            (folder / model.name).symlink_to(model)
    if standard is not None and chat_starter_presence(folder) != "installed":
        joined = folder / ARRIVING / read_recipe().file
        joined.parent.mkdir(exist_ok=True)
        joined.hardlink_to(standard)
        for _ in install_chat_starter(folder):
            pass
    return folder


def chat_models(engine: Engine) -> list[str]:
    """Return the ids of the models that answer, smallest first."""
    installed = [model for model in engine.context.registry.list() if model.manifest.kind == "text"]
    return [model.id for model in sorted(installed, key=lambda model: sum(file.bytes for file in model.manifest.files))]


def index(engine: Engine, folder: Path) -> None:
    """Write each paragraph as a file named after its number and read them; those read before are skipped."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(paragraphs()):
        file = folder / f"{number:05}.txt"
        if not file.exists():
            file.write_text(text, "utf-8")
    engine.call(documents.INDEX, documents.IndexDocuments((str(folder),), COLLECTION))


def answered(engine: Engine, model: str, asked: Sequence[Question], kept: Path, ask: Any) -> Iterator[Outcome]:
    """Yield the outcome of each question; those in the file `kept` are not asked again."""
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    known = {outcome.question: outcome for outcome in (msgspec.json.decode(row, type=Outcome) for row in lines)}
    for question in asked:
        if question.id not in known:
            outcome = known[question.id] = ask(engine, model, question)
            with kept.open("ab") as out:
                out.write(msgspec.json.encode(outcome) + b"\n")
        yield known[question.id]


def ask_product(engine: Engine, model: str, question: Question) -> Outcome:
    """Ask through chat.send, in a conversation of its own, from all documents."""
    started, times = time.perf_counter(), dict[str, float]()

    def note(event: object) -> None:
        name = type(event).__name__
        times.setdefault(name, time.perf_counter() - started)

    settings = chat.ConversationSettings(model=model)
    request = chat.Send(question.text, collections=(COLLECTION,), settings=settings)
    message = engine.call(chat.SEND, request, note).message
    seconds = time.perf_counter() - started
    own = message.text[message.remarks.written_start : message.remarks.written_end]
    return Outcome(
        question.id,
        message.text,
        own,
        has_answer(message.text, question),
        has_answer(own, question),
        any(Path(citation.path).stem == f"{question.passage:05}" for citation in message.citations),
        times.get("SourcesFound", 0.0),
        times.get("AnswerDelta", 0.0),
        seconds,
    )


def ask_bare(engine: Engine, model: str, question: Question) -> Outcome:
    """Let the model answer from the gold paragraph, greedily and with nothing around it."""
    started, first = time.perf_counter(), 0.0
    prompt = BARE_PROMPT.format(passage=paragraphs()[question.passage], question=question.text)
    text = ""
    with engine.context.pool.text_model(model) as loaded:
        tokens = loaded.prompt([ChatMessage("user", prompt)])
        for event in loaded.generate(tokens, Sampling(temperature=0, max_tokens=BARE_TOKENS), lambda: False):
            if isinstance(event, TextDelta):
                first = first or time.perf_counter() - started
                text += event.text
    right = has_answer(text, question)
    return Outcome(question.id, text, text, right, right, False, 0.0, first, time.perf_counter() - started)


def has_answer(text: str, question: Question) -> bool:
    """Return whether the text holds one of the gold spans, whatever its accents, case and punctuation."""
    plain = f" {normalised(text)} "
    spans = filter(None, map(normalised, question.answers))  # some are empty in the data
    return any(f" {span} " in plain for span in spans)


def normalised(text: str) -> str:
    letters = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", letters))


def line(model: str, how: str, outcomes: Sequence[Outcome]) -> str:
    """Return a row of the table: shares of the questions, and medians with the ninth tenth of the seconds."""

    def share(name: str) -> str:
        return f"{fmean(getattr(outcome, name) for outcome in outcomes):.2f}"

    def times(name: str) -> str:
        values = sorted(value for outcome in outcomes if (value := getattr(outcome, name)))
        return f"{median(values):.1f} ({values[len(values) * 9 // 10]:.1f}) s" if values else "–"

    shares = [share(name) for name in ("has_answer", "own_has_answer", "cites_right_file")]
    seconds = [times(name) for name in ("sources_seconds", "first_word_seconds", "seconds")]
    return f"| {model} | {how} | {' | '.join([*shares, *seconds])} |"


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for row in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(row)


if __name__ == "__main__":
    sys.exit(main())
