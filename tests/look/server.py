"""Serves the catalogue and the bare pages on a free port, which is the first line it prints: python -m look.server"""

import os

import django
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "look_settings"
    django.setup()
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    print(server.server_address[1], flush=True)
    server.serve_forever()
