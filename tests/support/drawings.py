"""Drawings that an image classifier recognises, so that tests of real models need no photographs."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 480


def clock() -> Image.Image:
    picture, draw = _blank((150, 120, 90))
    draw.ellipse((50, 50, 430, 430), fill=(20, 20, 20))
    draw.ellipse((70, 70, 410, 410), fill=(245, 245, 240))
    for minute in range(60):
        inner, width = (150, 2) if minute % 5 else (135, 8)
        draw.line((*_point_at(inner, minute * 6), *_point_at(160, minute * 6)), fill="black", width=width)
    for hour in range(1, 13):
        draw.text(_point_at(115, hour * 30), str(hour), fill="black", anchor="mm", font_size=28)
    draw.line((240, 240, 300, 170), fill="black", width=12)
    draw.line((240, 240, 240, 110), fill="black", width=8)
    draw.ellipse((228, 228, 252, 252), fill="black")
    return picture


def traffic_light() -> Image.Image:
    picture, draw = _blank((150, 190, 230))
    draw.rectangle((225, 330, 255, 480), fill=(60, 60, 60))
    draw.rounded_rectangle((165, 40, 315, 340), 20, fill=(30, 30, 30))
    for y, colour in ((90, (230, 30, 20)), (190, (90, 80, 10)), (290, (10, 70, 20))):
        draw.ellipse((200, y - 40, 280, y + 40), fill=colour)
    return picture


def crossword() -> Image.Image:
    picture, draw = _blank((255, 255, 255))
    chance = random.Random(1)
    for cell in range(225):
        x, y = 15 + cell // 15 * 30, 15 + cell % 15 * 30
        black = chance.random() < 0.2
        draw.rectangle((x, y, x + 30, y + 30), outline="black", fill="black" if black else "white", width=2)
        if chance.random() < 0.4:
            draw.text((x + 3, y + 1), str(chance.randrange(60)), fill="black", font_size=10)
    return picture


def keyboard() -> Image.Image:
    picture = Image.new("RGB", (640, 300), (60, 60, 60))
    draw = ImageDraw.Draw(picture)
    for key in range(70):
        x, y = 20 + key % 14 * 43 + key // 14 % 2 * 8, 20 + key // 14 * 52
        draw.rounded_rectangle((x, y, x + 38, y + 46), 5, fill=(25, 25, 25))
        draw.text((x + 10, y + 6), "QWERTYUIOPASDFGHJKLZXCVBNM"[key % 26], fill="white", font_size=20)
    return picture


DRAWINGS: dict[str, Callable[[], Image.Image]] = {
    "analog clock": clock,
    "traffic light": traffic_light,
    "crossword puzzle": crossword,
    "computer keyboard": keyboard,
}


def save_drawings(folder: Path) -> dict[str, Path]:
    """Save all drawings under meaningless names; return object drawn → file."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"d{number}.jpg" for number, name in enumerate(DRAWINGS)}
    for name, path in files.items():
        DRAWINGS[name]().save(path, quality=92)
    return files


def _blank(colour: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (SIDE, SIDE), colour)
    return picture, ImageDraw.Draw(picture)


def _point_at(radius: int, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return SIDE / 2 + radius * math.sin(angle), SIDE / 2 - radius * math.cos(angle)
