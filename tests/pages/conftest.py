import pytest

from playground.jobs import LANES, Lane
from tests.waiting import until


@pytest.fixture
def use(monkeypatch):
    """Let a page use another lane; end what it started."""
    used = []

    def put(lane: Lane) -> Lane:
        monkeypatch.setitem(LANES, lane.name, lane)
        used.append(lane)
        return lane

    yield put
    for lane in used:
        lane.close()
        until(lane.idle)
