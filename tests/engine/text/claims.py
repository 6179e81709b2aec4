"""Answer sentences with the passage that supports them, or None: half to tune `cite` by, half to measure it on.

The false ones are typical inventions of small models: a true sentence with another number or name, a new claim, small talk.
"""

from __future__ import annotations

from typing import NamedTuple

ES = (
    "La caldera de gas se revisa cada octubre. El técnico autorizado es Julián Ferrer, teléfono 950 123 456, y conviene "
    "llamarle con dos semanas de antelación. La presión en frío debe estar entre 1,2 y 1,5 bares.",
    "El seguro cubre los daños por agua, el incendio y el robo. Se incluye una asistencia urgente por anualidad. "
    "La franquicia es de 150 euros por siniestro. El siniestro debe comunicarse en un plazo de siete días.",
    "La biblioteca municipal se fundó en 1923 por la maestra Ana Ferrer. Guarda 42.000 libros y abre de lunes a viernes, "
    "de 9:00 a 20:00. El carné cuesta doce euros al año; los menores de 14 años no pagan.",
)
EN = (
    "The rent is 940 pounds a month, payable on the first working day by bank transfer. The deposit is 1,880 pounds. It is "
    "returned within fourteen days after the keys are handed back, less the cost of any damage.",
    "Either party may end the contract with sixty days' written notice. The landlord, Harold Whitcombe, repairs the roof, "
    "the pipes and the heating. Pets are allowed only with the landlord's written consent.",
    "Over two summers the team measured the air temperature in 46 community gardens. Gardens with at least thirty per cent "
    "tree cover were on average 2.3 degrees cooler at three in the afternoon. Sensors stood 1.5 metres above the ground.",
)


class Claim(NamedTuple):
    passages: tuple[str, ...]
    sentence: str
    passage: int | None


def _claims(passages: tuple[str, ...], lines: str) -> list[Claim]:
    """Parse lines of "0 sentence" (the passage's number) or "- sentence" (no passage)."""
    claims = []
    for line in lines.strip().splitlines():
        mark, sentence = line.strip().split(" ", 1)
        claims.append(Claim(passages, sentence, None if mark == "-" else int(mark)))
    return claims


ALL = _claims(ES, """
    0 La caldera se revisa en octubre.
    0 El técnico es Julián Ferrer.
    0 Debes llamar a Julián Ferrer, teléfono 950 123 456.
    0 La presión debe estar entre 1,2 y 1,5 bares.
    0 Hay que llamar al técnico con 2 semanas de antelación.
    0 La presión en frío de la caldera está entre 1,2 y 1,5 bares.
    1 La franquicia es de 150 euros.
    1 Cada siniestro tiene una franquicia de 150 euros.
    1 El seguro cubre el incendio y el robo.
    1 Incluye una asistencia urgente por anualidad.
    1 Debe comunicarse el siniestro en un plazo de 7 días.
    1 Tienes siete días de plazo para comunicar el siniestro.
    2 La biblioteca se fundó en 1923.
    2 La fundó la maestra Ana Ferrer en 1923.
    2 La biblioteca guarda 42000 libros.
    2 El carné cuesta 12 euros al año.
    2 Los menores de 14 años no pagan.
    2 La biblioteca abre de lunes a viernes, de 9:00 a 20:00.
    - La franquicia es de 300 euros por siniestro.
    - La presión en frío debe estar entre 2,2 y 3,5 bares.
    - El técnico autorizado es Julián Ferrer, teléfono 950 999 000.
    - El técnico autorizado es Marcos Ferrer.
    - La biblioteca se fundó en 1932.
    - La biblioteca municipal se fundó en 1923 por la maestra Carmen Lozano.
    - El carné cuesta 15 euros al año.
    - Los menores de 18 años no pagan.
    - La biblioteca abre los sábados y los domingos por la mañana.
    - El seguro cubre también los viajes al extranjero y las mascotas.
    - La caldera tiene una garantía de diez años y repuestos gratuitos.
    - Espero que esto te ayude.
    - Si tienes más preguntas, no dudes en consultarme.
    - Julián Ferrer es un cocinero muy conocido en toda Italia.
    - Te recomiendo contratar un seguro más amplio.
    - El siniestro debe comunicarse en un plazo de 30 días.
""") + _claims(EN, """
    0 The rent is 940 pounds a month.
    0 The deposit is 1,880 pounds.
    0 The deposit is 1880 pounds.
    0 The deposit is returned within 14 days after the keys are handed back.
    0 You pay the rent by bank transfer on the first working day.
    0 The cost of any damage is taken from it.
    1 Either party may end the contract with 60 days' notice.
    1 You must give sixty days' written notice.
    1 The landlord repairs the roof, the pipes and the heating.
    1 Harold Whitcombe repairs the heating.
    1 Pets are allowed with the landlord's written consent.
    1 The landlord is Harold Whitcombe.
    2 The gardens were 2.3 degrees cooler on average.
    2 The team measured the air temperature in 46 gardens.
    2 Gardens with thirty per cent tree cover were cooler.
    2 Gardens with at least 30 per cent tree cover were 2.3 degrees cooler.
    2 The sensors stood 1.5 metres above the ground.
    2 They measured the temperature over two summers.
    - The rent is 1,200 pounds a month.
    - The deposit is 940 euros and 50 cents.
    - The deposit is returned within 30 days after the keys are handed back.
    - Either party may end the contract with 90 days' written notice.
    - The landlord, Peter Whitcombe, repairs the roof.
    - The landlord repairs the washing machine and the furniture.
    - The gardens were 5.6 degrees cooler on average.
    - The team measured the air temperature in 64 community gardens.
    - Sensors stood 3 metres above the ground.
    - Please let me know if you have any other questions!
    - Harold Whitcombe is a renowned chef and an advocate of sustainable practices.
    - Rubbish is collected on Tuesdays and Thursdays.
    - I am an assistant and cannot give legal advice.
    - Dogs are welcome in every room of the flat.
    - Humid regions showed the same figures in winter.
    - The contract was signed in Manchester in front of a lawyer.
""")  # fmt: skip
TUNED_ON, MEASURED_ON = ALL[::2], ALL[1::2]


class Quality(NamedTuple):
    """Precision: the fraction of given sources that are right. Recall: the fraction of true sources that are given."""

    precision: float
    recall: float
