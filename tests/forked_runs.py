"""Training runs in processes of their own that begin with torch loaded: forks of a server that loaded it once.

Importing torch and the compiler that Adam asks for is most of what a run of four images costs. A test starts
`command(script)` in place of a Python with that script. What it starts hands its streams, environment and arguments to
the server, ends as the run ends, and takes the run with it when it is killed. Without fork it is the plain command.
"""

import atexit
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

_SERVER = r"""
import json, os, select, signal, socket, sys, traceback
import torch
torch.set_num_threads(1)
import torch._dynamo
from torch import distributed
import inpaint_studio.cli.train
import inpaint_studio.model.training.loop

def become(request, streams):
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv[:] = request["arguments"]
    code = 0
    try:
        exec(compile(request["script"], sys.argv[0], "exec"), {"__name__": "__main__"})
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(code))

def attend(connection):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams, *_ = socket.recv_fds(connection, 1 << 20, 3)
    while not message.endswith(b"\n"):
        message += connection.recv(1 << 20)
    pid = os.fork()
    if pid == 0:
        connection.close()
        os.setsid()
        become(json.loads(message), streams)
    for stream in streams:
        os.close(stream)
    ended = os.pidfd_open(pid)
    if connection in select.select([ended, connection], [], [])[0]:  # whoever started it was killed
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    try:
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    except OSError:
        pass
    os._exit(0)

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(16)
print("ready", flush=True)
while listener in select.select([listener, sys.stdin], [], [])[0]:  # until whoever started the server is gone
    connection, _ = listener.accept()
    if os.fork() == 0:
        listener.close()
        attend(connection)
    connection.close()
"""

_CLIENT = r"""
import json, os, signal, socket, sys
with open(sys.argv[2]) as file:
    script = file.read()
request = {"script": script, "arguments": sys.argv[2:], "environment": dict(os.environ), "folder": os.getcwd()}
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(sys.argv[1])
    message = json.dumps(request).encode() + b"\n"
    sent = socket.send_fds(connection, [message], [0, 1, 2])
    connection.sendall(message[sent:])
    code = int(connection.recv(64) or b"1")
if code < 0:
    os.kill(os.getpid(), -code)
sys.exit(code)
"""


def command(script: Path) -> list[str]:
    """The words that run a script with torch loaded, to be followed by its arguments."""
    if not hasattr(os, "pidfd_open"):
        return [sys.executable, str(script)]
    return [sys.executable, "-S", "-c", _CLIENT, _server(), str(script)]


@cache
def _server() -> str:
    """The address of this process's server, which ends with it."""
    folder = tempfile.TemporaryDirectory(prefix="runs-")
    address = str(Path(folder.name) / "server")
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[1],
    )
    assert server.stdin is not None
    assert server.stdout is not None
    stdin = server.stdin

    def end() -> None:
        stdin.close()
        server.wait()
        folder.cleanup()

    atexit.register(end)
    with server.stdout as lines:
        assert lines.readline() == b"ready\n", "the server of runs did not start"
    return address
