"""A mail relay on this machine that does what it is told: takes mails, refuses them, hangs up."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

__all__ = ["Relay", "relay"]


class Relay(socketserver.ThreadingTCPServer):
    """`behaviour`: "take", "later" (451), "never" (550), "vanish" (takes the mail, and hangs up before saying so),
    "hang" (takes the mail, and says nothing any more), "refuse" (hangs up at once)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.behaviour = "take"
        self.taken: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Conversation(socketserver.StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        if self.server.behaviour == "refuse":
            return
        self.say("220 relay")
        for raw in self.rfile:
            word = raw.split(maxsplit=1)[0].upper() if raw.strip() else b""
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"RCPT" and self.server.behaviour in ("later", "never"):
                self.say("451 try later" if self.server.behaviour == "later" else "550 no such mailbox")
            elif word == b"DATA":
                self.say("354 go on")
                lines = []
                for line in self.rfile:
                    if line == b".\r\n":
                        break
                    lines.append(line)
                self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
                if self.server.behaviour == "vanish":
                    return
                if self.server.behaviour == "hang":
                    self.rfile.read()  # until the other side has had enough
                    return
                self.say("250 taken")
            else:
                self.say("250 fine")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def relay() -> Iterator[Relay]:
    server = Relay()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
