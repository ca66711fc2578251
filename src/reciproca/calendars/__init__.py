"""Calendar invitations and private feeds. This room knows dates, not what they are for."""
