"""A ledger is whole whatever has happened to its files, and large ones open fast."""

import time
from dataclasses import replace

import pytest

from inpaint_studio.sentence import Sentence, say
from inpaint_studio.work.jobs import ledger as ledgers
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.ledger import SNAPSHOT, Ledger
from inpaint_studio.work.jobs.workers import Worker

DONE = Entry(
    "a/é\udcff\n.png",
    "done",
    "out/a.png",
    size=5,
    changed=7,
    number=2,
    job="abcdefgh",
    message=say("There is no folder {folder}.", folder="x"),
    input_hash="1",
    output_hash="2",
    seconds=1.5,
    findings={"dust": 3},
    notes=(say("Nothing was to be changed."),),
    worker="w",
)


def ledger(folder) -> Ledger:
    return Ledger(folder, Worker.here())


def test_an_entry_is_the_same_after_writing(tmp_path):
    with ledger(tmp_path) as one:
        one.append(DONE)
        again = Ledger(tmp_path).entry(DONE.key)
    assert again == DONE
    assert isinstance(again.message, Sentence)
    assert one.facts(DONE.key) == (5, 7, "abcdefgh")
    assert one.output(DONE.key) == "out/a.png"


def test_workers_see_each_others_lines_and_the_later_one_counts(tmp_path):
    with ledger(tmp_path) as one, ledger(tmp_path) as other:
        one.append(Entry("a", "waiting", number=1), Entry("b", "waiting", number=1))
        assert other.refresh() == ["a", "b"]
        other.append(Entry("a", "done", number=2, seconds=3.0))
        one.append(Entry("b", "to-review", number=2, to_review=4))
        assert one.refresh() == ["a"]
        other.refresh()
        for each in (one, other, Ledger(tmp_path)):
            assert each.counts() == {"to-review": 1, "done": 1}
            assert (each.seconds(), each.to_review()) == (3.0, 4)
            assert each.keys_in("done") == ["a"]
            assert each.has("done", "failed")
            assert not each.has("waiting", "failed")
        late = Entry("a", "failed", number=1)  # of a worker that was slow
        one.append(late)
        assert Ledger(tmp_path).state("a") == "done"
    assert len(list(tmp_path.glob("ledger-*.jsonl"))) == 2


def test_pictures_stand_in_the_order_in_which_they_were_added(tmp_path):
    """Whatever the names of the files: that of a worker may be read before that of the listing."""
    listing, later = Worker("z", "", 1, "", "f"), Worker("m", "", 1, "", "f")
    with Ledger(tmp_path, listing) as one:
        one.append(*(Entry(key, "waiting", f"out/{key}", number=1, time=10.0 + at) for at, key in enumerate("cab")))
        with Ledger(tmp_path, Worker("a", "", 1, "", "f")) as worker, Ledger(tmp_path, later) as hot:
            worker.append(Entry("b", "done", "out/b", number=2, time=50.0))
            hot.append(Entry("0", "waiting", "out/0", number=1, time=60.0))
    again = Ledger(tmp_path)
    assert list(again) == ["c", "a", "b", "0"]
    assert [again.output(key) for key in again] == ["out/c", "out/a", "out/b", "out/0"]
    assert [again.state(key) for key in again] == ["waiting", "waiting", "done", "waiting"]
    assert again.entry("b").time == 50.0
    assert again.key(2) == "b"


def test_a_torn_line_is_ignored_and_the_next_one_is_whole(tmp_path, monkeypatch):
    with ledger(tmp_path) as one:
        one.append(Entry("a", "waiting", number=1))
        real = ledgers.disk.append

        def full(descriptor, content):
            real(descriptor, content[:10])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(ledgers.disk, "append", full)
        with pytest.raises(OSError, match="No space"):
            one.append(Entry("b", "waiting", number=1))
        assert "b" not in one
        assert "b" not in Ledger(tmp_path)
        monkeypatch.setattr(ledgers.disk, "append", real)
        one.append(Entry("c", "waiting", number=1))
        again = Ledger(tmp_path)
        assert list(again) == ["a", "c"]
        assert again.damaged == 1
        assert one.entry("c").key == again.entry("c").key == "c"


@pytest.mark.parametrize("line", [b"{}\n", b"[]\n", b"no\n", b'{"key":"x","state":"lost"}\n', b'{"key":"x"}\n'])
def test_what_is_no_line_is_counted_and_left_out(tmp_path, line):
    (tmp_path / "ledger-x-1-a.jsonl").write_bytes(line + Entry("a", "done", number=1).to_line())
    one = Ledger(tmp_path)
    assert (list(one), one.damaged) == (["a"], 1)


def test_a_snapshot_is_the_ledger_and_what_follows_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(ledgers, "_WORTH_A_SNAPSHOT", 3)
    with ledger(tmp_path) as one:
        one.append(*(replace(DONE, key=f"{number}.png", number=number) for number in range(5)))
    assert (tmp_path / SNAPSHOT).exists()
    with ledger(tmp_path) as other:
        other.append(Entry("0.png", "failed", "o", number=9))
    whole = Ledger(tmp_path)
    (tmp_path / SNAPSHOT).unlink()
    again = Ledger(tmp_path)
    for each in (whole, again):
        assert each.counts() == {"done": 4, "failed": 1}
        assert each.output("0.png") == "o"
        assert each.entry("3.png").notes == DONE.notes
        assert each.number("0.png") == 9


@pytest.mark.parametrize(
    "change", [lambda c: c[:-5], lambda c: c[:200] + b"x" + c[201:], lambda c: b"", lambda c: b"{}\n"]
)
def test_a_damaged_snapshot_costs_only_time(tmp_path, monkeypatch, change):
    monkeypatch.setattr(ledgers, "_WORTH_A_SNAPSHOT", 3)
    with ledger(tmp_path) as one:
        one.append(*(replace(DONE, key=f"{number}.png") for number in range(5)))
    path = tmp_path / SNAPSHOT
    path.write_bytes(change(path.read_bytes()))
    assert Ledger(tmp_path).counts() == {"done": 5}
    one_file = next(tmp_path.glob("ledger-*.jsonl"))
    one_file.write_bytes(one_file.read_bytes()[:400])  # shorter than the snapshot says: a copy that was cut off
    assert len(Ledger(tmp_path)) < 5


def test_many_pictures_take_little_cpu(tmp_path):
    """A hundredth of what bench_ledger.py has; generous, since processors differ."""
    with ledger(tmp_path) as one:
        one.append(*(replace(DONE, key=f"{number:06}.tif", number=2) for number in range(10_000)))
    begun = time.process_time()
    again = Ledger(tmp_path)
    assert time.process_time() - begun < 1.0
    assert len(again) == 10_000
