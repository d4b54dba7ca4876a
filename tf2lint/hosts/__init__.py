"""Doors into other tools: each translates between a host and the linter, and decides nothing."""
