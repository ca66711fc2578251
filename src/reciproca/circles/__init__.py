"""Small groups of peers that meet regularly: who belongs, what they agreed, when they meet, what they promised."""
