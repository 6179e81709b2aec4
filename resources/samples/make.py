"""Writes the sample documents beside this file: `python resources/samples/make.py`. Needs the test libraries.

All texts are written for Ateneo; names and figures are invented.
"""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

FOLDER = Path(__file__).parent
Pages = list[tuple[str, list[str]]]

HOUSE: Pages = [
    ("1. Bienvenida", [
        "Este manual reúne lo que conviene saber para vivir en la casa de la calle Olmo 7. Está pensado para quien llega por "
        "primera vez y para quien se queda al cargo durante las vacaciones. Guárdalo cerca de la puerta.",
        "La llave general del agua está detrás de la lavadora. El cuadro eléctrico está en la entrada, a la izquierda, y el "
        "interruptor número 4 corresponde a la cocina.",
    ]),
    ("2. Agua y electricidad", [
        "Si hay una fuga, cierra primero la llave general del agua y después llama a la fontanera, Marta Ibáñez, en el "
        "teléfono 950 222 333. Atiende también los sábados por la mañana.",
        "La potencia contratada es de 4,6 kW. El horno y la placa no deben usarse a la vez que la secadora, porque salta el "
        "diferencial. El contador se lee el día 5 de los meses impares.",
    ]),
    ("3. Mantenimiento de la caldera", [
        "La caldera de gas se revisa cada octubre. El técnico autorizado es Julián Ferrer, teléfono 950 123 456, y conviene "
        "llamarle con dos semanas de antelación porque en otoño tiene mucho trabajo.",
        "La presión en frío debe estar entre 1,2 y 1,5 bares. Si baja de 1 bar, abre despacio la llave negra que hay debajo de "
        "la caldera hasta que suba y ciérrala bien. La última revisión se hizo el 14 de octubre de 2025.",
        "El filtro del aire acondicionado se limpia con agua tibia al empezar junio y al terminar septiembre.",
    ]),
    ("4. Basura y vecindad", [
        "La basura orgánica se saca los martes y los jueves después de las ocho de la tarde. El vidrio se lleva al contenedor "
        "de la plaza y el papel al de la esquina de la farmacia.",
        "La presidenta de la comunidad es Carmen Lozano, del segundo B. Las obras ruidosas solo se permiten de lunes a viernes "
        "entre las nueve y las dos.",
    ]),
]  # fmt: skip

POLICY: Pages = [
    ("Póliza del hogar: condiciones particulares", [
        "Número de póliza: H-2048817. Tomadora: Elena Robles. La póliza entra en vigor el 1 de marzo de 2026 y se renueva por "
        "años si ninguna de las partes avisa con un mes de antelación.",
        "El capital asegurado es de 180.000 euros para el continente y de 25.000 euros para el contenido.",
    ]),
    ("Coberturas", [
        "El seguro cubre los daños por agua, el incendio, el robo con violencia y la rotura de cristales. Los daños por "
        "filtraciones lentas quedan excluidos cuando no se ha mantenido la instalación.",
        "Se incluye una asistencia urgente por anualidad, con desplazamiento y dos horas de mano de obra sin cargo.",
    ]),
    ("Siniestros", [
        "La franquicia es de 150 euros por siniestro. El siniestro debe comunicarse en un plazo de siete días desde que se "
        "conoce, por teléfono al 900 100 200 o por escrito.",
        "La compañía envía un perito en un máximo de tres días laborables.",
    ]),
]  # fmt: skip

CONTRACT: Pages = [
    ("Rental contract: parties and property", [
        "This contract is made between Harold Whitcombe, the landlord, and Nadia Osei, the tenant, for the flat at 12 Mill "
        "Lane, second floor.",
        "The tenancy begins on 1 September 2025 and lasts twelve months. It continues month by month after that.",
    ]),
    ("Rent and deposit", [
        "The rent is 940 pounds a month, payable on the first working day of each month by bank transfer.",
        "The deposit is 1,880 pounds. It is returned within fourteen days after the keys are handed back, less the cost of any "
        "damage beyond fair wear.",
    ]),
    ("Notice and repairs", [
        "Either party may end the contract with sixty days' written notice. Notice by e-mail is accepted only when the other "
        "party confirms that it was received.",
        "The landlord repairs the roof, the pipes and the heating. The tenant changes light bulbs and keeps the drains clear. "
        "Pets are allowed only with the landlord's written consent.",
    ]),
]  # fmt: skip

STUDY: Pages = [
    ("Urban gardens and summer heat: a summary", [
        "Over two summers the team measured the air temperature in 46 community gardens and in the streets beside them. Gardens "
        "with at least thirty per cent tree cover were on average 2.3 degrees cooler at three in the afternoon.",
        "Gardens without trees showed no measurable difference, although their soil held more water after rain.",
    ]),
    ("Methods and limits", [
        "Sensors were placed 1.5 metres above the ground and read every ten minutes. Days with wind above 30 kilometres an hour "
        "were left out.",
        "The study covers one city with a dry climate, so its figures should not be carried over to humid regions. The authors "
        "recommend planting deciduous trees on the south side first.",
    ]),
]  # fmt: skip

RECIPES = """# Recetas de la abuela

## Gurullos con conejo

Para cuatro personas: 400 gramos de gurullos, un conejo troceado, un tomate, un pimiento rojo y dos ñoras.
Sofríe el conejo con el pimiento, añade el tomate rallado y las ñoras remojadas, cubre con agua y deja cocer cuarenta
minutos. Los gurullos se echan al final y cuecen doce minutos.

## Tarta de almendra

Bate seis huevos con 250 gramos de azúcar, añade 300 gramos de almendra molida y la ralladura de un limón. Hornea a 170
grados durante treinta y cinco minutos.
"""

EXPENSES = [
    ("Fecha", "Concepto", "Proveedor", "Euros"),
    ("14/10/2025", "Revisión anual de la caldera", "Julián Ferrer", 68.0),
    ("03/11/2025", "Factura de la luz", "Energía Sur", 91.4),
    ("20/11/2025", "Pintura del pasillo", "Pinturas Rueda", 240.0),
    ("02/12/2025", "Cuota de la comunidad", "Comunidad Olmo 7", 55.0),
]


def write_pdf(name: str, title: str, pages: Pages) -> None:
    sheet = getSampleStyleSheet()
    body = ParagraphStyle("body", parent=sheet["BodyText"], fontSize=11, leading=16, spaceAfter=10)
    story = []
    for number, (heading, paragraphs) in enumerate(pages):
        story += [PageBreak()] if number else []
        story += [Paragraph(heading, sheet["Heading1"]), Spacer(1, 0.3 * cm)]
        story += [Paragraph(text, body) for text in paragraphs]
    SimpleDocTemplate(str(FOLDER / name), title=title, author="Ateneo", invariant=1).build(story)


def write_letter() -> None:
    letter = docx.Document()
    letter.add_heading("Presupuesto de reforma del baño", 1)
    letter.add_paragraph(
        "Reformas Alba presenta este presupuesto para el baño de la calle Olmo 7, válido hasta el 30 de abril."
    )
    letter.add_heading("Partidas", 2)
    letter.add_paragraph("El cambio de la bañera por un plato de ducha cuesta 1.350 euros, con mampara incluida.")
    letter.add_paragraph("El alicatado completo cuesta 2.100 euros. Los trabajos duran nueve días laborables.")
    letter.save(str(FOLDER / "presupuesto-reforma.docx"))


def write_expenses() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Casa"
    for row in EXPENSES:
        sheet.append(row)
    book.save(FOLDER / "gastos-2025.xlsx")


def main() -> None:
    write_pdf("manual-de-la-casa.pdf", "Manual de la casa", HOUSE)
    write_pdf("poliza-del-hogar.pdf", "Póliza del hogar", POLICY)
    write_pdf("rental-contract.pdf", "Rental contract", CONTRACT)
    write_pdf("urban-gardens.pdf", "Urban gardens and summer heat", STUDY)
    write_letter()
    write_expenses()
    (FOLDER / "recetas.md").write_text(RECIPES, "utf-8")


if __name__ == "__main__":
    main()
