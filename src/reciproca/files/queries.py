"""Reads: the bytes behind a row. Who may read them is asked by the room the file belongs to."""

from mimetypes import guess_extension
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse

from .models import StoredFile

__all__ = ["answer_with", "path_of_file"]


def path_of_file(stored: StoredFile) -> Path:
    return Path(settings.MEDIA_ROOT) / stored.path


def answer_with(stored: StoredFile) -> HttpResponse:
    """The file as an answer that nobody keeps and no browser takes for something else."""
    try:
        response = HttpResponse(path_of_file(stored).read_bytes(), content_type=stored.content_type)
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Content-Length"] = str(stored.size)
    how = "inline" if stored.content_type.startswith("image/") else "attachment"
    name = f"{stored.public_id}{guess_extension(stored.content_type) or ''}"  # never the one it was given
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
