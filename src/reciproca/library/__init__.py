"""What the community has learned: notes, their versions, what they changed, collections."""
