"""The graph behind a tensor, and backward through it, one node at a time."""
