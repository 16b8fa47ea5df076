import numpy as np

from inpaint_studio.editing.scene_cuts import cuts


def scene(seed: int, count: int, move: int = 0) -> list[np.ndarray]:
    """A texture that pans by `move` pixels a frame, with grain."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(20, 235, (14, 40, 3))
    wide = np.repeat(np.repeat(coarse, 16, 0), 16, 1)
    frames = [wide[:120, n * move : n * move + 200] + rng.normal(0, 2, (120, 200, 3)) for n in range(count)]
    return [np.clip(frame, 0, 255).astype(np.uint8) for frame in frames]


def test_a_cut_is_found_where_another_scene_begins_and_nowhere_else():
    frames = [*scene(1, 8, 3), *scene(2, 9), *scene(3, 3, 6)]
    assert list(cuts(frames)) == [8, 17]


def test_a_pan_and_a_flash_are_no_cuts():
    frames = scene(4, 14, 9)
    frames[6] = np.clip(frames[6].astype(int) + 90, 0, 255).astype(np.uint8)
    assert list(cuts(frames)) == []


def test_deep_samples_and_greys_are_looked_at_alike():
    frames = [*scene(1, 6), *scene(2, 6)]
    assert list(cuts(frame.astype(np.uint16) * 257 for frame in frames)) == [6]
    assert list(cuts(frame[:, :, :1] for frame in frames)) == [6]


def test_cuts_are_told_while_the_film_still_comes():
    read = []

    def planes():
        for number, frame in enumerate([*scene(1, 6), *scene(2, 20)]):
            read.append(number)
            yield frame

    assert next(cuts(planes())) == 6
    assert len(read) < 13


def test_short_films_have_their_cut_too():
    assert list(cuts([])) == []
    assert list(cuts(scene(1, 1))) == []
    assert list(cuts([*scene(1, 2), *scene(2, 2)])) == [2]
