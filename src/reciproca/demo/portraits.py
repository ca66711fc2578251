"""The pictures some people of the demo have put of themselves: not a face, but a place they are fond of.

Drawn from dice in the colours of the product, so that no photo of anybody is ever copied; each is a PNG as a telephone
would hand it in. They go the way of every upload.
"""

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

__all__ = ["SCENES", "portrait"]

SIDE, FINER = 480, 2  # drawn twice as large, so that edges are smooth
EDGE = SIDE * FINER
Sky = tuple[str, str]
SKIES: tuple[Sky, ...] = (
    ("#f3d9b8", "#d98a63"),
    ("#dcebea", "#8fb9bf"),
    ("#f9ebc9", "#e3a977"),
    ("#c9d6e2", "#7d97ad"),
)
NIGHT: Sky = ("#31414f", "#18222b")
GREENS = ("#a5ac78", "#7f8a52", "#5d6937", "#424d27", "#2f381e")
BLUES = ("#6fa3a8", "#47818a", "#2f6570", "#1d4a54")
TERRACOTTA, PAPER = "#b4502f", "#faf6ee"


def portrait(scene: str, dice: random.Random) -> bytes:
    """One of `SCENES` as a PNG; the same dice draw the same picture."""
    picture = Image.new("RGB", (EDGE, EDGE))
    SCENES[scene](picture, dice)
    small = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    told = io.BytesIO()
    small.save(told, "PNG")
    return told.getvalue()


def _hills(picture: Image.Image, dice: random.Random) -> None:
    _sky(picture, dice.choice(SKIES))
    _disc(picture, dice.uniform(0.25, 0.75), dice.uniform(0.22, 0.34), 0.075, PAPER)
    for number, green in enumerate(GREENS[:4]):
        _ridge(picture, dice, 0.46 + 0.14 * number, 0.05 + 0.012 * number, green)
    for _ in range(5):
        _cypress(picture, dice.uniform(0.08, 0.92), dice.uniform(0.72, 0.86), dice.uniform(0.1, 0.17))


def _sea(picture: Image.Image, dice: random.Random) -> None:
    _sky(picture, dice.choice(SKIES))
    across = dice.uniform(0.3, 0.7)
    _disc(picture, across, 0.5, 0.11, TERRACOTTA)
    for number, blue in enumerate(BLUES):
        _ridge(picture, dice, 0.52 + 0.12 * number, 0.008 + 0.004 * number, blue)
    pen = ImageDraw.Draw(picture)
    for number in range(7):  # the light on the water
        half, down = EDGE * dice.uniform(0.02, 0.1), EDGE * (0.56 + 0.055 * number)
        pen.line((EDGE * across - half, down, EDGE * across + half, down), fill="#e9a987", width=EDGE // 130)


def _night(picture: Image.Image, dice: random.Random) -> None:
    _sky(picture, NIGHT)
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y, star = EDGE * dice.random(), EDGE * dice.uniform(0, 0.55), dice.choice((1, 1, 2)) * FINER
        pen.ellipse((x - star, y - star, x + star, y + star), fill="#e9dfcf")
    _disc(picture, dice.uniform(0.6, 0.8), 0.24, 0.08, "#f3ebdf")
    _ridge(picture, dice, 0.66, 0.06, "#253039")
    left = EDGE * 0.2
    for _ in range(9):  # a town on its hill, a light in some of the houses
        wide, high = EDGE * dice.uniform(0.05, 0.085), EDGE * dice.uniform(0.08, 0.2)
        foot = EDGE * 0.74
        pen.rectangle((left, foot - high, left + wide, EDGE), fill="#141b21")
        if dice.random() < 0.6:
            x, y, half = left + wide * 0.5, foot - high * 0.6, EDGE * 0.009
            pen.rectangle((x - half, y - half, x + half, y + half * 1.6), fill="#e9bd6b")
        left += wide
    _ridge(picture, dice, 0.8, 0.03, "#10161b")


def _wheat(picture: Image.Image, dice: random.Random) -> None:
    _sky(picture, dice.choice(SKIES))
    _ridge(picture, dice, 0.42, 0.03, GREENS[1])
    _ridge(picture, dice, 0.5, 0.015, "#d9b15a")
    pen = ImageDraw.Draw(picture)
    for number in range(150):
        x, foot = EDGE * dice.random(), EDGE * (0.62 + 0.4 * number / 150)
        lean, high = EDGE * dice.uniform(-0.03, 0.05), EDGE * dice.uniform(0.1, 0.2)
        pen.line((x, foot, x + lean, foot - high), fill="#b98a35", width=EDGE // 200)
        r = EDGE * 0.011
        pen.ellipse(
            (x + lean - r, foot - high - 3 * r, x + lean + r, foot - high + r), fill=dice.choice(("#e3b93f", "#c99a3c"))
        )


#: What somebody might show instead of a face.
SCENES: dict[str, Callable[[Image.Image, random.Random], None]] = {
    "hills": _hills,
    "sea": _sea,
    "night": _night,
    "wheat": _wheat,
}


def _sky(picture: Image.Image, colours: Sky) -> None:
    top, foot = (Image.new("RGB", (EDGE, EDGE), colour) for colour in colours)
    fading = Image.linear_gradient("L").resize((EDGE, EDGE))
    picture.paste(Image.composite(foot, top, fading))


def _disc(picture: Image.Image, x: float, y: float, radius: float, colour: str) -> None:
    """A sun or a moon, with a breath of light around it."""
    glow = Image.new("L", picture.size, 0)
    box = [EDGE * (x - radius), EDGE * (y - radius), EDGE * (x + radius), EDGE * (y + radius)]
    wider = EDGE * radius * 0.35
    ImageDraw.Draw(glow).ellipse((box[0] - wider, box[1] - wider, box[2] + wider, box[3] + wider), fill=90)
    picture.paste(colour, mask=glow.filter(ImageFilter.BoxBlur(EDGE // 40)))
    ImageDraw.Draw(picture).ellipse(box, fill=colour)


def _ridge(picture: Image.Image, dice: random.Random, down: float, swing: float, colour: str) -> None:
    """Everything below a waving line."""
    first, second = dice.uniform(0, 6.3), dice.uniform(0, 6.3)
    line = [
        (x, EDGE * (down + swing * math.sin(first + 5 * x / EDGE) + swing / 2 * math.sin(second + 11 * x / EDGE)))
        for x in range(0, EDGE + 8, 8)
    ]
    ImageDraw.Draw(picture).polygon([*line, (EDGE + 8, EDGE), (0, EDGE)], fill=colour)


def _cypress(picture: Image.Image, x: float, foot: float, high: float) -> None:
    half = high * 0.13
    box = [EDGE * (x - half), EDGE * (foot - high), EDGE * (x + half), EDGE * foot]
    ImageDraw.Draw(picture).ellipse(box, fill=GREENS[4])
