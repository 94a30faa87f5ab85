"""The PyTorch playground: change something, and see at once what real PyTorch makes of it."""
