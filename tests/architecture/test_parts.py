"""Every capability and every page has all its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.parts import capabilities, features, missing_parts

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted({*capabilities(ROOT), *features(ROOT)}))
def test_no_part_of_a_capability_is_missing(name: str) -> None:
    assert missing_parts(ROOT, name) == []


def test_every_capability_but_system_has_a_page_and_every_page_but_settings_a_capability() -> None:
    """`system` serves Settings, Models and the status bar, `tools` Chat and Settings."""
    assert {*capabilities(ROOT)} ^ {*features(ROOT)} == {"system", "settings", "tools"}
