"""Without an example: each label's description, in a sentence, and the texts nearest to it by cosine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.capabilities.classification.api import Label
from engine.capabilities.classification.heads.calibration import softmax

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

ACCENTED = "áéíóúüñç"
_JOINTS = re.compile(rf"_+|(?<=[a-z{ACCENTED}])(?=[A-Z{ACCENTED.upper()}])|(?<=[A-Z])(?=[A-Z][a-z])")
SHARPNESS = 100.0
"""What a cosine is multiplied by before a softmax: e5's cosines of unlike texts lie within a few hundredths.

Measured by likelihood: SNIPS asks for 120 (157 with Spanish labels), the sample's 60 Spanish messages for 168, rt-polarity
for 48 (57 with Spanish labels). The calibration error is .05 with SNIPS and .10 with rt-polarity; with 50 it is .27 and .02.
"""


def hypotheses(labels: Sequence[Label], wording: str) -> list[str]:
    """The sentences that texts are compared with; a wording without a place for the label is followed by it."""
    place = wording if "{}" in wording else f"{wording} {{}}".strip()
    return [place.replace("{}", label.description or in_words(label.name)) for label in labels]


def in_words(name: str) -> str:
    """AddToPlaylist and add_to_playlist as one would say them: SNIPS without an example goes from .677 to .760 by that."""
    if any(map(str.isspace, name)):
        return name
    words = _JOINTS.sub(" ", name).split()
    return " ".join(words).lower() if len(words) > 1 else name


def probabilities(texts: Floats, descriptions: Floats) -> Floats:
    """[texts, labels], rows adding up to 1, of vectors [texts, dimensions] and [labels, dimensions]."""
    return softmax(SHARPNESS * (texts @ descriptions.T))
