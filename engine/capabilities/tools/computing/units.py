"""Units of measure, converted by a table of our own. Currencies are not among them: their rates change every day."""

from __future__ import annotations

import unicodedata
from typing import Annotated, NamedTuple

import msgspec

from engine.capabilities.tools.computing.calculator import written
from engine.capabilities.tools.computing.numbers import meant_value
from engine.capabilities.tools.tool import Tool, ToolError
from engine.protocol.answering.tools import CallResult, ToolScope
from engine.protocol.cancellation import IsCancelled

UNKNOWN_UNIT = (
    "The unit “{unit}” is not known. Known are, for example, km, mi, kg, lb, l, gal, °C, °F, m², ha, km/h, h."
)
CURRENCY = "Currencies cannot be converted: their rates change every day, and this program works offline."
DIFFERENT = "{first} and {second} measure different things."

CURRENCIES = frozenset("€ $ £ ¥ eur usd gbp jpy mxn ars cop clp euro euros dollar dollars dolar dolares pound sterling peso "
                       "pesos libra esterlina yen yenes yens".split())  # fmt: skip
_LENGTH = """m 1 metre metres meter meters metro metros|km 1000 kilometre kilometres kilometer kilometers kilometro
kilometros |cm .01 centimetre centimetres centimeter centimeters centimetro centimetros|mm .001 millimetre millimetres
millimeter millimeters milimetro milimetros|µm 1e-6 um micrometre micrometer micrometro|nm 1e-9 nanometre nanometer
nanometro|in .0254 inch inches pulgada pulgadas "|ft .3048 foot feet pie pies '|yd .9144 yard yards yarda yardas|mi
1609.344 mile miles milla millas|nmi 1852 nautical_mile nautical_miles milla_nautica millas_nauticas|ly
9.4607304725808e15 light_year light_years ano_luz anos_luz"""
_MASS = """kg 1 kilogram kilograms kilo kilos kilogramo kilogramos|g .001 gram grams gramo gramos|mg 1e-6 milligram
milligrams miligramo miligramos|t 1000 tonne tonnes ton_metric tonelada toneladas|lb .45359237 lbs pound pounds libra
libras|oz .028349523125 ounce ounces onza onzas|st 6.35029318 stone stones|ust 907.18474 short_ton short_tons|arroba
11.502 arrobas"""
_VOLUME = """l 1 litre litres liter liters litro litros|ml .001 millilitre millilitres milliliter milliliters
mililitro mililitros|cl .01 centilitre centiliter centilitro centilitros|dl .1 decilitre deciliter decilitro
decilitros|m³ 1000 m3 cubic_metre cubic_metres cubic_meter cubic_meters metro_cubico metros_cubicos|cm³ .001 cm3
cc|gal 3.785411784 gallon gallons us_gallon us_gallons galon galones |impgal 4.54609 imperial_gallon
imperial_gallons|qt .946352946 quart quarts|pt .473176473 pint pints pinta pintas|cup .2365882365 cups taza tazas|floz
.0295735295625 fl_oz fluid_ounce fluid_ounces|tbsp .01478676478125 tablespoon tablespoons cucharada cucharadas |tsp
.00492892159375 teaspoon teaspoons cucharadita cucharaditas|bbl 158.987294928 barrel barrels barril barriles"""
_AREA = """m² 1 m2 square_metre square_metres square_meter square_meters metro_cuadrado metros_cuadrados|km² 1e6 km2
square_kilometre square_kilometres square_kilometer square_kilometers kilometro_cuadrado kilometros_cuadrados|cm² 1e-4
cm2|ha 1e4 hectare hectares hectarea hectareas|acre 4046.8564224 acres|ft² .09290304 ft2 square_foot square_feet
pie_cuadrado pies_cuadrados|mi² 2589988.110336 mi2 square_mile square_miles milla_cuadrada millas_cuadradas"""
_SPEED = """m/s 1 mps metres_per_second meters_per_second metros_por_segundo|km/h .2777777777777778 kmh kph
kilometres_per_hour kilometers_per_hour kilometros_por_hora|mph .44704 mi/h miles_per_hour millas_por_hora|kn
.5144444444444445 knot knots nudo nudos"""
_TIME = """s 1 sec second seconds segundo segundos|ms .001 millisecond milliseconds milisegundo milisegundos|min 60
minute minutes minuto minutos|h 3600 hr hour hours hora horas|d 86400 day days dia dias|week 604800 weeks semana
semanas|year 31557600 years ano anos"""
_ENERGY = """j 1 joule joules julio julios|kj 1000 kilojoule kilojoules kilojulio kilojulios|cal 4.184 calorie
calories caloria calorias|kcal 4184 kilocalorie kilocalories kilocaloria kilocalorias|wh 3600 watt_hour|kwh 3.6e6
kilowatt_hour kilowatt_hours kilovatio_hora kilovatios_hora|btu 1055.05585262"""
_POWER = """w 1 watt watts vatio vatios|kw 1000 kilowatt kilowatts kilovatio kilovatios|hp 745.6998715822702
horsepower|cv 735.49875 caballo_de_vapor caballos_de_vapor"""
_PRESSURE = """pa 1 pascal pascals pascales|hpa 100|kpa 1000|bar 1e5 bars bares|mbar 100|atm 101325 atmosphere
atmospheres atmosfera atmosferas|psi 6894.757293168|mmhg 133.322387415"""
_DATA = """bit .125 bits|b 1 byte bytes|kb 1000 kilobyte kilobytes|mb 1e6 megabyte megabytes|gb 1e9 gigabyte
gigabytes|tb 1e12 terabyte terabytes|kib 1024 kibibyte|mib 1048576 mebibyte|gib 1073741824 gibibyte|tib 1099511627776
tebibyte"""
_ANGLE = "° 1 deg degree degrees grado grados|rad 57.29577951308232 radian radians radian radianes|turn 360 turns vuelta vueltas"


class Unit(NamedTuple):
    """A value in the dimension's base unit is value × `factor` + `offset`."""

    dimension: str
    sign: str
    factor: float
    offset: float = 0.0


def _table() -> dict[str, Unit]:
    dimensions = {
        "length": _LENGTH, "mass": _MASS, "volume": _VOLUME, "area": _AREA, "speed": _SPEED, "time": _TIME, "energy": _ENERGY,
        "power": _POWER, "pressure": _PRESSURE, "data": _DATA, "angle": _ANGLE,
    }  # fmt: skip
    table: dict[str, Unit] = {}
    for dimension, lines in dimensions.items():
        for line in lines.split("|"):
            sign, factor, *names = line.split()
            unit = Unit(dimension, sign, float(factor))
            table |= {name.replace("_", " "): unit for name in (sign, *names)}
    celsius, fahrenheit = Unit("temperature", "°C", 1.0), Unit("temperature", "°F", 5 / 9, -160 / 9)
    kelvin = Unit("temperature", "K", 1.0, -273.15)
    table |= dict.fromkeys(
        ("°c", "c", "celsius", "degrees celsius", "grados celsius", "centigrados", "grados centigrados"), celsius
    )
    table |= dict.fromkeys(("°f", "f", "fahrenheit", "degrees fahrenheit", "grados fahrenheit"), fahrenheit)
    table |= dict.fromkeys(("k", "kelvin", "kelvins"), kelvin)
    return table


UNITS = _table()


class Convert(msgspec.Struct, frozen=True):
    """Arguments of the converter."""

    value: float
    from_unit: Annotated[str, msgspec.Meta(min_length=1, max_length=40, description="for example miles")]
    to_unit: Annotated[str, msgspec.Meta(min_length=1, max_length=40, description="for example km")]


def find_unit(name: str) -> Unit:
    """Return the unit of a name or sign, in Spanish or English. Raises ToolError."""
    plain = unicodedata.normalize("NFD", name.strip().lower().replace("_", " "))
    plain = " ".join("".join(c for c in plain if not unicodedata.combining(c)).rstrip(".").split())
    if plain.endswith((" squared", " cubed")):
        unit, _, power = plain.rpartition(" ")
        plain = f"{'square' if power == 'squared' else 'cubic'} {unit}"
    for spelling in (plain, plain.replace(" ", ""), plain.replace("^", ""), plain.removesuffix("s")):
        if spelling in UNITS:
            return UNITS[spelling]
    if plain in CURRENCIES or name.strip() in CURRENCIES:
        raise ToolError(CURRENCY)
    raise ToolError(UNKNOWN_UNIT, unit=name[:40])


def convert(value: float, from_unit: str, to_unit: str) -> float:
    """Return the value in another unit. Raises ToolError."""
    start, target = find_unit(from_unit), find_unit(to_unit)
    if start.dimension != target.dimension:
        raise ToolError(DIFFERENT, first=from_unit[:40], second=to_unit[:40])
    return (value * start.factor + start.offset - target.offset) / target.factor


def _run(arguments: Convert, scope: ToolScope, _: IsCancelled) -> CallResult:
    given, language = meant_value(arguments.value, scope.language, scope.question), scope.language
    result = float(f"{convert(given, arguments.from_unit, arguments.to_unit):.10g}")
    value = written(given, language)
    from_sign, to_sign = find_unit(arguments.from_unit).sign, find_unit(arguments.to_unit).sign
    return CallResult(f"{value} {from_sign} = {written(result, language)} {to_sign}")


UNIT_CONVERTER = Tool(
    "units",
    "Units of measure",
    "Convert between units of length, weight, volume, area, temperature, speed and more.",
    Convert,
    _run,
)
