"""Accounts, communities, memberships, roles: the tables everything points to."""
