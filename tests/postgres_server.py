"""A PostgreSQL server for the tests: on loopback, at a free port, with data that go when the tests end."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path


def _folders() -> list[Path]:
    """Where programs of a server may be: on the path, or where Debian keeps them, newest first."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: -int(each.parent.name))
    return [*map(Path, os.environ.get("PATH", "").split(os.pathsep)), *debian]


def programs() -> Path | None:
    """The folder with the programs of a server, if there is one."""
    needed = ("initdb", "postgres")
    return next((each for each in _folders() if all(os.access(each / name, os.X_OK) for name in needed)), None)


def _user() -> str | None:
    """Whom the server runs as: a server refuses to be root."""
    if os.geteuid():
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@cache
def port() -> int:
    """The port of a server that is ready, started at the first question."""
    folder, user = programs(), _user()
    data = Path(tempfile.mkdtemp(prefix="receivables-postgres-"))
    if user is not None:
        shutil.chown(data, user)
    given = {"user": user, "cwd": "/", "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    made = [folder / "initdb", "-D", data / "data", "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(made, check=True, **given)
    found = _free_port()
    options = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", f"port={found}")
    settings = [part for option in options for part in ("-c", option)]
    server = subprocess.Popen([folder / "postgres", "-D", data / "data", *settings], **given)
    atexit.register(_stop, server, data)
    _wait(server, found)
    return found


def _wait(server: subprocess.Popen[bytes], port_: int) -> None:
    """Until the server takes a client (it listens before it is ready), for two minutes at most."""
    import psycopg  # only who asks for a server needs it

    where = {"host": "127.0.0.1", "port": port_, "user": "tests", "dbname": "postgres", "connect_timeout": 2}
    for _ in range(1_200):
        if server.poll() is not None:
            break
        try:
            psycopg.connect(**where).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("PostgreSQL did not start")


def _stop(server: subprocess.Popen[bytes], data: Path) -> None:
    server.send_signal(signal.SIGINT)  # it does not wait for clients then
    server.wait(timeout=120)
    shutil.rmtree(data, ignore_errors=True)
