"""Request bodies: limited in size, and read and parsed before a database connection is taken."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from config.http.errors import page
from config.http.incoming import REFUSED


class BodyMiddleware:
    """Read the body before the transaction begins, so that a slow client holds no connection.

    Django's own limit excludes files; this one is for the whole body. `LARGER_BODIES` in the
    settings names the pages that take more, as a file or a long list.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse a body that is too long with 413, and one that cannot be read with 400."""
        if REFUSED in request.META:
            return page(request, 400)
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return page(request, 400)  # the length is unknown: Django would treat it as empty
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return page(request, 400)
        # Python refuses to convert thousands of digits.
        if len(length) > 18 or int(length) > _most(request):
            return page(request, 413)
        if not (_is_complete(request, int(length)) and _is_form(request)):
            return page(request, 400)
        return self.get_response(request)


def _most(request: HttpRequest) -> int:
    return int(settings.LARGER_BODIES.get(request.path_info, settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


def _is_complete(request: HttpRequest, length: int) -> bool:
    try:
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            # What `HttpRequest.body` keeps, which refuses to read so much.
            request._body = request.read(length)
        return len(request.body) == length
    except UnreadablePostError:
        return False


def _is_form(request: HttpRequest) -> bool:
    """Parse the form, which Django would otherwise do at its first use, wherever that is."""
    try:
        _ = request.POST
    # Only the form's parser runs here, and whatever it fails on was written by the client: the
    # headers of a part may name any codec.
    except Exception:  # noqa: BLE001
        return False
    return True
