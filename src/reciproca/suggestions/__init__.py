"""What somebody could do next for somebody else: giving back, passing on, and the other side of a mentorship."""
