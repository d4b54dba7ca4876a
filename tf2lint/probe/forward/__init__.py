"""The forward pass: one function run in several modes, and what differs between them."""
