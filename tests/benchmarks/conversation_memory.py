"""`python -m tests.benchmarks.conversation_memory --file MODEL.gguf [--only es] [--turns N]`: facts told in 300 turns.

A scripted conversation is written to a library without a model; then the running summary is made, and ten questions are asked
with the whole history, with the summary and with the last three exchanges. Summaries and answers are kept in a work folder, so
that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import get_args

import msgspec

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.capabilities.chat import api as chat
from engine.capabilities.chat import messages
from engine.capabilities.chat.api import context as context_api
from engine.models.hardware import physical_cores
from engine.models.llama.gguf import read_header
from engine.models.llama.native import LoadPlan
from engine.models.llama.text_model import LlamaTextModel
from engine.protocol.answering.sampling import Sampling
from engine.text.language import Language
from engine.text.tokens import fold
from tests.benchmarks.conversation_script import TURNS, exchanges, facts
from tests.benchmarks.table import machine
from tests.support.fake_text_model import FakeModelPool
from tests.support.harness import EngineHarness, NoIndexer

WORK = Path.home() / ".cache" / "ateneo" / "benchmarks" / "memory"
CONTEXT = 20_480
"""Tokens: the whole conversation and an answer."""
LAST = 3
MODES: tuple[chat.HistoryMode, ...] = get_args(chat.HistoryMode)
GREEDY = Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=48, seed=1)


class Recollected(msgspec.Struct, frozen=True):
    """The answer to one question, and the tokens of its prompt."""

    mode: str
    asked: str
    text: str
    is_right: bool
    prompt_tokens: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.conversation_memory", description=__doc__)
    parser.add_argument("--file", type=Path, required=True, metavar="MODEL.gguf")
    parser.add_argument("--only", choices=get_args(Language), help="one language only")
    parser.add_argument("--turns", type=int, default=TURNS, metavar="N")
    parser.add_argument("--context", type=int, default=CONTEXT, metavar="TOKENS")
    parser.add_argument("--work", type=Path, default=WORK, metavar="FOLDER")
    options = parser.parse_args()
    print(f"{machine()}; {options.file.name}, {options.turns} turns\n", flush=True)
    print(
        "| language | history | facts answered | tokens of the prompt | of the whole |\n|---|---|---|---|---|",
        flush=True,
    )
    plan = LoadPlan(options.context, physical_cores())
    model = LlamaTextModel(options.file.stem, options.file, read_header(options.file).chat_template, plan)
    languages: tuple[Language, ...] = (options.only,) if options.only else get_args(Language)
    for language in languages:
        folder = options.work / f"{options.file.stem}-{language}-{options.turns}"
        folder.mkdir(parents=True, exist_ok=True)
        engine = EngineHarness(folder / "home", folder, "chat", pool=FakeModelPool(model), indexer=NoIndexer())
        for line in measured(engine, language, options.turns, folder / "answers.jsonl"):
            print(line, flush=True)
        engine.close()
    model.close()
    return 0


def measured(engine: EngineHarness, language: Language, turns: int, kept: Path) -> Iterator[str]:
    """Yield a line of the table for each mode."""
    leaf = prepared(engine, language, turns)
    with engine.store.write() as connection:
        connection.execute("UPDATE conversations SET leaf = ? WHERE id = 1", (leaf,))  # not a question of a run before
    begun = time.monotonic()
    summary = engine.call(context_api.SUMMARISE, context_api.UpdateSummary(1, settings("summary")))
    print(
        f"summary of {summary.summarised} messages in {time.monotonic() - begun:.0f} s:\n{summary.text}",
        file=sys.stderr,
    )
    lines = kept.read_bytes().splitlines() if kept.exists() else []
    answers = {(a.mode, a.asked): a for a in (msgspec.json.decode(line, type=Recollected) for line in lines)}
    for mode in ("summary", "last", "whole"):  # the whole takes longest
        for fact in facts(language, turns):
            if (mode, fact.asked) not in answers:
                request = chat.Send(fact.asked, 1, parent=leaf, settings=settings(mode))
                reply = engine.call(chat.SEND, request)
                is_right = any(word in fold(reply.message.text) for word in fact.accepted)
                answer = Recollected(mode, fact.asked, reply.message.text, is_right, reply.prompt_tokens)
                answers[mode, fact.asked] = answer
                with kept.open("ab") as out:
                    out.write(msgspec.json.encode(answer) + b"\n")
                print(f"{mode}: {fact.asked} {answer.text!r} {'✓' if is_right else '✗'}", file=sys.stderr, flush=True)
    whole = fmean(answers["whole", fact.asked].prompt_tokens for fact in facts(language, turns))
    for mode in ("whole", "summary", "last"):
        outcomes = [answers[mode, fact.asked] for fact in facts(language, turns)]
        tokens = fmean(outcome.prompt_tokens for outcome in outcomes)
        right = sum(outcome.is_right for outcome in outcomes)
        yield f"| {language} | {mode} | {right} of {len(outcomes)} | {tokens:,.0f} | {tokens / whole:.0%} |"


def settings(mode: chat.HistoryMode) -> chat.ConversationSettings:
    return chat.ConversationSettings(GREEDY, history=mode, exchanges=LAST, recall=False)


def prepared(engine: EngineHarness, language: Language, turns: int) -> int:
    """Write the conversation as rows, unless it is there, and return its last answer."""
    known = engine.rows("SELECT id FROM messages WHERE conversation = 1 ORDER BY id LIMIT ?", 2 * turns)
    if known:
        return int(known[-1][0])
    parent = None
    with engine.store.write() as connection:
        connection.execute(
            "INSERT INTO conversations(id, title, position, created_at, changed_at) VALUES(1, 'Script', 1, 1, 1)"
        )
        for question, answer in exchanges(language, turns):
            asked = messages.add_question(connection, 1, parent, question)
            parent = messages.add_answer(connection, 1, asked)
            connection.execute(
                "UPDATE messages SET text = ?, state = 'complete', model = 'script' WHERE id = ?", (answer, parent)
            )
        connection.execute("UPDATE conversations SET leaf = ? WHERE id = 1", (parent,))
    assert parent is not None
    return parent


if __name__ == "__main__":
    sys.exit(main())
