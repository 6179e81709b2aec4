"""What a classifier takes a text for, where one capability shows what another found."""

from __future__ import annotations

import msgspec


class Labelled(msgspec.Struct, frozen=True):
    """`label` by the classifier of that name, and how sure it is, from 0 to 1."""

    classifier: str
    label: str
    share: float
