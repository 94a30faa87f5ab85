"""What the pages on tensors work out beside a program: ways to make a tensor, storages, the alignment of shapes."""
