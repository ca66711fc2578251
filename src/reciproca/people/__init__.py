"""Living profiles, invitations, joining, sign-in pages."""
