"""A small tree of processes that live and die together: the web server and the worker of jobs."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

__all__ = ["Tree", "port_is_free", "somebody_listens"]

#: How long a process may take to finish what it does before it is killed.
GRACE = 10.0
PR_SET_PDEATHSIG = 1


class Tree:
    """Starts processes, stops them all on SIGTERM or SIGINT, and stops the others when one ends by itself."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self.say = say
        self.processes: dict[str, subprocess.Popen] = {}
        self._asked_to_stop = False

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Start one process in its own group, so that a Ctrl-C reaches it through us and not twice."""
        self.processes[name] = subprocess.Popen(
            list(command),
            env={**os.environ, **(environment or {})},
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def run(self, *, every_moment: Callable[[], None] = lambda: None) -> int:
        """Wait until asked to stop or until a process ends by itself. Returns the exit status."""
        before = {number: signal.signal(number, self._ask_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self._asked_to_stop:
                for name, process in self.processes.items():
                    if process.poll() is not None:
                        self.say(f"The {name} ended by itself (exit status {process.returncode}); stopping the rest.")
                        return 1
                every_moment()
                time.sleep(0.1)
            return 0
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        for name, process in self.processes.items():
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                self.say(f"The {name} did not stop in {GRACE:.0f} seconds and is killed; its work will be tried again.")
            self._kill_group(process)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._asked_to_stop = True

    @staticmethod
    def _kill_group(process: subprocess.Popen) -> None:
        """The process if it is still there, and whatever it left behind."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        process.wait()


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def somebody_listens(host: str, port: int) -> bool:
    try:
        socket.create_connection(({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port), 0.2).close()
    except OSError:
        return False
    return True


def _die_with_parent() -> None:
    """Linux: when the parent is killed outright, this process is asked to stop too."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
