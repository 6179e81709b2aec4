"""`python -m tests.benchmarks.recalling.learn_shift`: writes resources/search/question_shift.toml, by which the search in
conversations looks for what answers a question rather than for what sounds like it."""

from __future__ import annotations

import base64
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np

from engine.capabilities.chat.search.question_shift import FILE
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.text.language import detect_language
from tests.benchmarks.planted_facts import FACTS
from tests.support.models import starter_models

FOLDER = Path(__file__).parent
COMMENT = """\
# For the embedder `model`, by the language of a question: the mean vector of questions less that of their answers (float16).
# Learnt by `python -m tests.benchmarks.recalling.learn_shift`.
"""


def main() -> None:
    pairs = list(_pairs())
    pool = LazyModelPool(ModelRegistry([starter_models()]))
    with pool.embedder() as embedder:
        asked = np.concatenate([embedder.embed_queries([question]) for question, _ in pairs])
        told = np.concatenate([embedder.embed_passages([answer]) for _, answer in pairs])
    languages = np.array([detect_language(question) for question, _ in pairs])
    lines = [f'model = "{pool.embedder_id()}"']
    for language in ("es", "en"):
        of_language = languages == language
        shift = asked[of_language].mean(axis=0) - told[of_language].mean(axis=0)
        lines.append(f'{language} = "{base64.b64encode(shift.astype("<f2").tobytes()).decode()}"')
    pool.close()
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(COMMENT + "\n".join(lines) + "\n", "utf-8")


def _pairs() -> Iterator[tuple[str, str]]:
    """Yield questions in both languages, and what a person told that answers them; none is of new_facts.toml."""
    development = tomllib.loads((FOLDER / "development.toml").read_text("utf-8"))
    benchmark = tomllib.loads((FOLDER / "benchmark.toml").read_text("utf-8"))
    facts = [(f"{fact['text']}.", fact["questions"]) for person in development["people"] for fact in person["facts"]]
    facts += [(fact["told"], fact["questions"]) for fact in benchmark["facts"]]
    facts += [(told, [question]) for told, question in FACTS]
    for told, questions in facts:
        yield from ((str(question), str(told)) for question in questions)


if __name__ == "__main__":
    main()
