"""What was reported and decided, who stands for whom, and how much somebody may do who is not known yet."""
