"""`python -m tests.benchmarks.mutations --into FILE`: 1,000 mutated GGUF and 300 mutated ONNX files, added to a real engine.

Each file is a sound one with one change, drawn with a seed. It is added as a person adds it; one that is taken must do a job in
the engine. FILE gets a line for each; a run that was stopped goes on behind the last one. Prints a table.
"""

from __future__ import annotations

import argparse
import functools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec
import onnx

from tests.benchmarks.mutating import gguf_mutants, onnx_mutants
from tests.benchmarks.mutating.trying import Outcome, Trials
from tests.support.gguf_codec import read_gguf
from tests.support.models import starter_models
from tests.support.tiny_gguf import tiny_gguf
from tests.support.tiny_models import write_embedder, write_text_task
from tests.support.tiny_vision_models import classifier, detector, segmenter, write_vision_model

SMOLLM = "smollm2-135m-instruct-q4_1"
TASKS = ("ForTokenClassification", "ForQuestionAnswering", "ForMaskedLM", "ForNextSentencePrediction")
VISION = {"classifier": classifier, "detector": functools.partial(detector, nothing=True), "segmenter": segmenter}
PLAN = {
    "tiny GGUF": 800,
    "SmolLM2 135M": 200,
    "ONNX embedder": 82,
    **{f"ONNX {task}": 32 for task in TASKS},
    **{f"ONNX image {task}": 30 for task in VISION},
}
"""Sound model to the number of its mutants."""
LONGEST_SECONDS = 10.0


class Trial(msgspec.Struct, frozen=True):
    """One mutant, by its base and seed, what was changed, and what came of it."""

    base: str
    seed: int
    change: str
    outcome: Outcome


Write = Callable[[int], tuple[str, Path]]
"""Writes the mutant of a seed; returns what was changed, and the path to add."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.mutations", description=__doc__)
    parser.add_argument("--into", type=Path, required=True, help="a file of lines, to which this run adds")
    parser.add_argument("--at-most", type=int, default=None, help="mutants to try in this run")
    parser.add_argument("--work", type=Path, default=None, help="folder for the files, such as one in memory")
    parser.add_argument("--only", default="", help="a part of the names of the bases to try")
    options = parser.parse_args()
    done = {(trial.base, trial.seed) for trial in read_trials(options.into)}
    plan = {base: count for base, count in PLAN.items() if options.only in base}
    with options.into.open("ab") as lines:
        for trial in islice(run(done, options.work, plan), options.at_most):
            lines.write(msgspec.json.encode(trial) + b"\n")
            lines.flush()
    print(table(read_trials(options.into)))


def run(done: set[tuple[str, int]], work: Path | None = None, plan: dict[str, int] = PLAN) -> Iterator[Trial]:
    """Try the mutants of the plan that are not done yet."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        trials = Trials(Path(folder))
        try:
            for base, count in plan.items():
                missing = [seed for seed in range(count) if (base, seed) not in done]
                write = writer(base, Path(folder)) if missing else None
                for seed in missing:
                    assert write is not None
                    change, path = write(seed)
                    yield Trial(base, seed, change, trials.try_model(path))
        finally:
            trials.close()


def writer(base: str, folder: Path) -> Write:
    """Return the function that writes a mutant of this base into the folder. Each base has changes of its own."""
    first = 10_000 * list(PLAN).index(base)
    if "GGUF" in base or "SmolLM2" in base:
        sound = tiny_gguf() if "GGUF" in base else read_gguf(next((starter_models() / SMOLLM).glob("*.gguf")))
        return functools.partial(_write, folder / "Mutant.gguf", lambda seed: gguf_mutants.mutant(sound, first + seed))
    place = folder / base.replace(" ", "-")
    task = base.removeprefix("ONNX ").removeprefix("image ")
    if task in VISION:
        write_vision_model(place, VISION[task]())
    elif task == "embedder":
        write_embedder(place)
    else:
        write_text_task(place, task)
    graph = onnx.load(place / "model.onnx")
    return functools.partial(_write, place / "model.onnx", lambda seed: onnx_mutants.mutant(graph, first + seed))


def _write(path: Path, mutate: Callable[[int], tuple[str, bytes]], seed: int) -> tuple[str, Path]:
    change, data = mutate(seed)
    path.write_bytes(data)
    return change, path if path.suffix == ".gguf" else path.parent


def read_trials(path: Path) -> list[Trial]:
    """Return what earlier runs found; a last line that was cut is left out."""
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]
    return [msgspec.json.decode(line, type=Trial) for line in lines]


def table(trials: Sequence[Trial]) -> str:
    """Return the figures by base, and each trial that went wrong."""
    head = "| base | files | refused with a sentence | taken and at work | taken and failing | engine died, hung or was silent | "
    lines = [f"{head}longest | over {LONGEST_SECONDS:.0f} s |", "|---|---|---|---|---|---|---|---|"]
    for base in dict.fromkeys(trial.base for trial in trials):
        of_base = [trial.outcome for trial in trials if trial.base == base]
        results = [outcome.result for outcome in of_base]
        counts = [results.count(name) for name in ("refused", "works", "fails")]
        bad = len(results) - sum(counts)
        slow = sum(outcome.seconds > LONGEST_SECONDS for outcome in of_base)
        longest = max(outcome.seconds for outcome in of_base)
        lines.append(f"| {base} | {len(results)} | {' | '.join(map(str, counts))} | {bad} | {longest:.1f} s | {slow} |")
    wrong = [
        trial
        for trial in trials
        if trial.outcome.result not in ("refused", "works") or trial.outcome.seconds > LONGEST_SECONDS
    ]
    told = [
        f"{t.base} {t.seed}: {t.change} → {t.outcome.result} {t.outcome.kind}, {t.outcome.seconds} s" for t in wrong
    ]
    return "\n".join([*lines, "", *told])


if __name__ == "__main__":
    main()
