"""The pure engine of Reciproca: people as indices and arrays; no clock, no database, no Django."""
