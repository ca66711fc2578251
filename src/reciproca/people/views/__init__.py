"""The doors of this room, by who comes through them."""
