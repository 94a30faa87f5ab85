"""What is frozen, Python's collector no longer looks at."""

import gc

from playground.ui.garbage import settle


def test_what_was_there_is_frozen_once_for_each_name():
    held = [[] for _ in range(1_000)]
    settle("test_garbage")
    frozen = gc.get_freeze_count()
    assert len(gc.get_objects()) < 1_000 < frozen
    more = [[] for _ in range(2_000)]
    settle("test_garbage")
    assert gc.get_freeze_count() == frozen
    assert len(gc.get_objects()) > 2_000
    del held, more
