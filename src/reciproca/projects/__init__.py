"""What two or more members make together: written by all of them, brought to its end or let go."""
