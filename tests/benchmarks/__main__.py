"""`python -m tests.benchmarks [text] [documents] [window]`: ratios measured in one run, as the README's table."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.models.hardware import instructions, physical_cores, total_bytes
from tests.benchmarks import documents, text_model, window
from tests.benchmarks.table import Row, markdown
from tests.support.models import starter_models

BENCHMARKS = {"text": text_model.run, "documents": documents.run, "window": window.run}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], default=list(BENCHMARKS))
    names = parser.parse_args().names
    models: Path = starter_models()
    rows: list[Row] = []
    for name in names:
        for row in BENCHMARKS[name](models):
            print(f"{row.what}: {row.value} ({row.bound}) — {row.detail}", file=sys.stderr, flush=True)
            rows.append(row)
    print(
        f"{platform.processor() or platform.machine()}, {physical_cores()} cores, {total_bytes() / 1e9:.0f} GB, ",
        end="",
    )
    print(f"{', '.join(instructions()[-3:])}; `python -m tests.benchmarks {' '.join(names)}`\n")
    print(markdown(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
