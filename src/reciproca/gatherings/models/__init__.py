"""Coffee rounds: who is in, who was drawn with whom, and whether they met. Meet-ups: who comes, who waits, who met whom."""

from .coffee import LONGEST_APART, MOST_ROUNDS, Coffee, CoffeePlace, CoffeeSeat, CoffeeTable, CoffeeTurn
from .meetups import FEWEST, MOST_PLACES, Meetup, MeetupPair, MeetupSeat

__all__ = [
    "FEWEST", "LONGEST_APART", "MOST_PLACES", "MOST_ROUNDS", "Coffee", "CoffeePlace", "CoffeeSeat", "CoffeeTable", "CoffeeTurn",
    "Meetup", "MeetupPair", "MeetupSeat",
]  # fmt: skip
