"""How often the planted level is chosen: strong and weak sections, in both languages, judged against a rubric of four levels.

`python -m tests.benchmarks.grading --models FOLDER [es|en]` prints a line for each section and the counts. A strong one should
reach the highest level, a weak one none above the second.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from engine.capabilities.documents.grading.judge import Judge
from engine.capabilities.documents.grading.rubric_grid import parse_rubric
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.selection import ModelSelection
from engine.text.language import Language
from tests.support.harness import never
from tests.support.rubrics import SECTIONS_EN, SECTIONS_ES, STRONG, WEAK, WIDE_EN, WIDE_ES

RUBRICS = {"es": (WIDE_ES, SECTIONS_ES), "en": (WIDE_EN, SECTIONS_EN)}
LANGUAGES: tuple[Language, ...] = ("es", "en")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*", choices=[*LANGUAGES, []], default=[])
    parser.add_argument("--models", type=Path, required=True)
    options = parser.parse_args()
    registry = ModelRegistry([options.models])
    pool = LazyModelPool(registry, ModelSelection(registry))
    with pool.text_model() as model:
        for language in LANGUAGES:
            if options.languages and language not in options.languages:
                continue
            rows, sections = RUBRICS[language]
            criteria, _ = parse_rubric([[str(cell) for cell in row] for row in rows], language)
            judge, right = Judge(model, language, never), 0
            for criterion in criteria:
                for quality in (STRONG, WEAK):
                    started = time.monotonic()
                    level = judge.choose(criterion, ["\n".join(sections[criterion.name][quality])])
                    right += level.score == 4 if quality == STRONG else level.score <= 2
                    seconds = time.monotonic() - started
                    print(f"{language} {criterion.name:14} {quality:7} {level.name:14} {seconds:6.1f} s", flush=True)
            print(f"{language}: {right} of {2 * len(criteria)}")
    pool.close()


if __name__ == "__main__":
    main()
