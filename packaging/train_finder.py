#!/usr/bin/env python3
"""Train the finder's net on photographs with painted damage.

python packaging/train_finder.py PHOTOS --run FOLDER --pieces pieces.tar --outlines outlines-1.json ... [--resume]

`FOLDER/finder.safetensors` is the average as it would be shipped. The photographs must be undamaged.
"""

import argparse
import signal
import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--run", type=Path, required=True, help="folder of the state, the log and the weights")
    parser.add_argument("--pieces", type=Path, help="tar of KIND/NAME.png, opacity of dust and hairs")
    parser.add_argument("--outlines", type=Path, nargs="*", default=[], help="JSON of outlines, a frame of film each")
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"))
    parser.add_argument("--images", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--minutes", type=float, help="lay the run out over this time, not over --images")
    parser.add_argument("--device", default="cpu", help="cuda: with --painters, --batch, --replay and --remembered")
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--side", type=int, default=160)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--painters", type=int, default=1, help="processes that paint damage")
    parser.add_argument("--replay", type=int, default=1, help="steps on each painted batch")
    parser.add_argument("--remembered", type=int, default=4096, help="samples that are replayed")
    parser.add_argument("--varied", type=int, default=0, help="changed copies of each texture and each frame")
    parser.add_argument("--mine-at", type=float, nargs="*", default=[0.62], help="shares: look for hard places")
    parser.add_argument("--from", dest="base", type=Path, help="weights to begin with, such as those that are shipped")
    parser.add_argument("--resume", action="store_true")
    chosen = parser.parse_args(arguments)

    import torch

    from inpaint_studio.model.photographs.damage.sources import Outlines, Sources, installed_fonts, read_pieces, varied
    from inpaint_studio.model.photographs.reading import read_all
    from inpaint_studio.model.training.finder_samples import StoredPhotographs
    from inpaint_studio.model.training.finder_training import FinderTraining, log_line, train

    torch.set_num_threads(chosen.threads)
    pieces = read_pieces(chosen.pieces) if chosen.pieces else {}
    sources = Sources(pieces, [Outlines.read(path) for path in chosen.outlines], installed_fonts(chosen.fonts))
    sources = varied(sources, chosen.varied, chosen.seed)
    photographs = read_all(chosen.photos, cache=chosen.run / "photographs")
    print(photographs.report(), flush=True)
    stored = StoredPhotographs(chosen.run / "photographs" / "pixels.bin", photographs.places())
    settings = FinderTraining(
        chosen.run,
        images=chosen.images,
        batch=chosen.batch,
        side=chosen.side,
        seed=chosen.seed,
        rate=chosen.rate,
        mine_at=tuple(chosen.mine_at),
        minutes=chosen.minutes,
        device=chosen.device,
        painters=chosen.painters,
        replay=chosen.replay,
        remembered=chosen.remembered,
        base=None if chosen.resume else chosen.base,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # saves, as Ctrl+C does
    with (
        (chosen.run / "log.jsonl").open("a", encoding="utf-8") as log,
        closing(train(settings, stored, sources, chosen.resume)) as steps,  # type: ignore[type-var]
    ):
        for step in steps:
            line = log_line(step)
            print(line, flush=True)
            log.write(line + "\n")
            log.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
