"""One lock file: pinned requirements, each with its hashes on continued lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Lock:
    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    def only(self, name: str) -> str:
        return "".join(block for block in self.blocks() if _name(block) == name)

    def without(self, *names: str) -> str:
        return "".join(block for block in self.blocks() if _name(block) not in names)

    def blocks(self) -> list[str]:
        """Return the requirements, each with its hashes."""
        blocks: list[str] = []
        for line in self.text.splitlines(keepends=True):
            if blocks and blocks[-1].rstrip().endswith("\\"):
                blocks[-1] += line
            elif line.strip() and not line.startswith("#"):
                blocks.append(line)
        return blocks


def _name(block: str) -> str:
    return block.split("==")[0].strip()
