"""Text files are read in the character set they are in; TeX, subtitles, notebooks and JSON as a person reads them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.embedding import cut_chunks
from engine.indexer.documents.readers import read_file
from engine.protocol.errors import FileNotText

SPANISH = "El señor Núñez compró una cigüeña en Logroño por cincuenta céntimos. La canción sonó."


def read_bytes(folder: Path, data: bytes, name: str = "a.txt") -> str:
    (folder / name).write_bytes(data)
    return "\n\n".join(page.text for page in read_file(folder / name).pages)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "cp437", "mac_roman", "iso8859_15", "utf-8", "utf-16"])
def test_accents_are_read_in_every_usual_character_set(tmp_path: Path, encoding: str) -> None:
    assert read_bytes(tmp_path, SPANISH.encode(encoding)) == SPANISH


def test_cyrillic_of_one_byte_is_read(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "Привет, как дела?".encode("cp1251")) == "Привет, как дела?"


@pytest.mark.parametrize(
    "text", ["lo dijo ayer al llegar aquí", "30 ¢ y 5 £", "ÉPOCA DEL AÑO", "Größe — ‘quoted’", "café"]
)
def test_the_last_letter_and_signs_of_windows_texts_are_kept(tmp_path: Path, text: str) -> None:
    assert read_bytes(tmp_path, text.encode("cp1252")) == text


def test_one_bad_byte_costs_no_other_accent(tmp_path: Path) -> None:
    data = "El año pasado, según él, la señora".encode() + b" viv\xeda " + "aquí más años".encode()
    assert read_bytes(tmp_path, data) == "El año pasado, según él, la señora vivía aquí más años"


def test_data_that_is_called_a_text_is_refused_with_the_reason(tmp_path: Path) -> None:
    """docs/faults.md 39."""
    (tmp_path / "a.txt").write_bytes(random.Random(3).randbytes(5000))
    with pytest.raises(FileNotText):
        read_file(tmp_path / "a.txt")


def test_text_with_escapes_and_form_feeds_is_a_text(tmp_path: Path) -> None:
    assert "rojo" in read_bytes(tmp_path, b"\x1b[31mrojo\x1b[0m\x0cotra hoja\n" * 3, "a.log")


ARTICLE = r"""\documentclass{article}\title{Las mareas}
\newcommand{\x}{nada}
\begin{document}\maketitle
\section{Resultados}\label{sec:r}
La amplitud media fue de $4{,}2$~m en Laredo\footnote{Medida en abril.}, seg\'un~\cite{gil}. % oculto
\begin{tabular}{lr}\hline Puerto & Metros \\ \hline Laredo & 4,2 \\ Gij\'on & \\ \end{tabular}

La f\'ormula \emph{\'ultima} no se us\'o, ni el a\~no, ni la ping\"uina, ni \c{c}, ni \v{s}: un 5\,\% menos.
\end{document}"""


def test_tex_is_read_without_its_commands(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(ARTICLE, "ascii")
    contents = read_file(tmp_path / "a.tex")
    assert contents.title == "Las mareas"
    assert contents.pages[0].text.split("\n\n") == [
        "Las mareas",
        "Resultados",
        "La amplitud media fue de 4,2 m en Laredo (Medida en abril), según.",
        "Puerto: Laredo · Metros: 4,2.",
        "Puerto: Gijón · Metros: —.",
        "La fórmula última no se usó, ni el año, ni la pingüina, ni ç, ni š: un 5 % menos.",
    ]


def test_a_passage_of_tex_is_cited_by_its_section(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(ARTICLE, "ascii")
    _, chunks = cut_chunks(read_file(tmp_path / "a.tex"), None, Deadline(10))
    assert chunks[-1].path == "Las mareas › Resultados"


@pytest.mark.parametrize(
    "broken", ["\\section{", "\\begin{tabular}{l", "{" * 2000, "\\emph{" * 500 + "x", "\\frac", "$"]
)
def test_broken_tex_is_read_as_far_as_it_goes(tmp_path: Path, broken: str) -> None:
    """docs/faults.md 39."""
    assert "antes" in read_bytes(tmp_path, f"antes {broken}".encode(), "a.tex")


def test_subtitles_are_sentences_with_their_time(tmp_path: Path) -> None:
    lines = (
        "1\n00:00:01,000 --> 00:00:03,000\n<i>El faro de</i>\n\n2\n00:00:03,500 --> 00:00:05,000\nOrtegal se apagó.\n"
    )
    text = read_bytes(tmp_path, f"{lines}\n3\n01:02:03,000 --> 01:02:05,000\nFin\n".encode("cp1252"), "a.srt")
    assert text.split("\n\n") == ["[00:00:01] El faro de Ortegal se apagó.", "[01:02:03] Fin"]


def test_a_notebook_is_read_with_what_its_code_wrote(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Ventas\n", "\n", "De enero."]},
        {"cell_type": "code", "source": "print(total)", "outputs": [{"output_type": "stream", "text": ["4410\n"]}]},
        {
            "cell_type": "code",
            "source": "tabla",
            "outputs": [{"data": {"text/plain": "x", "text/html": "<b>año</b>", "image/png": "iVBO"}}],
        },
    ]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}), "utf-8")
    contents = read_file(tmp_path / "a.ipynb")
    assert contents.title == "Ventas"
    assert contents.pages[0].text.split("\n\n") == ["Ventas", "De enero.", "print(total)", "4410", "tabla", "año"]


def test_json_is_read_with_the_names_that_lead_to_each_value(tmp_path: Path) -> None:
    data = {
        "taller": "Norte",
        "jefe": {"nombre": "Olga"},
        "piezas": [{"n": "A1", "euros": 9.5}, {"n": "B2", "euros": None}],
    }
    text = read_bytes(tmp_path, json.dumps(data).encode(), "a.json")
    assert text.split("\n\n") == [
        "taller: Norte",
        "jefe\nnombre: Olga",
        "piezas",
        "n: A1 · euros: 9.5.",
        "n: B2 · euros: —.",
    ]


def test_lines_of_json_are_rows_of_a_table(tmp_path: Path) -> None:
    assert (
        read_bytes(tmp_path, b'{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n', "a.jsonl") == "a: 1 · b: x.\n\na: 2 · b: y."
    )


def test_what_is_called_json_and_is_none_is_read_as_it_is(tmp_path: Path) -> None:
    for name in ("a.json", "a.ipynb"):
        assert read_bytes(tmp_path, b"{no json", name) == "{no json"


def test_a_short_text_without_pages_is_cited_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Uno.\n\nDos.\n\nTres.", "utf-8")
    _, chunks = cut_chunks(read_file(tmp_path / "a.txt"), None, Deadline(10))
    assert [chunk.path for chunk in chunks] == ["¶"]


def test_signs_that_are_not_seen_divide_no_word(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hi\u00addratado, https://a.es/\u200bguía, COVID\u201119", "utf-8")
    assert read_file(tmp_path / "a.txt").pages[0].text == "hidratado, https://a.es/guía, COVID-19"


def test_a_long_pause_ends_a_sentence_of_subtitles(tmp_path: Path) -> None:
    cues = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ana>Hola <c.red>a</c> todos\n\n01:00:04.000 --> 01:00:05.000\nPan &amp; vino\n"
    (tmp_path / "a.vtt").write_text(cues, "utf-8")
    assert read_file(tmp_path / "a.vtt").pages[0].text == "[00:00:01] Ana: Hola a todos\n\n[01:00:04] Pan & vino"


def test_one_broken_line_of_json_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n{"a": \n{"a": 2}\n{"a": 3}\n', "utf-8")
    assert read_file(tmp_path / "a.jsonl").pages[0].text.split("\n\n") == ["a: 1", '{"a":', "a: 2", "a: 3"]


def test_own_commands_and_verbatim_words_of_tex_are_read(tmp_path: Path) -> None:
    own = r"\newcommand{\kg}{kilos}\def\empresa{Talleres Duero}\newcommand{\par}[1]{x #1}"
    body = r"\empresa{} pesa 5 \kg. Se usa \verb|x_y| y \kgs."
    (tmp_path / "a.tex").write_text(rf"\documentclass{{a}}{own}\begin{{document}}{body}\end{{document}}", "utf-8")
    assert "Talleres Duero pesa 5 kilos. Se usa x_y y" in read_file(tmp_path / "a.tex").pages[0].text
