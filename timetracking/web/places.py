"""The location that a page is about: `?location=3` in its address."""

from django.http import QueryDict

from timetracking.base.errors import UnknownLocation
from timetracking.models import Location
from timetracking.web.requests import StaffRequest


def places_of(request: StaffRequest) -> list[Location]:
    """Return the open locations that the visitor may see, by name; one query for each request."""
    kept: list[Location] | None = request.__dict__.get("places")
    if kept is None:
        kept = list(Location.objects.seen_by(request.employee).open().by_name())
        request.__dict__["places"] = kept
    return kept


def place_of(request: StaffRequest, path: str) -> Location | None:
    """Return the location that another of our pages shows, None for all, or one not to be seen."""
    return _named(request, QueryDict(path.partition("?")[2]).get("location", ""))


def chosen_place(request: StaffRequest, query: QueryDict | None = None) -> Location | None:
    """Return the location in the address, None for all of them. Raises UnknownLocation.

    `query` is that of another of our pages.
    """
    typed = (request.GET if query is None else query).get("location", "")
    place = _named(request, typed)
    if typed and place is None:
        raise UnknownLocation
    return place


def _named(request: StaffRequest, typed: str) -> Location | None:
    return next((each for each in places_of(request) if str(each.pk) == typed), None)
