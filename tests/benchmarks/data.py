"""Development data: paragraphs and questions of squad-es, written as files."""

from __future__ import annotations

import json
import os
from pathlib import Path

DATA = Path(os.environ.get("ATENEO_DATA", "../shared/data")) / "retrieval" / "squad-es"


def paragraphs(count: int | None = None) -> list[str]:
    """Repeated under a number when more are asked for than there are, so that no two are the same."""
    texts = [json.loads(line)["text"] for line in (DATA / "corpus.jsonl").read_text("utf-8").splitlines()]
    if count is None:
        return texts
    return [texts[n] if n < len(texts) else f"{n} {texts[n % len(texts)]}" for n in range(count)]


def questions(count: int) -> list[str]:
    lines = (DATA / "queries.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[:count]]


def write_files(folder: Path, texts: list[str]) -> Path:
    folder.mkdir(parents=True)
    for number, text in enumerate(texts):
        (folder / f"{number:05}.txt").write_text(text, "utf-8")
    return folder
