"""Loops are noticed and cut; code, tables, lists, refrains and counting are not taken for loops."""

from __future__ import annotations

import pytest

from engine.text.repetition import LoopDetector

REFRAIN = "La Tarara, sí;\nla Tarara, no;\nla Tarara, niña,\nque la he visto yo.\n\n"
PARAGRAPH = (
    "The history of the city begins in the twelfth century, when monks founded an abbey on the hill above the river. "
    "Later kings built walls, and merchants from the coast opened their houses on the square. "
)
DAYS = "| Lunes | Martes | Miércoles | Jueves | Viernes |\n|---|---|---|---|---|\n"


def loop_start(text: str, question: str = "") -> int | None:
    """Grow the text as a model writes it; return where its loop begins."""
    detector = LoopDetector(question)
    starts = (detector.loop_start(text[:end]) for end in range(5, len(text) + 5, 5))
    return next((start for start in starts if start is not None), None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hello! How can I assist you today? " * 40, "Hello! How can I assist you today?"),
        ("El resultado es " + "muy " * 200, "El resultado es muy"),
        (PARAGRAPH * 12, PARAGRAPH.strip()),
        ("\n".join(f"{n}. El Sol es una estrella." for n in range(1, 60)), "1. El Sol es una estrella."),
        (
            "La caldera es nueva. Viene mañana. La caldera es nueva. Hay que llamar antes. " * 20,
            "La caldera es nueva. Viene mañana. La caldera es nueva. Hay que llamar antes.",
        ),
        ("Primero una frase entera. " + "y luego otra vez " * 60, "Primero una frase entera."),
        ("```python\n" + "print('hola')\n" * 400, "```python\nprint('hola')"),
        (DAYS + "| 1 | 2 | 3 | 4 | 5 |\n" * 200, DAYS + "| 1 | 2 | 3 | 4 | 5 |"),
    ],
)
def test_a_loop_is_noticed_and_kept_once(text: str, kept: str) -> None:
    start = loop_start(text)
    assert start is not None and text[:start] == kept


@pytest.mark.parametrize("unit", ["ja", "—", "0", "na-"])
def test_a_word_without_end_is_a_loop(unit: str) -> None:
    text = "Qué risa: " + unit * 900
    start = loop_start(text)
    assert start is not None and text[:start].startswith("Qué risa: ") and start < 50


@pytest.mark.parametrize(
    "text",
    [
        REFRAIN
        + "Lleva la Tarara\nun vestido verde\nlleno de volantes\n\n"
        + REFRAIN
        + "Ay, Tarara loca.\n\n"
        + REFRAIN,
        "Row, row, row your boat,\nGently down the stream.\nMerrily, merrily, merrily, merrily,\nLife is but a dream.\n"
        * 3,
        "".join(f"{n} elefantes se balanceaban sobre la tela de una araña.\n" for n in ("Un", "Dos", "Tres", "Cuatro")),
        "```\n" + ("0 " * 12 + "\n") * 12 + "```\n",
        "```sql\n" + "\n".join(f"INSERT INTO t (a, b) VALUES ({n}, 'x');" for n in range(80)) + "\n```",
        "```css\n" + "\n".join(f".c{n} {{ margin: 0; padding: 0; border: 0; }}" for n in range(60)) + "\n```",
        DAYS + "| | | | | |\n" * 20,
        "| Día | Turno | Estado |\n|---|---|---|\n" + "".join(f"| {n} | mañana | libre |\n" for n in range(1, 32)),
        "- [ ] \n" * 20,
        "\n".join(f"7 x {n} = {7 * n}" for n in range(1, 41)),
        " ".join(str(n) for n in range(1, 300)),
        " ".join(f"In {year}, the company grew." for year in range(1990, 2012)),
        "\n".join(f"- El planeta {name} tiene un día de {n} horas." for n, name in enumerate("abcdefgh", 9)),
        "yo amo, tú amas, él ama, nosotros amamos; yo como, tú comes, él come, nosotros comemos; yo vivo, tú vives",
        "data:image/png;base64," + "".join(chr(65 + n * 7919 % 26) for n in range(2000)),
    ],
)
def test_text_that_repeats_itself_for_good_reason_goes_on(text: str) -> None:
    assert loop_start(text) is None


def test_repeating_on_request_goes_on_much_longer() -> None:
    lines = "No hablaré en clase.\n"
    assert loop_start(lines * 100, "Escribe cien veces: no hablaré en clase") is None
    assert loop_start(lines * 100) == len(lines.strip())
    assert loop_start(lines * 2000, "Repite: no hablaré en clase") is not None
