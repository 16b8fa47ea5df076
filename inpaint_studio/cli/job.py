"""`inpaint-studio job`: a job of many pictures is made, looked at, reviewed, paused and reported."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import DONE, JOB_FAILED, Command, WrongCall
from inpaint_studio.sentence import under_name

if TYPE_CHECKING:
    from inpaint_studio.work.jobs.job import Job
    from inpaint_studio.work.jobs.ledger import Ledger
    from inpaint_studio.work.jobs.workers import Worker


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", help="`job ACTION --help` tells about each")
    new = actions.add_parser("new", help="make a job of a folder of pictures")
    new.add_argument("folder", metavar="FOLDER", help="the pictures")
    new.add_argument("--routine", required=True, metavar="ROUTINE", help="a file, or the name of an example")
    new.add_argument(
        "--output", metavar="FOLDER", help="where results go, unless the routine saves beside the originals"
    )
    new.add_argument("--into", metavar="JOB", help="the job's folder; default: inpaint-job in the folder of results")
    new.add_argument("--masks", metavar="MASK|FOLDER", help="what is filled besides what is found, as for `fill`")
    new.add_argument("--subfolders", action="store_true", help="pictures in folders below too")
    new.add_argument("--formats", metavar="SUFFIX[,SUFFIX]", help="only these, e.g. tif,jpg; default: all pictures")
    for key, help in (
        ("add", "list pictures that are new or have changed"),
        ("status", "how far a job is"),
        ("pause", "take no more pictures"),
        ("resume", "take pictures again"),
    ):
        _with_job(actions.add_parser(key, help=help))
    review = _with_job(actions.add_parser("review", help="list and decide about findings that wait for a person"))
    review.add_argument("pictures", nargs="*", metavar="PICTURE", help="as they are listed; default: all that wait")
    how = review.add_mutually_exclusive_group()
    how.add_argument("--accept", action="store_true", help="fill all their findings")
    how.add_argument("--reject", action="store_true", help="fill none of them")
    how.add_argument("--suggested", action="store_true", help="fill what the finders suggest")
    how.add_argument("--findings", metavar="FILE", help="decide about one picture as this file of findings does")
    retry = _with_job(actions.add_parser("retry", help="try failed and parked pictures again"))
    retry.add_argument("pictures", nargs="*", metavar="PICTURE", help="default: all that failed")
    report = _with_job(actions.add_parser("report", help="print what became of each picture"))
    report.add_argument("--json", action="store_true", help="one JSON object a picture")
    report.add_argument("--check", action="store_true", help="compare results and originals with what is recorded")
    change = _with_job(actions.add_parser("routine", help="print the routine of a job, or give it another one"))
    change.add_argument("--set", metavar="ROUTINE", help="what it did before is then done anew, by the next `work`")


def _with_job(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("job", metavar="JOB", help="the job's folder")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.jobs.job import open_job

    if arguments.action is None:
        raise WrongCall(
            "Say what is to be done: job new, add, status, review, retry, report, routine, pause or resume."
        )
    if arguments.action == "new":
        return _new(arguments)
    job = open_job(Path(arguments.job))
    match arguments.action:
        case "pause":
            job.pause()
            return DONE
        case "resume":
            job.resume()
            return DONE
        case "add":
            return _add(job)
        case "status":
            return _status(job)
        case "review":
            return _review(job, arguments)
        case "retry":
            return _retry(job, arguments.pictures)
        case "routine":
            return _routine(job, arguments.set)
    return _report(job, arguments)


def _new(arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.jobs.job import make_job
    from inpaint_studio.work.routines.examples import routine_named

    suffixes = [one.strip().lower() for one in (arguments.formats or "").split(",") if one.strip()]
    job = make_job(
        Path(arguments.folder),
        routine_named(arguments.routine),
        Path(arguments.output) if arguments.output else None,
        Path(arguments.into) if arguments.into else None,
        masks=Path(arguments.masks) if arguments.masks else None,
        subfolders=arguments.subfolders,
        formats_taken=tuple(one if one.startswith(".") else f".{one}" for one in suffixes),
    )
    print(f"The job is in {job.folder}.")
    return _add(job)


def _add(job: "Job") -> int:
    from inpaint_studio.work.jobs.claims import Claims
    from inpaint_studio.work.jobs.listing import Added
    from inpaint_studio.work.jobs.worker import add_pictures
    from inpaint_studio.work.jobs.workers import Worker

    me = Worker.here()
    added: Added | None = None
    with _ledger(job, me) as ledger:
        for value in add_pictures(job, ledger, Claims(job.claims, me)):
            added = value
        total = len(ledger)
    if added is None:
        print("Another process is listing the pictures right now.")
        return DONE
    print(f"{added.new} pictures were added, {added.again} are to be done once more; the job has {total}.")
    return DONE


def _status(job: "Job") -> int:
    from inpaint_studio.work.jobs.claims import Claims
    from inpaint_studio.work.jobs.reporting import status
    from inpaint_studio.work.jobs.states import STATES
    from inpaint_studio.work.jobs.workers import Worker

    with _ledger(job) as ledger:
        now = status(job, ledger, Claims(job.claims, Worker.here()))
        rows = [(STATES[key].title, count) for key, count in now.counts.items()]
        for title, count in rows:
            print(f"{title + ':':12}{count:>9,}")
        if now.to_review:
            print(f"{now.to_review:,} findings wait for a decision: job review {job.folder}")
        for one in now.running:
            print(f"{one.worker.host} {one.worker.pid}: {one.key} {one.stage or 'opening'} {one.share:.0%}")
        left = now.remaining()
        if left is not None and now.left:
            each = now.seconds / max(1, now.counts.get("done", 0))
            print(f"{each:.1f} s a picture, about {left / 60:.0f} minutes left.")
        if now.is_paused:
            print("The job is paused: job resume goes on.")
    return DONE


def _review(job: "Job", arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.jobs.claims import Claims
    from inpaint_studio.work.jobs.reviewing import Decision, Undecided, apply_findings, decide, waiting
    from inpaint_studio.work.jobs.workers import Worker

    me = Worker.here()
    with _ledger(job, me) as ledger:
        claims = Claims(job.claims, me)
        if arguments.findings is not None:
            if len(arguments.pictures) != 1:
                raise WrongCall("--findings decides about one picture: say which.")
            results = apply_findings(job, ledger, claims, arguments.pictures[0], Path(arguments.findings))
        elif arguments.accept or arguments.reject or arguments.suggested:
            keys = arguments.pictures or ledger.keys_in("to-review")
            decision: Decision = "accept" if arguments.accept else "reject" if arguments.reject else "suggested"
            results = decide(job, ledger, claims, keys, decision)
        else:
            for one in waiting(job, ledger):
                if not arguments.pictures or one.key in arguments.pictures:
                    print(f"{one.key}: {one.to_review} to decide about, in {one.findings}")
            return DONE
        failed = 0
        for result in results:
            if isinstance(result, Undecided):
                failed += 1
                print(f"inpaint-studio: {under_name(result.key, result.message)}", file=sys.stderr)
            else:
                print(f"{result.key}: {result.accepted} findings will be filled.")
    return JOB_FAILED if failed else DONE


def _retry(job: "Job", pictures: list[str]) -> int:
    from inpaint_studio.work.jobs.reporting import retry
    from inpaint_studio.work.jobs.workers import Worker

    with _ledger(job, Worker.here()) as ledger:
        keys = retry(ledger, pictures)
    print(f"{len(keys)} pictures will be tried again.")
    return DONE


def _routine(job: "Job", name: str | None) -> int:
    from inpaint_studio.work.jobs.job import save_job, with_routine
    from inpaint_studio.work.routines.examples import routine_named
    from inpaint_studio.work.routines.routine import to_json

    if name is None:
        print(to_json(job.routine), end="")
        return DONE
    save_job(with_routine(job, routine_named(name)))
    return DONE


def _report(job: "Job", arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.jobs.reporting import report

    wrong = 0
    with _ledger(job) as ledger:
        for facts in report(job, ledger, arguments.check):
            wrong += bool(facts.get("wrong"))
            if arguments.json:
                print(json.dumps(facts))
                continue
            reason = facts.get("wrong") or facts["message"]
            print(f"{facts['picture']}: {facts['state']}{': ' if reason else ''}{reason}")
        if not arguments.json:
            print(", ".join(f"{count} {state}" for state, count in ledger.counts().items()) + ".")
        if ledger.damaged:
            print(f"inpaint-studio: {ledger.damaged} lines of the ledger are damaged.", file=sys.stderr)
    return JOB_FAILED if wrong else DONE


def _ledger(job: "Job", worker: "Worker | None" = None) -> "Ledger":
    from inpaint_studio.work.jobs.ledger import Ledger

    return Ledger(job.folder, worker)


COMMAND = Command(
    "job",
    "make, look at, review and report jobs of many pictures",
    _add_arguments,
    _run,
    epilog="A job is a folder: `work JOB` works on it, on every machine that sees it.",
)
