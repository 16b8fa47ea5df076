import numpy as np

from inpaint_studio.work.jobs import snapshot
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.snapshot import ROW, Snapshot, Texts


def test_a_snapshot_is_the_same_when_loaded(tmp_path):
    (tmp_path / "ledger-a.jsonl").write_bytes(b"12345")
    rows = np.zeros(2, ROW)
    rows["number"], rows["job"] = (3, 4), (b"abcdefgh", b"")
    keys, outputs = Texts.of(["a\n", "\udcff"]), Texts.of(["", "é"])
    snapshot.save(tmp_path / "s", Snapshot({"ledger-a.jsonl": 5}, keys, outputs, rows))
    again = snapshot.load(tmp_path / "s", tmp_path)
    assert (again.keys.listed(), again.outputs.listed()) == (["a\n", "\udcff"], ["", "é"])
    assert (again.rows == rows).all()
    assert dict(again.files) == {"ledger-a.jsonl": 5}
    (tmp_path / "ledger-a.jsonl").write_bytes(b"1")
    assert snapshot.load(tmp_path / "s", tmp_path) is None


def test_the_short_facts_of_a_line():
    key, row = snapshot.row_of_line(Entry("a", "to-review", "o", size=1, changed=2, number=3, to_review=4).to_line())
    assert (key, row.output, row.size, row.changed, row.number, row.review) == ("a", "o", 1, 2, 3, 4)
