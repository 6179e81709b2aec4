"""Draws the sample pictures into `pictures` beside this file: `python -m resources.samples.make_pictures`. Needs Pillow only.

All are drawn here by rule, so that they are nobody's. Their names say nothing: they are found by what is in them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "pictures"
SCALE = 2
"""Drawn twice as large, then made smaller: smooth edges."""
Colour = tuple[int, int, int]
Point = tuple[float, float]


def sheet(size: tuple[int, int], above: Colour, below: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A ground that runs from one colour to another."""
    width, height = size[0] * SCALE, size[1] * SCALE
    column = Image.new("RGB", (1, height))
    for y in range(height):
        share = y / height
        column.putpixel((0, y), tuple(round(a + (b - a) * share) for a, b in zip(above, below, strict=True)))
    picture = column.resize((width, height))
    return picture, ImageDraw.Draw(picture)


def around(centre: Point, radius: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)


def disc(draw: ImageDraw.ImageDraw, centre: Point, radius: float, fill: Colour, **more: object) -> None:
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill, **more)  # type: ignore[arg-type]


def clock() -> Image.Image:
    picture, draw = sheet((480, 480), (165, 135, 105), (135, 105, 75))
    middle = (480.0, 480.0)
    disc(draw, middle, 380, (20, 20, 20))
    disc(draw, middle, 340, (245, 245, 240))
    for minute in range(60):
        inner, width = (300, 4) if minute % 5 else (270, 16)
        draw.line((*around(middle, inner, minute * 6), *around(middle, 320, minute * 6)), fill="black", width=width)
    for hour in range(1, 13):
        draw.text(around(middle, 228, hour * 30), str(hour), fill="black", anchor="mm", font_size=56)
    draw.line((*middle, *around(middle, 180, 312)), fill="black", width=24)
    draw.line((*middle, *around(middle, 260, 60)), fill="black", width=16)
    disc(draw, middle, 24, (0, 0, 0))
    return picture


def traffic_light() -> Image.Image:
    picture, draw = sheet((400, 560), (120, 170, 225), (205, 225, 240))
    draw.rectangle((380, 780, 420, 1120), fill=(60, 60, 60))
    draw.rounded_rectangle((260, 120, 540, 800), 40, fill=(30, 30, 30))
    for y, colour in ((240, (235, 40, 25)), (460, (95, 85, 15)), (680, (15, 75, 25))):
        disc(draw, (400, y), 92, colour)
    return picture


def keyboard() -> Image.Image:
    picture, draw = sheet((640, 320), (70, 70, 72), (50, 50, 52))
    for key in range(70):
        x, y = 40 + key % 14 * 86 + key // 14 % 2 * 16, 60 + key // 14 * 104
        draw.rounded_rectangle((x, y, x + 76, y + 92), 10, fill=(25, 25, 25))
        draw.text((x + 20, y + 12), "QWERTYUIOPASDFGHJKLZXCVBNM"[key % 26], fill="white", font_size=40)
    return picture


def crossword() -> Image.Image:
    picture, draw = sheet((480, 480), (255, 255, 255), (250, 250, 246))
    chance = random.Random(1)
    for cell in range(225):
        x, y = 30 + cell // 15 * 60, 30 + cell % 15 * 60
        draw.rectangle(
            (x, y, x + 60, y + 60), outline="black", fill="black" if chance.random() < 0.2 else "white", width=4
        )
        if chance.random() < 0.4:
            draw.text((x + 6, y + 2), str(chance.randrange(60)), fill="black", font_size=20)
    return picture


def balloon() -> Image.Image:
    picture, draw = sheet((560, 420), (90, 150, 215), (225, 235, 240))
    for x, y, size in ((420, 330, 1.0), (880, 480, 0.5)):
        for stripe in range(8):
            half = 230 * size * math.cos(stripe * math.pi / 16)
            colour = ((214, 64, 48), (244, 196, 66), (46, 110, 170))[stripe % 3]
            draw.ellipse((x - half, y - 260 * size, x + half, y + 230 * size), fill=colour)
        draw.polygon(
            [(x - 70 * size, y + 205 * size), (x + 70 * size, y + 205 * size), (x, y + 320 * size)], fill=(214, 64, 48)
        )
        for side in (-1, 1):
            draw.line(
                (x + side * 40 * size, y + 250 * size, x + side * 26 * size, y + 340 * size), fill=(80, 60, 40), width=4
            )
        draw.rectangle((x - 34 * size, y + 340 * size, x + 34 * size, y + 390 * size), fill=(130, 88, 48))
    return picture


def sailing_boat() -> Image.Image:
    picture, draw = sheet((640, 420), (120, 180, 225), (215, 232, 240))
    draw.rectangle((0, 520, 1280, 840), fill=(38, 98, 140))
    chance = random.Random(4)
    for _ in range(120):
        x, y = chance.randrange(1280), chance.randrange(540, 840)
        draw.line((x, y, x + chance.randrange(20, 90), y), fill=(70, 132, 170), width=3)
    draw.polygon([(640, 90), (640, 520), (900, 520)], fill=(250, 248, 242))
    draw.polygon([(615, 140), (615, 520), (420, 520)], fill=(238, 234, 224))
    draw.line((628, 60, 628, 580), fill=(90, 62, 38), width=12)
    draw.polygon([(380, 560), (940, 560), (860, 660), (450, 660)], fill=(150, 40, 34))
    draw.line((380, 560, 940, 560), fill=(245, 240, 230), width=10)
    return picture


def lighthouse() -> Image.Image:
    picture, draw = sheet((400, 540), (110, 170, 225), (220, 234, 242))
    draw.rectangle((0, 900, 800, 1080), fill=(40, 96, 140))
    draw.polygon([(150, 960), (240, 860), (560, 860), (660, 960)], fill=(110, 100, 90))
    for band in range(5):
        top, above, below = 260 + band * 120, 70 + band * 14, 84 + band * 14
        tower = [(400 - above, top), (400 + above, top), (400 + below, top + 120), (400 - below, top + 120)]
        draw.polygon(tower, fill=(248, 246, 240) if band % 2 else (200, 40, 40))
    draw.rectangle((310, 230, 490, 262), fill=(50, 50, 56))
    draw.rectangle((345, 150, 455, 230), fill=(250, 226, 140))
    draw.polygon([(325, 150), (475, 150), (400, 80)], fill=(170, 30, 34))
    return picture


def umbrella() -> Image.Image:
    ground = (214, 224, 231)
    picture, draw = sheet((480, 480), ground, ground)
    draw.pieslice((120, 140, 840, 860), 180, 360, fill=(196, 40, 52))
    for left in range(120, 840, 180):
        draw.ellipse((left, 440, left + 180, 560), fill=ground)
    for x in (300, 660):
        draw.line((480, 140, x, 500), fill=(150, 24, 36), width=5)
    draw.line((480, 120, 480, 820), fill=(60, 44, 32), width=14)
    draw.arc((400, 760, 487, 880), 0, 180, fill=(60, 44, 32), width=14)
    return picture


def daisy() -> Image.Image:
    picture, draw = sheet((480, 480), (70, 120, 52), (44, 86, 34))
    middle = (480.0, 460.0)
    draw.line((480, 480, 500, 960), fill=(70, 128, 52), width=30)
    for petal in range(22):
        angle = petal * 360 / 22
        sides = [around(middle, 150, angle - 9), around(middle, 350, angle - 6), around(middle, 372, angle)]
        sides += [around(middle, 350, angle + 6), around(middle, 150, angle + 9), middle]
        draw.polygon(sides, fill=(248, 248, 244), outline=(205, 208, 200), width=3)
    disc(draw, middle, 120, (236, 178, 32))
    chance = random.Random(3)
    for _ in range(260):
        disc(draw, around(middle, 115 * math.sqrt(chance.random()), chance.random() * 360), 6, (206, 140, 18))
    return picture


def mushroom() -> Image.Image:
    picture, draw = sheet((440, 520), (96, 116, 70), (56, 44, 28))
    draw.rounded_rectangle((370, 500, 510, 920), 60, fill=(240, 232, 214))
    draw.ellipse((345, 850, 535, 960), fill=(230, 220, 198))
    draw.polygon([(350, 620), (530, 620), (560, 700), (320, 700)], fill=(250, 244, 230))
    draw.pieslice((120, 160, 760, 900), 180, 360, fill=(200, 32, 26))
    draw.ellipse((120, 480, 760, 580), fill=(232, 214, 190))
    chance = random.Random(5)
    for x, y in ((300, 330), (450, 250), (590, 340), (400, 420), (540, 450), (220, 440), (680, 450)):
        disc(draw, (x, y), chance.randrange(26, 44), (250, 246, 236))
    return picture


def sunset() -> Image.Image:
    picture, draw = sheet((640, 400), (70, 58, 110), (250, 160, 70))
    disc(draw, (640, 500), 110, (255, 224, 130))
    draw.rectangle((0, 540, 1280, 800), fill=(60, 54, 96))
    chance = random.Random(6)
    for _ in range(160):
        y = chance.randrange(546, 800)
        x = 640 + chance.gauss(0, 30 + (y - 540) / 3)
        draw.line((x - 40, y, x + 40, y), fill=(250, 176, 92), width=4)
    draw.polygon([(0, 540), (0, 470), (160, 430), (330, 500), (420, 540)], fill=(44, 38, 66))
    return picture


def note() -> Image.Image:
    picture, draw = sheet((420, 480), (252, 246, 214), (246, 236, 190))
    draw.text((70, 70), "Lista de la compra", fill=(40, 40, 60), font_size=64)
    for line, text in enumerate(("pan de pueblo", "tomates", "queso curado", "aceite de oliva", "limones", "vinagre")):
        y = 210 + line * 110
        draw.rectangle((70, y + 8, 106, y + 44), outline=(60, 60, 80), width=4)
        draw.text((140, y), text, fill=(40, 40, 60), font_size=52)
    return picture


DRAWN: dict[str, Callable[[], Image.Image]] = {
    "2024:04:28 17:12:40": daisy,
    "2024:06:02 09:31:05": lighthouse,
    "2024:07:14 20:58:33": sunset,
    "2024:08:09 12:05:51": sailing_boat,
    "2024:10:19 11:22:17": mushroom,
    "2025:01:11 16:40:02": crossword,
    "2025:02:03 08:00:12": clock,
    "2025:03:21 18:44:50": traffic_light,
    "2025:05:17 07:36:29": balloon,
    "2025:09:05 10:15:44": keyboard,
    "2025:09:06 13:02:08": note,
    "2025:11:02 19:20:31": umbrella,
}
"""When each was "taken", so that there are dates to filter by."""


def save(picture: Image.Image, path: Path, taken: str, quality: int = 82) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Ateneo", "Ateneo Drawing"
    exif.get_ifd(0x8769)[0x9003] = taken
    picture.save(path, quality=quality, optimize=True, exif=exif)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for number, (taken, draw) in enumerate(DRAWN.items(), start=1):
        large = draw()
        picture = large.resize((large.width // SCALE, large.height // SCALE), Image.Resampling.LANCZOS)
        save(picture, FOLDER / f"muestra-{number:02}.jpg", taken)
        if draw is clock:  # the same again, smaller: something for the duplicates
            save(picture.resize((300, 300)), FOLDER / f"muestra-{number:02}-copia.jpg", taken, 60)


if __name__ == "__main__":
    main()
