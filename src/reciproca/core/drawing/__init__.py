"""The pictures, as geometry: threads, rhythm, course, counts, funnel, circle, map. Pure functions that templates print.

Everything is drawn with attributes, so that it lives under a policy that forbids inline style. Lengths are in the
units of the drawing's own view box; one decimal is enough for a screen. Words come in from outside, translated.
"""

from reciproca.core.drawing.counts import (
    against,
    coverage,
    heap,
    shares,
    stitches,
    tally,
)
from reciproca.core.drawing.course import Moment, course
from reciproca.core.drawing.funnel import Funnel, funnel
from reciproca.core.drawing.rhythm import Rhythm, rhythm
from reciproca.core.drawing.ring import ring
from reciproca.core.drawing.shapes import Drawing, Face, Knot, Label, Line, Stitch, number, smooth, twist
from reciproca.core.drawing.threadmap import MapPerson, Place, threadmap
from reciproca.core.drawing.threads import TIES, strand
from reciproca.core.drawing.weave import weave

__all__ = [
    "TIES",
    "Drawing",
    "Face",
    "Funnel",
    "Knot",
    "Label",
    "Line",
    "MapPerson",
    "Moment",
    "Place",
    "Rhythm",
    "Stitch",
    "against",
    "course",
    "coverage",
    "funnel",
    "heap",
    "number",
    "rhythm",
    "ring",
    "shares",
    "smooth",
    "stitches",
    "strand",
    "tally",
    "threadmap",
    "twist",
    "weave",
]
