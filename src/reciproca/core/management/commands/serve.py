"""`reciproca serve`: the web server and the worker of jobs, in one tree of processes."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from reciproca.core.processes import Tree, port_is_free, somebody_listens
from reciproca.core.readiness import what_hinders

__all__ = ["Command", "serve"]

#: Its lines are written as ours.
LOG_OF_WEB_SERVER = Path(__file__).parents[2] / "web_server_log.json"


class Command(BaseCommand):
    help = "Serve the pages and run the background jobs, until stopped with Ctrl-C or SIGTERM."
    requires_system_checks = []

    def handle(self, *arguments: Any, **options: Any) -> None:
        serve(self.stdout.write)


def serve(say: Any, *, announcement: str = "") -> None:
    """Start both, say the address when it answers, and stop both together."""
    for hindrance in what_hinders():
        raise CommandError(hindrance)
    host, port = settings.HOST, settings.PORT
    if not port_is_free(host, port):
        raise CommandError(f"Port {port} of {host} is taken. Choose another one: PORT={port + 1} reciproca serve")
    connections.close_all()
    tree = Tree(lambda sentence: (say(sentence), sys.stdout.flush()))
    tree.start("web server", web_server(host, port))
    tree.start("worker", [sys.executable, "-m", "reciproca", "worker"])
    announced = False

    def announce() -> None:
        nonlocal announced
        if not announced and somebody_listens(host, port):
            announced = True
            tree.say(announcement or f"Reciproca answers at {settings.SITE_URL}")

    if status := tree.run(every_moment=announce):
        raise SystemExit(status)


def web_server(host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "reciproca.config.asgi:application",
        "--interface", "asginl", "--http", "1", "--host", host, "--port", str(port), "--no-ws", "--workers", "1",
        "--log-level", "warning", "--log-config", str(LOG_OF_WEB_SERVER), "--respawn-failed-workers", "--workers-kill-timeout", "6",
    ]  # fmt: skip
