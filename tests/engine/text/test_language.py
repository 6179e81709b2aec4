from __future__ import annotations

import pytest

from engine.text.language import Language, detect_language, is_in_other_language, may_change_language


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I am sorry, but I do not know the answer to that.", "es"),
        ("Lo siento, no puedo ayudarte con eso.", "en"),
        ("「你好」这是一个测试句子用于检测。", "es"),
        ("Привет, как дела сегодня у вас", "en"),
    ],
)
def test_a_sentence_in_the_other_language_or_script_is_noticed(text: str, language: Language) -> None:
    assert is_in_other_language(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Denver Broncos", "es"),
        ("Sí.", "en"),
        ("El libro “The Lord of the Rings” es de Tolkien.", "es"),
        ("Las canciones son:\n- Here Comes the Sun\n- The Long and Winding Road\n- I Want to Hold Your Hand", "es"),
        ("```python\nfor the in of:  # this is the code\n```\nEste código hace un bucle.", "es"),
        ("α y β son letras griegas.", "es"),
        ("Las palabras inglesas the y of son las más frecuentes.", "es"),
    ],
)
def test_names_titles_code_and_lists_are_in_no_language(text: str, language: Language) -> None:
    assert not is_in_other_language(text, language, is_finished=True)


def test_a_few_words_are_judged_only_when_no_more_can_follow() -> None:
    assert not is_in_other_language("The boiler is", "es")
    assert is_in_other_language("The boiler is serviced every October.", "es", is_finished=True)


@pytest.mark.parametrize(
    ("request_", "may_change"),
    [
        ("Traduce esta frase", True),
        ("¿Cómo se dice gato en inglés?", True),
        ("Say it in Spanish", True),
        ("Write it in plain English", True),
        ("¿Cuál es la capital de Francia?", False),
        ("What does the technician cost?", False),
    ],
)
def test_a_request_that_names_a_language_may_be_answered_in_it(request_: str, may_change: bool) -> None:
    assert may_change_language(request_) is may_change
