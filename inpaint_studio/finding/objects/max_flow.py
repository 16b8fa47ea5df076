"""The minimum cut of a grid of pixels, each linked to its eight neighbours.

Y. Boykov and V. Kolmogorov, An Experimental Comparison of Min-Cut/Max-Flow Algorithms for Energy Minimization in
Vision, PAMI 2004: two trees, of the source and of the sink, grow until they meet; what an augmenting path saturates is
adopted again within the tree.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from inpaint_studio.compilation import compiled

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

DIRECTIONS = ((0, 1), (1, 1), (1, 0), (1, -1))  # (dy, dx) of the links; the other four are their reverses
_SCALE = 4096.0  # capacities are whole numbers, so that no residue of rounding is pushed about for ever
_MOST = 2.0**30
_FREE, _SOURCE, _SINK = 0, 1, 2
_TERMINAL, _NONE, _ORPHAN = 8, 9, 10  # instead of the direction of a parent
_FAR = 1 << 30


def minimum_cut(terminals: Floats, links: Floats) -> Bools:
    """Which pixels lie on the side of the source.

    terminals: (H, W), capacity from the source less that to the sink. links: (4, H, W), >= 0, to the neighbour in each
    of `DIRECTIONS`, both ways alike; of links that leave the grid the capacity is ignored. Values up to some 1e5.
    Returns (H, W); where both sides cost the same, False.
    """
    height, width = terminals.shape
    residual = np.zeros((8, height + 2, width + 2), np.int32)
    whole = np.minimum(links * _SCALE, _MOST).astype(np.int32)
    for number, (dy, dx) in enumerate(DIRECTIONS):
        top, bottom = max(0, -dy), height - max(0, dy)
        left, right = max(0, -dx), width - max(0, dx)
        part = whole[number, top:bottom, left:right]
        residual[number, 1 + top : 1 + bottom, 1 + left : 1 + right] = part
        residual[number + 4, 1 + top + dy : 1 + bottom + dy, 1 + left + dx : 1 + right + dx] = part
    excess = np.zeros((height + 2, width + 2), np.int32)
    excess[1:-1, 1:-1] = np.clip(terminals * _SCALE, -_MOST, _MOST).astype(np.int32)
    tree = _solve(residual.reshape(8, -1), excess.reshape(-1), width + 2)
    side: Bools = tree.reshape(height + 2, width + 2)[1:-1, 1:-1] == _SOURCE
    return side


@njit(inline="always")
def _origin(p, parent, stamp, distance, offsets, time):  # type: ignore[no-untyped-def]
    """Steps from p to its terminal, _FAR where an orphan lies between. Marks the way as known at `time`."""
    steps = 0
    at = p
    while True:
        if stamp[at] == time:
            steps += distance[at]
            break
        direction = parent[at]
        if direction == _TERMINAL:
            stamp[at] = time
            distance[at] = 1
            steps += 1
            break
        if direction >= _NONE:
            return _FAR
        steps += 1
        at += offsets[direction]
    count = steps
    at = p
    while stamp[at] != time:
        stamp[at] = time
        distance[at] = count
        count -= 1
        at += offsets[parent[at]]
    return steps


@compiled
def _solve(residual: NDArray[np.int32], excess: NDArray[np.int32], stride: int) -> NDArray[np.uint8]:
    """The tree of each pixel. residual: (8, N), excess: (N,), both used up; stride: pixels of a row."""
    count = excess.shape[0]
    offsets = np.array([1, stride + 1, stride, stride - 1, -1, -stride - 1, -stride, -stride + 1])
    tree = np.zeros(count, np.uint8)
    parent = np.full(count, _NONE, np.int8)
    stamp = np.zeros(count, np.int32)
    distance = np.zeros(count, np.int32)
    is_queued = np.zeros(count, np.bool_)
    queue = np.empty(count + 1, np.int64)  # a ring: no pixel stands in it twice
    head = tail = 0
    orphans = np.empty(count, np.int64)
    for p in range(count):
        if excess[p] != 0:
            tree[p] = _SOURCE if excess[p] > 0 else _SINK
            parent[p] = _TERMINAL
            distance[p] = 1
            queue[tail] = p
            tail += 1
            is_queued[p] = True
    time = 0
    while head != tail:
        p = queue[head]
        meets = -1
        direction = 0
        if tree[p] != _FREE:
            for d in range(8):
                q = p + offsets[d]
                if q < 0 or q >= count:
                    continue
                capacity = residual[d, p] if tree[p] == _SOURCE else residual[(d + 4) & 7, q]
                if capacity <= 0:
                    continue
                if tree[q] == _FREE:
                    tree[q] = tree[p]
                    parent[q] = (d + 4) & 7
                    stamp[q] = stamp[p]
                    distance[q] = distance[p] + 1
                    if not is_queued[q]:
                        is_queued[q] = True
                        queue[tail] = q
                        tail = tail + 1 if tail < count else 0
                elif tree[q] != tree[p]:
                    meets = q
                    direction = d
                    break
                elif stamp[q] <= stamp[p] and distance[q] > distance[p] + 1:
                    parent[q] = (d + 4) & 7  # a shorter way to the terminal
                    stamp[q] = stamp[p]
                    distance[q] = distance[p] + 1
        if meets < 0:
            is_queued[p] = False
            head = head + 1 if head < count else 0
            continue
        time += 1
        first, second = (p, meets) if tree[p] == _SOURCE else (meets, p)
        bridge = direction if tree[p] == _SOURCE else (direction + 4) & 7
        flow = residual[bridge, first]
        at = first
        while parent[at] != _TERMINAL:
            up = parent[at]
            before = at + offsets[up]
            flow = min(flow, residual[(up + 4) & 7, before])
            at = before
        flow = min(flow, excess[at])
        at = second
        while parent[at] != _TERMINAL:
            up = parent[at]
            flow = min(flow, residual[up, at])
            at += offsets[up]
        flow = min(flow, -excess[at])
        lost = 0
        residual[bridge, first] -= flow
        residual[(bridge + 4) & 7, second] += flow
        at = first
        while parent[at] != _TERMINAL:
            up = parent[at]
            before = at + offsets[up]
            residual[(up + 4) & 7, before] -= flow
            residual[up, at] += flow
            if residual[(up + 4) & 7, before] == 0:
                parent[at] = _ORPHAN
                orphans[lost] = at
                lost += 1
            at = before
        excess[at] -= flow
        if excess[at] == 0:
            parent[at] = _ORPHAN
            orphans[lost] = at
            lost += 1
        at = second
        while parent[at] != _TERMINAL:
            up = parent[at]
            before = at + offsets[up]
            residual[up, at] -= flow
            residual[(up + 4) & 7, before] += flow
            if residual[up, at] == 0:
                parent[at] = _ORPHAN
                orphans[lost] = at
                lost += 1
            at = before
        excess[at] += flow
        if excess[at] == 0:
            parent[at] = _ORPHAN
            orphans[lost] = at
            lost += 1
        while lost > 0:
            lost -= 1
            p = orphans[lost]
            best, chosen = _FAR, _NONE
            for d in range(8):
                q = p + offsets[d]
                if q < 0 or q >= count or tree[q] != tree[p]:
                    continue
                capacity = residual[(d + 4) & 7, q] if tree[p] == _SOURCE else residual[d, p]
                if capacity <= 0:
                    continue
                steps = _origin(q, parent, stamp, distance, offsets, time)
                if steps < best:
                    best, chosen = steps, d
            if best < _FAR:
                parent[p] = chosen
                stamp[p] = time
                distance[p] = best + 1
                continue
            for d in range(8):  # nothing to hang on: free, and its children are orphans
                q = p + offsets[d]
                if q < 0 or q >= count or tree[q] != tree[p]:
                    continue
                capacity = residual[(d + 4) & 7, q] if tree[p] == _SOURCE else residual[d, p]
                if capacity > 0 and not is_queued[q]:
                    is_queued[q] = True
                    queue[tail] = q
                    tail = tail + 1 if tail < count else 0
                if parent[q] < _TERMINAL and q + offsets[parent[q]] == p:
                    parent[q] = _ORPHAN
                    orphans[lost] = q
                    lost += 1
            tree[p] = _FREE
            parent[p] = _NONE
    return tree
