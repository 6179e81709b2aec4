from __future__ import annotations

import pytest

from engine.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Cuándo se revisa la caldera?", "es"),
        ("When is the boiler serviced?", "en"),
        ("precio total contrato alquiler", "es"),
        ("boiler service interval", "en"),
        ("Who is Julián Ferrer?", "en"),
        ("Resume el contrato", "es"),
        ("explain this", "en"),
    ],
)
def test_a_short_question_tells_its_language(text: str, language: str) -> None:
    assert detect_language(text) == language
