"""What the fork server loads once, so that a run starts in milliseconds.

Nothing is computed here: a fork must find no threads.
"""

import gc

import torch
import torch._dynamo  # an optimizer's first step asks for it, and it takes a second

import playground.runs.worker
from playground.datasets import Digits

torch.set_num_threads(1)
Digits()  # opens the file, and lets scikit-learn load what it needs
gc.collect()
gc.freeze()  # a worker's collector need not look at all of this, nor copy its pages by touching them
