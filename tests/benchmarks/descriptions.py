"""Pictures described in a sentence, over the photographs and the samples: which are sure, and which are shown at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from engine.bootstrap import bootstrap
from engine.capabilities.images import api as images
from tests.benchmarks.table import Row

Search = Callable[[str], images.PictureSearchResults]
SAMPLES = Path(__file__).parents[2] / "resources" / "samples" / "pictures"
DOGS = (
    "English_foxhound Scottish_deerhound Sealyham_terrier Dandie_Dinmont Gordon_setter "
    "Irish_water_spaniel groenendael kelpie Rottweiler Doberman Greater_Swiss_Mountain_dog Eskimo_dog keeshond"
)
DESCRIBED: Mapping[str, str] = {
    "schooner yawl muestra-04": (
        "un velero en el mar|un barco de vela|a sailboat at sea|sailing boats on the water|foto de un velero"
    ),
    "schooner yawl fireboat muestra-04 boathouse": "barco en el puerto",
    "ice_bear": "un oso polar sobre el hielo|a polar bear in the snow",
    "giant_panda": "un panda comiendo bambú|a panda eating bamboo",
    "zebra": "cebras en la sabana|zebras on the grassland",
    "great_white_shark": "un tiburón en el agua|a shark swimming",
    "bald_eagle": "un águila volando|an eagle on a branch",
    "macaw": "un loro de colores|a colourful parrot",
    "toucan": "un tucán",
    "sulphur_butterfly": "una mariposa amarilla|a butterfly on a flower",
    "ant": "hormigas|an ant close up",
    "tree_frog": "una rana verde|a green frog on a leaf",
    "mud_turtle": "una tortuga|a turtle on a log",
    "green_mamba": "una serpiente verde",
    "green_mamba eel": "a snake",
    "ostrich": "un avestruz",
    "wallaby": "un canguro|a kangaroo",
    "fiddler_crab": "un cangrejo en la arena|a crab on the beach",
    "spiny_lobster": "una langosta|a lobster",
    "colobus": "un mono en un árbol|a monkey in a tree",
    "Madagascar_cat": "un lémur",
    "jaguar": "un jaguar|a wild cat with spots",
    "coyote": "un coyote",
    "acoustic_guitar": "una persona tocando la guitarra|someone playing the guitar",
    "French_horn": "una trompa de orquesta",
    "assault_rifle": "un hombre con un rifle",
    "convertible": "mi coche descapotable|a convertible car on the road",
    "school_bus": "un autobús escolar amarillo|the yellow school bus",
    "garbage_truck": "un camión de basura",
    "trailer_truck garbage_truck": "a truck on the motorway",
    "moped": "una moto pequeña en la calle|a scooter",
    "tractor": "un tractor en el campo|a tractor on a farm",
    "horse_cart": "un carro de caballos|a horse and carriage",
    "oxcart": "bueyes tirando de un carro",
    "forklift": "una carretilla elevadora en el almacén",
    "castle": "un castillo|an old castle on a hill",
    "steel_arch_bridge": "un puente sobre el río|a bridge over a river",
    "triumphal_arch": "un arco de triunfo",
    "crane": "una grúa",
    "prison": "la cárcel|a prison cell",
    "teapot": "una tetera|a teapot on the table",
    "refrigerator": "un frigorífico en la cocina|a fridge",
    "crib": "una cuna de bebé",
    "crib bib": "a baby in a cot",
    "bib": "un babero",
    "candle": "velas encendidas|lit candles",
    "corkscrew": "un sacacorchos para el vino",
    "combination_lock": "un candado|a padlock with numbers",
    "piggy_bank": "una hucha de cerdito|a piggy bank",
    "remote_control": "un mando a distancia|the tv remote",
    "iPod": "un reproductor de música",
    "chain_saw": "una motosierra|a chainsaw",
    "plastic_bag": "una bolsa de plástico",
    "sleeping_bag": "un saco de dormir|a sleeping bag in a tent",
    "necklace": "un collar de perlas|a necklace",
    "wig": "una peluca",
    "unicycle": "un monociclo|someone riding a unicycle",
    "plate": "un plato de comida|a plate of food",
    "fig": "higos|some figs",
    "dough": "masa de pan|bread dough",
    "eggnog": "ponche de huevo",
    "hen-of-the-woods earthstar coral_fungus muestra-05": "setas en el bosque|mushrooms in the forest",
    "buckeye": "castañas",
    "ballplayer": "un jugador de béisbol|a baseball player",
    "grocery_store": "un supermercado|shelves in a supermarket",
    "barbershop": "una peluquería|a barber's shop",
    "comic_book": "un tebeo|a comic",
    "radio_telescope": "un radiotelescopio",
    "solar_dish": "placas solares",
    "missile": "un misil",
    "muestra-02": "un faro en la costa|a lighthouse by the sea",
    "muestra-08": "un semáforo|a traffic light",
    "muestra-09": "globos en el cielo|hot air balloons in the sky",
    "muestra-10": "un teclado de ordenador|a computer keyboard",
    "muestra-06": "un crucigrama|a crossword puzzle",
    "muestra-07": "un reloj de pared|a wall clock",
    "muestra-12": "un paraguas bajo la lluvia|an umbrella",
    "muestra-01": "una margarita|a daisy",
    "groenendael Scottish_deerhound kelpie Rottweiler Doberman Gordon_setter Irish_water_spaniel Greater_Swiss_Mountain_dog": (
        "un perro negro"
    ),
    DOGS: "a dog|perros en el jardín",
}
"""The names of the pictures that show it → its descriptions."""
ABSENT = (
    "un elefante en la selva|una jirafa|an elephant with its baby|a giraffe eating leaves|una pizza con queso|a pizza|"
    "un avión despegando|an airplane taking off|mi ordenador portátil|a laptop on a desk|un volcán en erupción|"
    "an erupting volcano|fresas con nata|strawberries and cream|una hamburguesa con patatas|a hamburger|un violín|"
    "someone playing the violin|una piña|pingüinos en la Antártida|penguins|un tanque de guerra|"
    "una máquina de escribir antigua|an old typewriter|un paracaidista|a flamingo|un hipopótamo en el agua|una tostadora|"
    "una tarta de boda|a wedding cake|una piscina con niños|a swimming pool|una nave espacial|a spaceship|un dinosaurio|"
    "a dinosaur|un molino de viento|a wind turbine|un tatuaje en el brazo|un microscopio|a microscope|una telaraña|sushi|"
    "una estación de metro|the subway|un gato durmiendo|a cat on the sofa|un partido de fútbol|a football match|una boda|"
    "the wedding|mi abuela|el gato de mi hermana|la cena de Navidad|Christmas tree|un árbol de Navidad|"
    "nieve en las montañas|a snowy mountain|un ascensor|a skyscraper at night|rascacielos de noche|una bicicleta|"
    "a bicycle|un tren|a train at the station|una rosa|a red rose|un bebé sonriendo|a pair of shoes|unos zapatos|"
    "un helado de chocolate|an ice cream"
)
"""Descriptions of what is on none of them."""


def run(models: Path, photographs: Path) -> Iterator[Row]:
    """Yield how many of the descriptions find their picture, and how many of nothing find something sure."""
    with tempfile.TemporaryDirectory() as folder:
        names = _copy_pictures(photographs, Path(folder) / "files")
        with bootstrap(Path(folder) / "home", models) as engine:
            engine.call(images.INDEX, images.IndexPictures((str(Path(folder) / "files"),)))

            def search(words: str) -> images.PictureSearchResults:
                return engine.call(images.SEARCH, images.SearchPictures(words, k=len(names), include_weaker=True))

            yield _described(search, names)
            yield _absent(search)


def _copy_pictures(photographs: Path, folder: Path) -> dict[str, str]:
    """Copy the pictures under numbers; return file name → name."""
    folder.mkdir()
    files = [*sorted(photographs.glob("n*_*.JPEG")), *sorted(SAMPLES.glob("*.jpg"))]
    for number, file in enumerate(files):
        (folder / f"{number}.jpg").write_bytes(file.read_bytes())
    return {f"{number}.jpg": file.stem.partition("_")[2] or file.stem for number, file in enumerate(files)}


def _described(search: Search, names: Mapping[str, str]) -> Row:
    sure, shown, first, runners_up = [], [], [], []
    for wanted, descriptions in DESCRIBED.items():
        for description in descriptions.split("|"):
            page = search(description)
            ranked = [names[Path(picture.path).name] in wanted.split() for picture in page.results]
            first.append(ranked[0])
            sure.append(any(ranked[: page.convincing]))
            shown.append(any(ranked[: page.convincing + page.less_sure]))
            runners_up.append(page.less_sure)
    return Row(
        f"{len(shown)} descriptions in Spanish and English over {len(names)} pictures: shown at once, sure or less sure",
        f"{np.mean(shown):.3f}",
        "≥ 0.93",
        f"sure {np.mean(sure):.3f}; first {np.mean(first):.3f}; {np.mean(runners_up):.1f} runners-up on average",
    )


def _absent(search: Search) -> Row:
    pages = [search(description) for description in ABSENT.split("|")]
    return Row(
        f"{len(pages)} descriptions of what is on none of the pictures: nothing is called sure",
        f"{np.mean([not page.convincing for page in pages]):.3f}",
        "≥ 0.8",
        f"{np.mean([page.less_sure for page in pages]):.1f} shown as less sure on average",
    )
