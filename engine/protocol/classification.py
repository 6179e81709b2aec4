"""The class that a classifier predicts for a text, where one capability shows the result of another."""

from __future__ import annotations

import msgspec


class PredictedLabel(msgspec.Struct, frozen=True):
    """The most likely label of the classifier named `classifier`, with its probability from 0 to 1."""

    classifier: str
    label: str
    probability: float = msgspec.field(name="share")  # the key that `ateneo chat --json` prints
