"""`python -m tests.benchmarks [NAME …]`: measured in one run, all when none is named (see BENCHMARKS).

Ratios, for the README.
Development data is read from ATENEO_DATA (default ../shared/data); leave the machine alone meanwhile.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from tests.benchmarks import (
    backing_up,
    beside,
    busy,
    classification,
    context,
    conversations,
    growth,
    images,
    indexing,
    long_files,
    many_kinds,
    office,
    reading,
    resume,
    search,
    start,
    text,
    window,
    wire,
)
from tests.benchmarks.beside_others import indexers
from tests.benchmarks.data import DATA
from tests.benchmarks.table import Row, machine, markdown
from tests.support.models import starter_models

BENCHMARKS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "text": text.run,
    "beside": beside.run,
    "resume": resume.run,
    "search": search.run,
    "conversations": conversations.run,
    "wire": wire.run,
    "start": start.run,
    "window": window.run,
    "growth": growth.run,
    "indexing": indexing.run,
    "others": indexers.run,
    "backup": backing_up.run,
    "busy": busy.run,
    "long": long_files.run,
    "folder": many_kinds.run,
    "reading": reading.run,
    "office": office.run,
    "pictures": images.run,
    "classifying": classification.run,
    "context": context.run,
}
NEED_DATA = frozenset(
    {"indexing", "others", "backup", "search", "conversations", "window", "growth", "busy", "classifying"}
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHMARKS)}; all when none is given")
    parser.add_argument(
        "--pictures", type=int, default=images.LONG_RUN, metavar="N", help="how many the memory is watched over"
    )
    options = parser.parse_args()
    names: list[str] = options.names
    images.LONG_RUN = max(options.pictures, images.LEAST_RUN)
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    before = machine()
    models = starter_models()
    rows = [row for name in names or BENCHMARKS for row in measured(name, models)]
    print(f"{before}; `{' '.join(['python -m tests.benchmarks', *names])}`\n\n{markdown(rows)}")
    return 0


def measured(name: str, models: Path) -> Iterator[Row]:
    if name in NEED_DATA and not DATA.is_dir():
        print(f"{name}: skipped, there is no development data in {DATA}", file=sys.stderr)
        return
    for row in BENCHMARKS[name](models):
        print(f"{row.what}: {row.value} ({row.bound or 'told only'}); {row.detail}", file=sys.stderr, flush=True)
        yield row


if __name__ == "__main__":
    sys.exit(main())
