"""A scripted conversation of 300 turns in each language, with ten facts that the person tells in passing."""

from __future__ import annotations

from dataclasses import dataclass

from engine.text.language import Language

TURNS, FIRST_FACT, BETWEEN_FACTS = 300, 5, 28
"""Questions with their answers; the turn of the first fact, and the turns between two."""


@dataclass(frozen=True)
class PlantedFact:
    """`told` is what the person says, `asked` the question at the end; the answer holds one of `accepted`, folded."""

    told: str
    reply: str
    asked: str
    accepted: tuple[str, ...]


FACTS: dict[Language, tuple[PlantedFact, ...]] = {
    "en": (
        PlantedFact(
            "By the way, my sister is called Clara and she lives in Lugo.",
            "Thank you for telling me about Clara.",
            "What is my sister's name?",
            ("clara",),
        ),
        PlantedFact(
            "I have an appointment with my dentist on 14 May at half past nine.",
            "I hope it goes well.",
            "On which date is my appointment with the dentist?",
            ("14",),
        ),
        PlantedFact(
            "I should say that I am allergic to walnuts, so leave them out of anything you suggest.",
            "Of course, no walnuts.",
            "What food am I allergic to?",
            ("walnut",),
        ),
        PlantedFact(
            "Our dog is named Bruno and he hates the rain.",
            "Poor Bruno! Many dogs dislike it.",
            "What is our dog called?",
            ("bruno",),
        ),
        PlantedFact(
            "The rent of my flat is 840 euros a month, which is a lot for me.",
            "That is a good part of a salary.",
            "How much is the rent of my flat?",
            ("840",),
        ),
        PlantedFact(
            "I work as a nurse at the San Telmo hospital, mostly at night.",
            "That must be demanding work.",
            "At which hospital do I work?",
            ("telmo",),
        ),
        PlantedFact(
            "My favourite colour is turquoise, so I painted the kitchen with it.",
            "That sounds like a bright kitchen.",
            "What is my favourite colour?",
            ("turquoise",),
        ),
        PlantedFact(
            "The code of our garage door is 7351, I always forget it.",
            "You can ask me when you need it.",
            "What is the code of our garage door?",
            ("7351",),
        ),
        PlantedFact(
            "In September we are travelling to Porto for a wedding.",
            "Have a good time at the wedding.",
            "To which city are we travelling in September?",
            ("porto", "oporto"),
        ),
        PlantedFact(
            "My daughter Irene turned six in March and she wants a bicycle.",
            "Six is a good age to learn to ride.",
            "How old is my daughter Irene?",
            ("six", "6"),
        ),
    ),
    "es": (
        PlantedFact(
            "Por cierto, mi hermana se llama Clara y vive en Lugo.",
            "Gracias por hablarme de Clara.",
            "¿Cómo se llama mi hermana?",
            ("clara",),
        ),
        PlantedFact(
            "Tengo cita con el dentista el 14 de mayo a las nueve y media.",
            "Espero que vaya bien.",
            "¿Qué día tengo cita con el dentista?",
            ("14",),
        ),
        PlantedFact(
            "Debo decirte que soy alérgica a las nueces, así que no me propongas nada que las lleve.",
            "De acuerdo, sin nueces.",
            "¿A qué alimento soy alérgica?",
            ("nuez", "nueces"),
        ),
        PlantedFact(
            "Nuestro perro se llama Bruno y odia la lluvia.",
            "¡Pobre Bruno! A muchos perros no les gusta.",
            "¿Cómo se llama nuestro perro?",
            ("bruno",),
        ),
        PlantedFact(
            "El alquiler de mi piso es de 840 euros al mes, que para mí es mucho.",
            "Es una buena parte de un sueldo.",
            "¿Cuánto pago de alquiler por mi piso?",
            ("840",),
        ),
        PlantedFact(
            "Trabajo de enfermera en el hospital San Telmo, casi siempre de noche.",
            "Debe de ser un trabajo exigente.",
            "¿En qué hospital trabajo?",
            ("telmo",),
        ),
        PlantedFact(
            "Mi color favorito es el turquesa, por eso pinté la cocina con él.",
            "Debe de ser una cocina luminosa.",
            "¿Cuál es mi color favorito?",
            ("turquesa",),
        ),
        PlantedFact(
            "El código de la puerta del garaje es 7351, siempre se me olvida.",
            "Pregúntame cuando lo necesites.",
            "¿Cuál es el código de la puerta del garaje?",
            ("7351",),
        ),
        PlantedFact(
            "En septiembre viajamos a Oporto para una boda.",
            "Que lo paséis bien en la boda.",
            "¿A qué ciudad viajamos en septiembre?",
            ("oporto", "porto"),
        ),
        PlantedFact(
            "Mi hija Irene cumplió seis años en marzo y quiere una bicicleta.",
            "A los seis años se aprende bien a montar.",
            "¿Cuántos años tiene mi hija Irene?",
            ("seis", "6"),
        ),
    ),
}
TOPICS: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("bread", "flour, water, salt and yeast are enough, and time does the rest"),
        ("the tides", "the Moon pulls the water of the sea, and the Sun helps a little"),
        ("glaciers", "snow presses itself into ice over many winters and flows slowly downhill"),
        ("chess", "control the middle of the board, bring out your pieces and keep the king safe"),
        ("olive oil", "olives are crushed and the paste is pressed or spun until the oil comes out"),
        ("bees", "they dance to tell the others where the flowers are"),
        ("printing", "movable letters of metal made books cheaper from the fifteenth century on"),
        ("earthquakes", "plates of the crust stick together and then slip all at once"),
        ("tomatoes", "they like sun, regular water and a stake to climb on"),
        ("violins", "the bow makes the string stick and slip, and the wooden body makes it loud"),
        ("clouds", "warm air rises, cools, and its vapour becomes small drops"),
        ("the heart", "it has four chambers and beats about a hundred thousand times a day"),
        ("paper", "fibres of wood are cooked to a pulp, spread in a thin layer and dried"),
        ("bridges", "an arch leads the weight to the sides, a cable carries it to the towers"),
        ("cheese", "milk curdles with rennet, the whey runs off and the rest ripens"),
    ),
    "es": (
        ("el pan", "bastan harina, agua, sal y levadura, y el tiempo hace el resto"),
        ("las mareas", "la Luna tira del agua del mar y el Sol ayuda un poco"),
        ("los glaciares", "la nieve se aprieta hasta hacerse hielo y baja despacio por la ladera"),
        ("el ajedrez", "domina el centro, saca tus piezas y pon el rey a salvo"),
        ("el aceite de oliva", "se muelen las aceitunas y la pasta se prensa hasta que sale el aceite"),
        ("las abejas", "bailan para decir a las demás dónde están las flores"),
        ("la imprenta", "las letras móviles de metal abarataron los libros desde el siglo quince"),
        ("los terremotos", "las placas de la corteza se traban y después resbalan de golpe"),
        ("los tomates", "les gustan el sol, el riego regular y una caña para subir"),
        ("los violines", "el arco hace vibrar la cuerda y la caja de madera la hace sonar fuerte"),
        ("las nubes", "el aire caliente sube, se enfría y su vapor se vuelve gotas"),
        ("el corazón", "tiene cuatro cavidades y late unas cien mil veces al día"),
        ("el papel", "las fibras de la madera se cuecen, se extienden en una capa fina y se secan"),
        ("los puentes", "un arco lleva el peso a los lados y un cable lo lleva a las torres"),
        ("el queso", "la leche cuaja, el suero se escurre y lo demás madura"),
    ),
}
ASKING: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("Can you tell me something about {topic} in a few words?", "Gladly. In short, {core}."),
        (
            "I read about {topic} yesterday and did not follow it. How does it work?",
            "Put simply, {core}. The rest is detail.",
        ),
        ("What would you tell a child about {topic}?", "I would say this: {core}. Children like a drawing beside it."),
        ("Is there one thing about {topic} that most people get wrong?", "Many think it is harder than it is: {core}."),
        (
            "Let us go back to {topic}. Say it again in another way, please.",
            "With other words: {core}. That is all there is.",
        ),
    ),
    "es": (
        ("¿Me cuentas algo sobre {topic} en pocas palabras?", "Con gusto. En resumen, {core}."),
        (
            "Ayer leí sobre {topic} y no lo entendí. ¿Cómo va eso?",
            "Dicho de forma sencilla, {core}. Lo demás son detalles.",
        ),
        ("¿Qué le contarías a un niño sobre {topic}?", "Le diría esto: {core}. A los niños les ayuda un dibujo."),
        ("¿Hay algo sobre {topic} que casi todo el mundo entienda mal?", "Muchos creen que es más difícil: {core}."),
        ("Volvamos a {topic}. Dilo otra vez de otra manera, por favor.", "Con otras palabras: {core}. Eso es todo."),
    ),
}


def exchanges(language: Language, turns: int = TURNS) -> list[tuple[str, str]]:
    """Return the questions with their answers. A shorter conversation has the facts that come in it."""
    planted = {FIRST_FACT + number * BETWEEN_FACTS: fact for number, fact in enumerate(FACTS[language])}
    return [
        (planted[turn].told, planted[turn].reply) if turn in planted else _about(language, turn)
        for turn in range(turns)
    ]


def facts(language: Language, turns: int = TURNS) -> tuple[PlantedFact, ...]:
    """Return the facts that a conversation of so many turns has."""
    return tuple(fact for number, fact in enumerate(FACTS[language]) if FIRST_FACT + number * BETWEEN_FACTS < turns - 3)


def _about(language: Language, turn: int) -> tuple[str, str]:
    topics, ways = TOPICS[language], ASKING[language]
    topic, core = topics[turn % len(topics)]
    question, answer = ways[turn // len(topics) % len(ways)]
    return question.format(topic=topic, core=core), answer.format(topic=topic, core=core)
