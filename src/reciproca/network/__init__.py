"""The ledger of interactions, and what is computed from it."""
