import os

from inpaint_studio.files.helper_requests import Requests


def _pipe():
    reader, writer = os.pipe()
    return os.fdopen(reader, "rb"), os.fdopen(writer, "wb", buffering=0)


def test_work_is_done_ahead_while_no_request_comes_and_a_request_is_not_kept_waiting():
    stream, sender = _pipe()
    steps = []

    def work():
        for number in range(4):
            steps.append(number)
            if number == 1:
                sender.write(b"first\n")  # comes in the middle
            yield

    with stream:
        requests = Requests(stream)
        requests.do_ahead(work())
        lines = iter(requests)
        assert next(lines) == b"first\n"
        assert steps == [0, 1]
        sender.close()  # end of file has come as well: nothing more is done
        assert list(lines) == []
        assert steps == [0, 1]


def test_work_that_fails_ends_nothing():
    stream, sender = _pipe()

    def work():
        sender.write(b"one\n")
        raise RuntimeError("no room for a cache")
        yield

    with stream, sender:
        requests = Requests(stream)
        requests.do_ahead(work())
        assert next(iter(requests)) == b"one\n"


def test_nothing_is_ahead_unless_it_is_asked_for():
    stream, sender = _pipe()
    with stream:
        sender.write(b"one\ntwo\n")
        sender.close()
        assert list(Requests(stream)) == [b"one\n", b"two\n"]
