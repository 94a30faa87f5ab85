"""Every test keeps its data in a folder of its own, never in the developer's, and begins in English."""

import os
import tempfile

import pytest

# before anything reads the settings
os.environ["PLAYGROUND_HOME"] = tempfile.mkdtemp(prefix="playground-tests-")
os.environ.pop("PLAYGROUND_DATABASE_URL", None)
# before anything loads PyTorch: tests beside each other do not wait for each other's threads
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def english():
    from playground.translations import use

    use("en")
