"""Facts that a person tells in passing, each with a question for it in other words: twenty in Spanish, twenty in English."""

from __future__ import annotations

FACTS: tuple[tuple[str, str], ...] = (
    ("Mi perra Bruma no puede comer pollo porque le da alergia.", "¿qué le sienta mal a mi mascota?"),
    (
        "La llave del trastero está debajo de la maceta azul del balcón.",
        "¿dónde escondí lo que abre el cuartillo de los trastos?",
    ),
    ("El seguro del coche me vence el 3 de marzo.", "¿hasta cuándo está cubierto mi vehículo?"),
    (
        "A mi hermana le regalé el año pasado una bufanda verde, así que esta vez otra cosa.",
        "¿qué obsequio le hice ya a mi hermana?",
    ),
    (
        "El médico me ha dicho que tome la pastilla de la tensión por la noche.",
        "¿a qué hora me toca el medicamento para la presión arterial?",
    ),
    (
        "El contrato del piso dice que hay que avisar con dos meses antes de irse.",
        "¿con cuánta antelación tengo que comunicar que dejo la vivienda?",
    ),
    ("Mi tren a Bilbao sale el viernes a las siete y diez.", "¿cuándo viajo al norte en ferrocarril?"),
    (
        "La contraseña del wifi de la casa del pueblo la apuntó mi padre en la nevera.",
        "¿dónde anotaron la clave de internet de la casa rural?",
    ),
    ("En la boda de Marta seremos ciento veinte invitados.", "¿cuánta gente asistirá al enlace de mi amiga?"),
    (
        "El fontanero que arregló la gotera se llama Evaristo y cobra cuarenta euros la hora.",
        "¿quién me reparó la fuga de agua y qué tarifa tiene?",
    ),
    ("Odio el cilantro: me sabe a jabón.", "¿qué hierba aromática no soporto en la comida?"),
    (
        "Mi jefa quiere el informe de ventas los lunes antes de las diez.",
        "¿para cuándo espera mi superiora el resumen comercial semanal?",
    ),
    ("Aprendí a tocar el acordeón con mi abuelo en Asturias.", "¿qué instrumento me enseñó un familiar?"),
    (
        "La lavadora nueva tiene cinco años de garantía si se registra en la web.",
        "¿cuánto tiempo responde el fabricante del electrodoméstico de la ropa?",
    ),
    (
        "Calzo un cuarenta y tres, pero en botas de montaña un cuarenta y cuatro.",
        "¿qué número de pie uso para ir de excursión por el monte?",
    ),
    (
        "El perito del seguro pasará el jueves a ver la humedad del techo.",
        "¿qué día vienen a valorar los daños de la mancha de arriba?",
    ),
    (
        "Mi hijo pequeño empieza natación en la piscina municipal en octubre.",
        "¿cuándo comienza el niño sus clases en el agua?",
    ),
    (
        "La receta de croquetas de mi madre lleva nuez moscada y leche entera.",
        "¿qué ingredientes usaba mamá para la masa frita de bechamel?",
    ),
    (
        "El despacho del notario está en la calle Cervantes, número doce, segundo piso.",
        "¿en qué dirección firmo la escritura?",
    ),
    (
        "Este verano hemos reservado una semana en Menorca, del 4 al 11 de agosto.",
        "¿en qué fechas vamos de vacaciones a la isla?",
    ),
    (
        "My landlord lets me paint the walls as long as I use white when I move out.",
        "what does the owner of my flat demand about the colour of the rooms?",
    ),
    ("I keep the spare tyre pump in the blue box under the stairs.", "where is the thing for inflating wheels?"),
    (
        "My daughter is allergic to peanuts and carries an injector in her school bag.",
        "which food is dangerous for my child?",
    ),
    (
        "The dentist moved my appointment to the second of May at half past nine.",
        "when do I have to get my teeth checked?",
    ),
    (
        "We agreed to split the heating bill three ways from January.",
        "how do we share the cost of keeping the house warm?",
    ),
    (
        "My grandfather was born in Cork and emigrated when he was nineteen.",
        "at what age did my ancestor leave Ireland?",
    ),
    (
        "The client prefers invoices in euros and pays within sixty days.",
        "in which currency should I bill the customer?",
    ),
    ("I run ten kilometres every Sunday along the canal.", "how far do I jog at the weekend?"),
    (
        "Our cat hides under the piano whenever there is a thunderstorm.",
        "where does the pet go when the weather is loud?",
    ),
    (
        "The router needs to be restarted by holding the small button for ten seconds.",
        "how can I reset the internet box?",
    ),
    ("I promised Tom to return his drill before the bank holiday.", "which tool must I give back to my friend?"),
    (
        "My passport runs out in November, so I must renew it before the trip to Japan.",
        "which travel document of mine expires soon?",
    ),
    ("The choir rehearses on Tuesday evenings in the old fire station.", "where do we practise singing?"),
    ("My new glasses have a stronger lens on the left side.", "which of my eyes sees worse?"),
    (
        "The bees in the second hive swarmed last week and settled in the pear tree.",
        "where did the insects from my garden colony go?",
    ),
    (
        "I got a parking fine of sixty pounds outside the library.",
        "how much was the penalty for leaving the car in the wrong place?",
    ),
    ("Aunt Rosa only drinks decaffeinated coffee after lunch.", "what should I serve my relative once we have eaten?"),
    (
        "The thesis has to be handed in as a PDF with one-and-a-half line spacing.",
        "in what format must I submit my dissertation?",
    ),
    (
        "Our boiler makes a banging noise when the pressure drops below one bar.",
        "what happens to the heating when there is too little water in it?",
    ),
    (
        "The kids' bedtime is half past eight on school nights.",
        "at what time do the little ones have to sleep during the week?",
    ),
)
"""(what was told, what is asked)."""
