"""Service workers, with which a page starts without a network."""

import hashlib
import json
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse


def worker(
    request: HttpRequest,
    name: str,
    *,
    page: str,
    assets: Sequence[str],
    more: Sequence[str] = (),
    replaces_all: bool = False,
) -> HttpResponse:
    """Return the worker that caches a page and its files, and nothing else.

    `page` is the name of an address whose page has no personal data; its response says so in the
    header `X-Kept`. `more` has the addresses of files that are not static. With `replaces_all` the
    page is shown for every page that cannot be reached.
    """
    urls = [*map(static, assets), *more]
    # Hashed file names differ between releases, and so does the name of the cache.
    version = hashlib.sha256(" ".join(urls).encode()).hexdigest()[:12]
    config = {
        "assets": urls,
        "page": reverse(page),
        "prefix": f"{name}-",
        "store": f"{name}-{version}",
        "replacesAll": replaces_all,
    }
    return render(
        request,
        "timetracking/web/worker.js",
        {"kept_json": json.dumps(config)},
        content_type="text/javascript",
    )


def mark_kept(response: HttpResponse) -> HttpResponse:
    """Let the worker cache a page, which must have no personal data."""
    response["X-Kept"] = "yes"
    return response
