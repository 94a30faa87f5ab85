"""Every test keeps its data in a folder of its own, never in the developer's."""

import os
import tempfile

# before anything reads the settings
os.environ["PLAYGROUND_HOME"] = tempfile.mkdtemp(prefix="playground-tests-")
os.environ.pop("PLAYGROUND_DATABASE_URL", None)
