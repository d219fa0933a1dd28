"""Request bodies: limited in size, and read before a database connection is taken."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from config.http.errors import page


class BodyMiddleware:
    """Read the body before the transaction begins, so that a slow client holds no connection.

    Django's own limit excludes files; this one is for the whole body. No page takes a file yet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse a body that is too long with 413 and an incomplete one with 400."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return page(request, 400)  # the length is unknown: Django would treat it as empty
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return page(request, 400)
        if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return page(request, 413)
        try:
            is_complete = len(request.body) == int(length)
        except UnreadablePostError:
            is_complete = False
        return self.get_response(request) if is_complete else page(request, 400)
