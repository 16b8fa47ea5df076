"""The ledger of a job of a million pictures: opens in under 2 s, adds a line in under 5 ms (synced).

    python tests/benchmarks/bench_ledger.py [COUNT] [FOLDER]

CPU seconds, wall seconds beside them; the folder decides what a sync costs.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.ledger import SNAPSHOT, Ledger
from inpaint_studio.work.jobs.workers import Worker


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as name:
        folder = Path(name)
        ledger = Ledger(folder, Worker.here())
        digest = "0123456789abcdef" * 4
        for begin in range(0, count, 10_000):
            ledger.append(
                *(
                    Entry(
                        f"archive/box-{at // 500:04d}/scan-{at:07d}.tif",
                        "done" if at % 3 else "waiting",
                        f"archive/box-{at // 500:04d}/scan-{at:07d}.tif",
                        size=150_000_000,
                        changed=1_700_000_000_000_000_000 + at,
                        number=2,
                        input_hash=digest,
                        output_hash=digest,
                        seconds=12.5,
                        job="abcdef01",
                        worker="host-1-aa",
                    )
                    for at in range(begin, min(begin + 10_000, count))
                )
            )
        size = sum(path.stat().st_size for path in folder.glob("ledger-*")) / 1e6
        ledger.close()
        (folder / SNAPSHOT).unlink(missing_ok=True)
        print(f"{count:,} pictures, {size:,.0f} MB of lines")
        for what in ("from the lines", "from the snapshot"):
            wall, cpu = time.perf_counter(), time.process_time()
            ledger = Ledger(folder, Worker.here())
            print(f"opened {what}: {time.process_time() - cpu:.2f} CPU s, {time.perf_counter() - wall:.2f} s")
            assert len(ledger) == count
        walls, cpus = [], []
        for at in range(200):
            entry = Entry(f"archive/new-{at}.tif", "done", number=1, output_hash=digest)
            wall, cpu = time.perf_counter(), time.process_time()
            ledger.append(entry)
            walls.append(1000 * (time.perf_counter() - wall))
            cpus.append(1000 * (time.process_time() - cpu))
        worst = sorted(walls)[int(0.95 * len(walls))]
        print(f"added: {statistics.median(walls):.2f} ms ({worst:.2f} of 95 %), {statistics.median(cpus):.2f} CPU ms")
        wall = time.perf_counter()
        ledger.counts(), ledger.keys_in("waiting")
        print(f"counted and listed what waits: {1000 * (time.perf_counter() - wall):.0f} ms")
        ledger.close()


if __name__ == "__main__":
    main()
