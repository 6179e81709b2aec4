from __future__ import annotations

import pytest

from engine.text.names import missing_names, names
from engine.text.tokens import content_stems


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("El técnico autorizado es Julián Ferrer.", ["Julián", "Ferrer"]),
        ("Julián Ferrer es el técnico.", ["Julián", "Ferrer"]),
        ("Ana de la Fuente la fundó.", ["Ana", "Fuente"]),
        ("Debes llamar a Marcos.", ["Marcos"]),
        ("Según la AEMET, llovió.", ["AEMET"]),
        ("Radio Corporation of America (Maria)", ["Radio", "Corporation", "America", "Maria"]),
        ("The V600E mutation in the 3rd exon.", ["V600E"]),
        ("El siglo XIX.", ["XIX"]),
        ("- **Precio:** Doce euros al año", []),
        ("Respuesta: Madrid es la capital.", []),
        ("Incluye una asistencia. Debes avisar.", []),
    ],
)
def test_capitals_that_only_names_have_are_names(sentence: str, expected: list[str]) -> None:
    assert names(sentence) == expected


def test_a_name_is_missing_when_its_stem_is_not_among_those_of_the_sources() -> None:
    stems = frozenset(content_stems("La biblioteca la fundó Ana Ferrer."))
    assert missing_names("La fundó Ana Ferrer en la Biblioteca.", stems) == []
    assert missing_names("La fundó Carmen Ferrer.", stems) == ["Carmen"]
