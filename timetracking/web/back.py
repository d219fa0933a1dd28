"""The page that somebody came from: links carry it as `back`, so that one can go back to it."""

from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

PARAMETER = "back"
# Pages that carry a page that carries a page: an address has to stay short enough for every server.
_LONGEST = 800


def safe_path(path: str) -> str:
    """Return a path of this host that leads to one of our pages, "" for anything else."""
    try:
        # Only a path that begins with one "/" and is one of our patterns leads anywhere.
        resolve(path.partition("?")[0].partition("#")[0])
    except Resolver404:
        return ""
    return path if len(path) <= _LONGEST else ""


def came_from(request: HttpRequest) -> str:
    """Return the path of the page that the visitor came from, "" if it is not known."""
    return safe_path(request.POST.get(PARAMETER) or request.GET.get(PARAMETER, ""))


def first_of(path: str) -> str:
    """Return the page at which the way to this one began, through pages that carry others."""
    for _step in range(4):
        earlier = safe_path(QueryDict(path.partition("?")[2]).get(PARAMETER, ""))
        if not earlier:
            break
        path = earlier
    return path


def this_page(request: HttpRequest) -> str:
    """Return the address of this page; for the target of a form that of the page of the form."""
    way = came_from(request)
    if request.method not in {"GET", "HEAD"}:
        return way
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    if way:
        query[PARAMETER] = way
    address = f"{request.path}?{query.urlencode()}" if query else request.path
    return address if len(address) <= _LONGEST else request.path


def onward(request: HttpRequest) -> str:
    """Return the query with which a link to a sibling of this page leads back as this one does."""
    way = came_from(request)
    return urlencode({PARAMETER: way}) if way else ""


def from_here(request: HttpRequest) -> str:
    """Return the query with which a link leads back to this page, "?back=…"."""
    here = this_page(request)
    return f"?{urlencode({PARAMETER: here})}" if here else ""
