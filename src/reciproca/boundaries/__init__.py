"""Blocks and consent to contact: "may these two meet?" """
