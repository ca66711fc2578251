"""The child process: ties its own hands first, then reads what stands on its standard input."""

from __future__ import annotations

import json
import os
import sys


def main() -> int:
    request = json.loads(sys.argv[1])
    _bind(request["limits"])

    # Only now, with the limits in force, is anything imported that touches the file.
    from reciproca.core.tables import wire
    from reciproca.core.tables.limits import Limits
    from reciproca.core.tables.parsing import Wishes, parse
    from reciproca.core.tables.refusals import TableRefused

    limits = Limits.from_data(request["limits"])
    answer = os.fdopen(os.dup(1), "wb")
    try:
        data = sys.stdin.buffer.read(limits.file_bytes + 1)
        sheets = parse(data, name=request["name"], wishes=Wishes(**request["wishes"]), limits=limits)
        del data
        for line in wire.lines_of(sheets):
            answer.write(line)
        answer.flush()
    except TableRefused as refusal:
        answer.write(wire.refusal_line(refusal))
        answer.flush()
    except MemoryError:
        return 3
    return 0


def _bind(limits: dict[str, float]) -> None:
    """Memory, processor time, no writing, few open files, no core dump. Inherited by nobody: we start no process."""
    try:
        import resource
    except ImportError:  # a system without them: the parent's clock and the counted budgets remain
        return
    memory, cpu = int(limits["memory_bytes"]), int(limits["cpu_seconds"])
    for what, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, ceiling = resource.getrlimit(what)
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(what, (soft, hard))


if __name__ == "__main__":
    sys.exit(main())
