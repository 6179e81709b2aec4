"""Rubrics as people write them, as Word, Excel and CSV files, and a thesis with strong and weak parts to be graded by one."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

Rows = Sequence[Sequence[str | float]]

WIDE_ES: Rows = (
    ("Criterio", "Peso", "Insuficiente (1)", "Suficiente (2)", "Notable (3)", "Excelente (4)"),
    (
        "Objetivos",
        "20 %",
        "No se formulan objetivos.",
        "Se mencionan objetivos vagos.",
        "Los objetivos son claros, pero no se pueden medir.",
        "Los objetivos son claros, concretos y medibles.",
    ),
    (
        "Metodología",
        "30 %",
        "No se explica el método.",
        "El método se nombra sin detalle.",
        "El método se describe con algún hueco.",
        "El método se describe con muestra, instrumentos y análisis, y se podría repetir.",
    ),
    (
        "Resultados",
        "30 %",
        "No se presentan resultados.",
        "Se afirman resultados sin datos.",
        "Se dan datos sin interpretarlos.",
        "Se dan datos con su medida de error y se interpretan.",
    ),
    (
        "Bibliografía",
        "20 %",
        "No hay bibliografía.",
        "Hay una o dos fuentes sin formato.",
        "Hay varias fuentes con fallos de formato.",
        "Hay numerosas fuentes recientes y bien citadas.",
    ),
)
WIDE_EN: Rows = (
    ("Criterion", "Weight", "Excellent - 4", "Good - 3", "Fair - 2", "Poor - 1"),
    (
        "Aims",
        0.2,
        "Aims are clear, specific and measurable.",
        "Aims are clear but cannot be measured.",
        "Aims are vague.",
        "No aims are stated.",
    ),
    (
        "Method",
        0.3,
        "Sample, instruments and analysis are described so that the study could be repeated.",
        "The method is described with some gaps.",
        "The method is named without detail.",
        "The method is not explained.",
    ),
    (
        "Results",
        0.3,
        "Data are given with their error and interpreted.",
        "Data are given without interpretation.",
        "Results are claimed without data.",
        "No results are presented.",
    ),
    (
        "References",
        0.2,
        "Many recent sources, well cited.",
        "Several sources with faults of format.",
        "One or two sources without format.",
        "No references.",
    ),
)

STRONG, WEAK = "strong", "weak"

SECTIONS_ES: dict[str, dict[str, tuple[str, ...]]] = {
    "Objetivos": {
        STRONG: (
            "El objetivo general es reducir un 15 % el consumo eléctrico del edificio de la facultad en doce meses.",
            "Los objetivos específicos son tres: medir el consumo de cada planta cada quince minutos, identificar las cinco "
            "cargas mayores y comprobar si apagarlas de noche ahorra al menos 2.000 kWh al mes.",
        ),
        WEAK: ("En este trabajo queremos hablar de la energía, que es un tema muy interesante para todo el mundo.",),
    },
    "Metodología": {
        STRONG: (
            "Se instalaron 24 contadores de clase 1 en los cuadros de las cuatro plantas y se registró la potencia cada quince "
            "minutos desde el 1 de febrero hasta el 31 de julio.",
            "La muestra incluye 180 días lectivos. El análisis compara las medias semanales con una prueba t para muestras "
            "pareadas, con un nivel de significación de 0,05, y el programa que la calcula se incluye en el anexo A.",
            "Los datos perdidos, un 1,2 %, se interpolaron linealmente; el procedimiento completo se puede repetir con los "
            "ficheros del anexo B.",
        ),
        WEAK: ("Para hacer el trabajo hemos buscado información y hemos pensado sobre ella.",),
    },
    "Resultados": {
        STRONG: (
            "El consumo medio bajó de 41.300 ± 900 kWh al mes a 34.800 ± 700 kWh, un 15,7 % menos (p = 0,003).",
            "La mayor parte del ahorro, 4.100 ± 300 kWh, se debe a la climatización nocturna, lo que confirma la hipótesis; la "
            "iluminación apenas cambió, porque ya se apagaba sola.",
        ),
        WEAK: ("Creemos que todo ha salido muy bien y que se ahorra bastante.",),
    },
    "Bibliografía": {
        STRONG: (
            "García, A. y Ruiz, M. (2024). Consumo eléctrico en edificios docentes. Energía y Sociedad, 12(3), 45–61.",
            "Pérez, L. (2023). Medida y verificación del ahorro. Madrid: Síntesis.",
            "Smith, J. y Brown, K. (2025). Night-time loads in public buildings. Energy and Buildings, 310, 113–127.",
            "Torres, N. (2024). Contadores inteligentes y su precisión. Revista de Ingeniería, 8(1), 9–24.",
            "Vidal, O. (2022). Climatización y horarios. Barcelona: Marcombo.",
            "Ministerio para la Transición Ecológica (2025). Guía de eficiencia en edificios públicos. Madrid.",
        ),
        WEAK: ("Google y una página de internet.",),
    },
}
SECTIONS_EN: dict[str, dict[str, tuple[str, ...]]] = {
    "Aims": {
        STRONG: (
            "The general aim is to cut the electricity used by the faculty building by 15 % within twelve months.",
            "There are three specific aims: to measure the use of each floor every fifteen minutes, to find the five largest "
            "loads, and to test whether switching them off at night saves at least 2,000 kWh a month.",
        ),
        WEAK: ("In this work we want to talk about energy, which is a very interesting subject for everybody.",),
    },
    "Method": {
        STRONG: (
            "Twenty-four class 1 meters were installed on the boards of the four floors, and power was recorded every fifteen "
            "minutes from 1 February to 31 July.",
            "The sample has 180 teaching days. The analysis compares weekly means with a paired t test at a significance level "
            "of 0.05; the program is in appendix A.",
            "Missing data, 1.2 %, were interpolated linearly; the whole procedure can be repeated with the files of appendix B.",
        ),
        WEAK: ("To do the work we looked for information and thought about it.",),
    },
    "Results": {
        STRONG: (
            "Mean use fell from 41,300 ± 900 kWh a month to 34,800 ± 700 kWh, 15.7 % less (p = 0.003).",
            "Most of the saving, 4,100 ± 300 kWh, comes from night-time climate control, which confirms the hypothesis; lighting "
            "hardly changed, because it already switched itself off.",
        ),
        WEAK: ("We think that everything went very well and that quite a lot is saved.",),
    },
    "References": {
        STRONG: (
            "García, A. and Ruiz, M. (2024). Electricity in school buildings. Energy and Society, 12(3), 45–61.",
            "Pérez, L. (2023). Measuring and verifying savings. Madrid: Síntesis.",
            "Smith, J. and Brown, K. (2025). Night-time loads in public buildings. Energy and Buildings, 310, 113–127.",
            "Torres, N. (2024). Smart meters and their precision. Engineering Review, 8(1), 9–24.",
            "Vidal, O. (2022). Climate control and timetables. Barcelona: Marcombo.",
            "Ministry for the Ecological Transition (2025). Guide to efficiency in public buildings. Madrid.",
        ),
        WEAK: ("Google and a page of the internet.",),
    },
}
HELD_OUT_ES: dict[str, dict[str, tuple[str, ...]]] = {
    "Objetivos": {
        STRONG: (
            "El propósito es comprobar si leer en voz alta veinte minutos al día mejora la fluidez de los alumnos de segundo.",
            "En concreto se quiere: aumentar al menos 10 palabras por minuto en tres meses, reducir a la mitad los errores por "
            "página y saber si la mejora se mantiene ocho semanas después.",
        ),
        WEAK: ("Nos gustaría tratar un poco la lectura en los colegios y ver qué pasa con ella.",),
    },
    "Metodología": {
        STRONG: (
            "Participaron 96 alumnos de cuatro aulas, repartidos al azar entre el grupo que leía y el de control.",
            "La fluidez se midió con la prueba PROLEC-R antes, a los tres meses y a las ocho semanas de terminar, por "
            "evaluadores que no sabían a qué grupo pertenecía cada niño.",
            "Se compararon las medias con un análisis de covarianza en el programa R 4.3; el guion y los datos están en el "
            "anexo C.",
        ),
        WEAK: ("Se ha usado el método de la observación.",),
    },
    "Resultados": {
        STRONG: (
            "El grupo que leía pasó de 61 a 78 palabras por minuto (IC 95 %: 14 a 20); el de control, de 62 a 66 (2 a 6).",
            "La diferencia, 13 palabras, es mayor que la de los estudios anteriores; creemos que se debe a que aquí se leyó a "
            "diario, y los errores apenas bajaron porque ya eran pocos.",
        ),
        WEAK: ("Los niños leen ahora mucho mejor que antes y los maestros están contentos.",),
    },
    "Bibliografía": {
        STRONG: (
            "Cuetos, F. y Domínguez, A. (2023). Fluidez lectora en primaria. Anales de Psicología, 39(2), 210–224.",
            "Herrero, P. (2025). Leer en voz alta. Madrid: Morata.",
            "Kim, Y. y Lee, S. (2024). Repeated reading and fluency. Reading Research Quarterly, 59(1), 33–52.",
            "Lázaro, J. (2022). Evaluar la lectura. Barcelona: Graó.",
            "Ramos, C., Gil, I. y Soto, M. (2024). La lectura diaria en el aula. Revista de Educación, 403, 71–95.",
            "Ministerio de Educación (2025). Informe PIRLS: resultados de España. Madrid.",
        ),
        WEAK: ("Un libro de lectura que tenía la profesora. Wikipedia.",),
    },
}
HELD_OUT_EN: dict[str, dict[str, tuple[str, ...]]] = {
    "Aims": {
        STRONG: (
            "The study asks whether twenty minutes of reading aloud a day raises the fluency of second-year pupils.",
            "We aim to gain at least 10 words a minute within three months, to halve the errors on a page, and to find out "
            "whether the gain is still there eight weeks later.",
        ),
        WEAK: ("We would like to look a little at reading in schools and see what happens with it.",),
    },
    "Method": {
        STRONG: (
            "Ninety-six pupils of four classes took part and were assigned at random to reading or to the control group.",
            "Fluency was measured with the DIBELS test before, after three months and eight weeks later, by raters who did not "
            "know the group of a child.",
            "Means were compared by an analysis of covariance in R 4.3; the script and the data are in appendix C.",
        ),
        WEAK: ("The method of observation was used.",),
    },
    "Results": {
        STRONG: (
            "Readers went from 61 to 78 words a minute (95 % CI 14 to 20), the control group from 62 to 66 (2 to 6).",
            "The difference of 13 words is larger than in earlier studies; we put it down to reading every day. Errors hardly "
            "fell, because there were few to begin with.",
        ),
        WEAK: ("The children read much better than before now, and the teachers are happy.",),
    },
    "References": {
        STRONG: (
            "Cuetos, F. and Domínguez, A. (2023). Reading fluency in primary school. Annals of Psychology, 39(2), 210–224.",
            "Herrero, P. (2025). Reading aloud. London: Routledge.",
            "Kim, Y. and Lee, S. (2024). Repeated reading and fluency. Reading Research Quarterly, 59(1), 33–52.",
            "Lazar, J. (2022). Assessing reading. Oxford: Blackwell.",
            "Ramos, C., Gil, I. and Soto, M. (2024). Daily reading in class. Education Review, 403, 71–95.",
            "Department for Education (2025). PIRLS: results for England. London.",
        ),
        WEAK: ("A reading book that the teacher had. Wikipedia.",),
    },
}
"""Sections about another subject, written after the way of judging was chosen by those above."""
FILLER = {
    "es": (
        "La facultad ocupa un edificio de 1974 con cuatro plantas y un sótano, en el que estudian unas mil doscientas personas. "
        "Las aulas están orientadas al sur y tienen ventanas grandes. La biblioteca cierra a las nueve de la noche.",
        "El barrio creció en los años sesenta alrededor de la estación. Hoy viven en él unas veinte mil personas, y el autobús "
        "pasa cada doce minutos por la avenida principal.",
    ),
    "en": (
        "The faculty has a building of 1974 with four floors and a basement, in which some twelve hundred people study. "
        "The classrooms face south and have large windows. The library closes at nine in the evening.",
        "The quarter grew in the sixties around the station. Today some twenty thousand people live there, and the bus passes "
        "every twelve minutes along the main avenue.",
    ),
}


def write_csv_rubric(path: Path, rows: Rows, delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx_rubric(path: Path, rows: Rows) -> Path:
    import openpyxl  # type: ignore[import-untyped]  # it has no types

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def write_docx_rubric(path: Path, rows: Rows, merged: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    """`merged` are cells to be joined: row and column of the first, row and column of the last."""
    import docx

    document = docx.Document()
    document.add_heading("Rúbrica del trabajo de fin de grado", 1)
    document.add_paragraph("Se aplica a todos los trabajos del curso.")
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=False):
            cell.text = str(text)
    for top, left, bottom, right in merged:
        first, last = table.cell(top, left), table.cell(bottom, right)
        text = first.text
        first.merge(last)
        first.text = text
    document.save(str(path))
    return path


def write_thesis(path: Path, quality: dict[str, str], language: str = "es") -> Path:
    """Write a Word document with a section for each criterion, as strong or weak as `quality` says; "" leaves it out."""
    import docx

    sections = SECTIONS_ES if language == "es" else SECTIONS_EN
    document = docx.Document()
    document.add_heading("Ahorro de energía en la facultad" if language == "es" else "Saving energy in the faculty", 0)
    for number, text in enumerate(FILLER[language]):
        document.add_heading(f"{'Contexto' if language == 'es' else 'Background'} {number + 1}", 1)
        document.add_paragraph(text)
    for name, texts in sections.items():
        if quality.get(name, STRONG):
            document.add_heading(name, 1)
            for text in texts[quality.get(name, STRONG)]:
                document.add_paragraph(text)
    document.save(str(path))
    return path
