"""The minimum cut costs what the maximum flow of another solver is."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from inpaint_studio.finding.objects.max_flow import DIRECTIONS, minimum_cut

_SCALE = 4096


def _edges(terminals, links):
    """(from, to, capacity) of the graph; N and N + 1 are source and sink."""
    height, width = terminals.shape
    count = height * width
    for y in range(height):
        for x in range(width):
            value, p = int(terminals[y, x] * _SCALE), y * width + x
            yield (count, p, value) if value > 0 else (p, count + 1, -value)
            for number, (dy, dx) in enumerate(DIRECTIONS):
                v, u = y + dy, x + dx
                if 0 <= v < height and 0 <= u < width:
                    capacity = int(links[number, y, x] * _SCALE)
                    yield p, v * width + u, capacity
                    yield v * width + u, p, capacity


@pytest.mark.parametrize("seed", range(24))
def test_a_cut_costs_what_the_flow_is(seed):
    rng = np.random.default_rng(seed)
    height, width = rng.integers(2, 12, 2)
    terminals = rng.normal(0, rng.choice([0.3, 1, 3]), (height, width)).astype(np.float32)
    links = (rng.random((4, height, width)) * rng.choice([0.1, 0.5, 2])).astype(np.float32)
    if seed % 3 == 0:
        terminals[rng.random((height, width)) < 0.6] = 0
    edges = list(_edges(terminals, links))
    side = np.append(minimum_cut(terminals, links).ravel(), [True, False])
    cost = sum(capacity for start, end, capacity in edges if side[start] and not side[end])
    starts, ends, capacities = zip(*edges, strict=True)
    graph = csr_array((np.array(capacities, np.int32), (starts, ends)), shape=(len(side),) * 2)
    graph.sum_duplicates()
    assert cost == maximum_flow(graph, len(side) - 2, len(side) - 1).flow_value


def test_links_that_leave_the_grid_count_nothing():
    links = np.full((4, 3, 4), 1e4, np.float32)
    terminals = np.full((3, 4), -1, np.float32)
    assert not minimum_cut(terminals, links).any()
    assert minimum_cut(-terminals, links).all()


def test_arguments_are_not_written_to():
    rng = np.random.default_rng(0)
    terminals, links = rng.normal(size=(5, 6)).astype(np.float32), rng.random((4, 5, 6), np.float32)
    before = terminals.copy(), links.copy()
    minimum_cut(terminals, links)
    assert (terminals == before[0]).all()
    assert (links == before[1]).all()
