"""`python -m tests.benchmarks.kills [--kills N] [--at-once N] [--folder DIR]`: kills of a window, its engine and its indexer.

One busy loop a core runs beside it. Each round is a line of kills.jsonl in the folder: those that are there are not done again,
so that it can be ended and go on at any time. `--at-once` ends it after so many rounds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec

from engine.capabilities.classification import api as classification
from engine.protocol.tables import Source
from tests.benchmarks.busy import busy_loops
from tests.benchmarks.kills import rounds
from tests.benchmarks.kills.acknowledged import CLASSIFIER
from tests.benchmarks.kills.rounds import JOBS, KilledWindow, Round
from tests.benchmarks.table import machine
from tests.support.cache import cache_folder
from tests.support.engine_process import EngineProcess
from tests.support.fuzzing.engine import copy_models
from tests.support.models import starter_models

KILLS, ROUNDS_A_LIBRARY = 300, 12
PAPERS, ROWS = 150, 400
SAVED, KNOWN = "saved", "known-files.txt"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--at-once", type=int, default=KILLS)
    parser.add_argument("--folder", type=Path, default=cache_folder() / "kills")
    parser.add_argument("--quiet", action="store_true", help="without busy loops")
    options = parser.parse_args()
    results: Path = options.folder / "kills.jsonl"
    models = options.folder / "models"
    if not (options.folder / KNOWN).exists():
        shutil.rmtree(options.folder, ignore_errors=True)
        prepare(options.folder, copy_models(starter_models(), models))
    known = frozenset((options.folder / KNOWN).read_text().splitlines())
    with busy_loops(0 if options.quiet else os.cpu_count() or 1):
        for count in range(options.at_once):
            done = read_results(results)
            if sum(result.kills for result in done) >= options.kills:
                break
            if count % ROUNDS_A_LIBRARY == 0:
                restore(options.folder)
            number = len(done)
            result = rounds.run(number, options.folder / "home", models, options.folder / "files", known)
            with results.open("ab") as file:
                file.write(msgspec.json.encode(result) + b"\n")
            print(f"{number} {result.victim}, {result.job}: {list(result.faults) or 'good'}", flush=True)
            if result.faults:
                restore(options.folder)
    print(summary(read_results(results)))
    return 0


def read_results(path: Path) -> list[Round]:
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=Round) for line in path.read_bytes().splitlines()]


def prepare(folder: Path, models: Path) -> None:
    """Write the files and a library with a classifier, do each job once undisturbed, and note the names of all files then."""
    files, home = folder / "files", folder / f"first-{time.time_ns()}"  # no home of that name can be missed
    for name in ("papers", "exported", "temporary"):
        (files / name).mkdir(parents=True)
    for number in range(PAPERS):
        text = f"Paper {number}: the keeper of lighthouse {number} counts the ships of {1900 + number}. "
        (files / "papers" / f"{number}.txt").write_text(text * 12)
    rows = (f"{'calm' if n % 2 else 'stormy'} day number {n},{'calm' if n % 2 else 'storm'}\n" for n in range(ROWS))
    (files / "table.csv").write_text("text,label\n" + "".join(rows))
    with EngineProcess(home, models, log=folder / "prepare.log") as engine:
        engine.call(classification.CREATE_CLASSIFIER, classification.CreateClassifier("Weather"))
        source = Source(str(files / "table.csv"), text_column="text", label_column="label")
        engine.call(classification.ADD_EXAMPLES, classification.AddExamples(CLASSIFIER, source))
        engine.call(classification.TRAIN, classification.Train(CLASSIFIER, "logistic"))
    home.rename(folder / SAVED)
    restore(folder)
    home = folder / "home"
    known: frozenset[str] = frozenset()
    for number, job in enumerate(JOBS):
        window = KilledWindow(home, models, files, job, -1 - number)
        window.wait_for(("message",), rounds.SECONDS_TO_BEGIN)
        window.wait_for(("document", "trained", "export", "backup"), rounds.SECONDS_TO_BEGIN)
        window.end()
        window.join()
        known |= rounds.file_names(home, files)
    (folder / KNOWN).write_text("\n".join(sorted(known)))


def restore(folder: Path) -> None:
    """Begin with the prepared library again, which stays small."""
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(folder / SAVED, folder / "home")


def summary(results: list[Round]) -> str:
    """Return the table for docs/benchmarks.md."""
    lines = [
        machine(),
        "",
        "| killed | kills in rounds | acknowledged things checked | rounds with a fault |",
        "|---|---|---|---|",
    ]
    for victim in rounds.VICTIMS:
        mine = [result for result in results if result.victim == victim]
        kills, faulty = sum(result.kills for result in mine), sum(bool(result.faults) for result in mine)
        lines.append(
            f"| {victim} | {kills} in {len(mine)} | {sum(result.acknowledged for result in mine):,} | {faulty} |"
        )
    faults = Counter(fault for result in results for fault in result.faults)
    return "\n".join([*lines, "", *(f"{count} × {fault}" for fault, count in faults.most_common(20))])


if __name__ == "__main__":
    sys.exit(main())
