"""Cut a text where it goes on for very long without a space, or with nothing but spaces."""

from __future__ import annotations

import functools
import re
from itertools import pairwise


def split_long_runs(text: str, longest: int) -> list[str]:
    """Return the parts of a text, which together are the text; a run of more than `longest` characters is cut into pieces."""
    if len(text) <= longest:
        return [text]
    runs = _runs_of(longest + 1).finditer(text)
    cuts = [at for run in runs for at in range(run.start() + longest, run.end(), longest)]
    return [text[start:end] for start, end in pairwise((0, *cuts, len(text)))]


@functools.cache
def _runs_of(least: int) -> re.Pattern[str]:
    """Look at each run once, from its beginning: otherwise one that is a little shorter takes its length squared.

    Only the spaces of ASCII end a run: of others it depends on the reader whether they are spaces.
    """
    return re.compile(rf"(?<!\S)\S{{{least},}}|(?<!\s)\s{{{least},}}", re.ASCII)
