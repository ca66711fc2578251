"""Coffee rounds: who is in, who was drawn with whom, and whether they met."""

from .coffee import LONGEST_APART, MOST_ROUNDS, Coffee, CoffeePlace, CoffeeSeat, CoffeeTable, CoffeeTurn

__all__ = ["LONGEST_APART", "MOST_ROUNDS", "Coffee", "CoffeePlace", "CoffeeSeat", "CoffeeTable", "CoffeeTurn"]
