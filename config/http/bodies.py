"""Request bodies: bounded, and read before anything is held for them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from config.http.errors import page


class BodyMiddleware:
    """Reads the body before the transaction begins, so that a slow sender holds no connection.

    Django's own limit leaves out files; this one is for the whole body. No page takes a file yet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse a body that is too long with 413, one that breaks off with 400."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return page(request, 400)  # of unknown length: Django would take it for empty
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return page(request, 400)
        if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return page(request, 413)
        try:
            whole = len(request.body) == int(length)
        except UnreadablePostError:
            whole = False
        return self.get_response(request) if whole else page(request, 400)
