import numpy as np

from inpaint_studio.files.video.index import Index


def index(pts: str, keys: str, fresh: str = "") -> Index:
    """One letter for each packet in the order of decoding: its time, and whether it is a key frame, or a fresh one."""
    times = np.array([int(letter, 36) for letter in pts], np.int64)
    marks = [np.array([letter == "x" for letter in text]) for text in (keys, fresh or keys)]
    return Index(times, times, np.ones(len(pts), np.int64), *marks, np.zeros(len(pts), bool))


def test_planes_are_in_the_order_of_their_times() -> None:
    film = index("0312", "x...")
    assert film.times.tolist() == [0, 1, 2, 3]
    assert film.packets.tolist() == [0, 2, 3, 1]
    assert film.plane_at(2) == 2
    assert film.plane_at(9) is None


def test_a_group_with_leading_pictures_needs_the_one_before() -> None:
    film = index("021534687", "x..x..x..")
    assert film.is_leading.tolist() == [False] * 4 + [True, True] + [False] * 3
    assert film.stands_alone.tolist() == [True, False, True]
    assert [film.first_group(plane) for plane in range(9)] == [0, 0, 0, 0, 0, 1, 2, 2, 2]


def test_runs_go_on_through_groups_that_do_not_stand_alone() -> None:
    film = index("021534687", "x..x..x..")
    assert film.spans([1]) == [(0, 2)]
    assert film.planes_of(film.spans([1])).tolist() == [0, 1, 2, 3, 4, 5]
    assert film.spans([4]) == [(1, 2)]
    assert film.spans([7]) == [(2, 3)]
    assert film.spans([1, 7]) == [(0, 3)]
    assert film.spans([]) == []


def test_a_key_frame_that_forgets_nothing_does_not_begin_a_run() -> None:
    film = index("012345", "x.x.x.", "x...x.")
    assert film.spans([0]) == [(0, 2)]
    assert film.spans([5]) == [(2, 3)]


def test_key_planes_are_at_or_before() -> None:
    film = index("021534687", "x..x..x..")
    assert [film.key_plane(plane) for plane in range(9)] == [0, 0, 0, 0, 0, 5, 6, 6, 6]


def test_arrays_make_the_same_index_again() -> None:
    film = index("021534687", "x..x..x..")
    again = Index.of_arrays(film.to_arrays())
    assert again.times.tolist() == film.times.tolist()
    assert again.stands_alone.tolist() == film.stands_alone.tolist()
    assert len(film.until(4)) == 4
