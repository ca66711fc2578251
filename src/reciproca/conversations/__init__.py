"""What two or more people write to one another, privately."""
