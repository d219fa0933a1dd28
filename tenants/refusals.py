"""Responses for companies that are suspended, read-only, elsewhere or too busy.

To people as a page, to scripts as a problem.
"""

import re

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext as _

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def suspended(request: HttpRequest) -> HttpResponse:
    """Return the one page of a suspended company, a 403: whom to contact."""
    return _respond(request, 403, _("This company is suspended"), "errors/suspended.html")


def read_only(request: HttpRequest) -> HttpResponse:
    """Return a 423: nothing was changed, because the company is read-only."""
    return _respond(request, 423, _("Nothing can be changed at the moment"), "errors/423.html")


def crowded(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return a 503: nothing was saved, because the company has too many requests in progress.

    Takes no connection to the database.
    """
    title = _("Too much at once")
    response = _respond(request, 503, title, "errors/crowded.html", {"seconds": str(seconds)})
    response.headers["Retry-After"] = str(seconds)
    return response


def moved(request: HttpRequest, base_url: str, *, for_good: bool) -> HttpResponse:
    """Redirect pages to the same one at the main address; refuse all else with a 410.

    A form cannot follow: its cookies, and so its sign-in, belong to the old address. Neither can a
    script, to which a redirect to another host looks like a lost network. From a former
    address the redirect is a 301, which browsers may keep for an hour only, because the address may
    be given to another one day. From one that the company still has it is a 302, which they do not
    keep: once the company changed back, two redirects that were kept would lead in a circle.
    """
    if request.method in ("GET", "HEAD") and not _wants_json(request):
        kind = HttpResponsePermanentRedirect if for_good else HttpResponseRedirect
        response = kind(base_url + request.get_full_path())
        response.headers["Cache-Control"] = "private, " + (
            "max-age=3600" if for_good else "no-store"
        )
        return response
    title, context = _("Your company has a new address"), {"base_url": base_url}
    return _respond(request, 410, title, "errors/moved.html", context)


def whom_to_contact() -> dict[str, str]:
    """Return OPERATOR_CONTACT as `contact`, and as a `contact_link` if it is one."""
    contact = settings.OPERATOR_CONTACT
    link = contact if contact.startswith(("https://", "http://")) else ""
    if _MAIL.fullmatch(contact):
        link = f"mailto:{contact}"
    return {"contact": contact, "contact_link": link}


def _respond(
    request: HttpRequest,
    status: int,
    title: str,
    template: str,
    context: dict[str, str] | None = None,
) -> HttpResponse:
    """Respond without the database: as a page or, to scripts, as a problem (RFC 9457)."""
    response: HttpResponse
    if _wants_json(request):
        problem = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": _detail(status, context),
        }
        response = JsonResponse(problem, status=status, content_type="application/problem+json")
    else:
        # Without the request: context processors for user and messages would query the database.
        response = render(None, template, context or whom_to_contact(), status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _detail(status: int, context: dict[str, str] | None) -> str:
    if context and status == 503:
        return (
            _(
                "Your company has too much in progress at the moment. Nothing was saved. Try again "
                "in %(seconds)s seconds."
            )
            % context
        )
    if context:
        sentence = _(
            "Your company has a new address: %(base_url)s/. Go on there: nothing is saved at this "
            "one."
        )
        return sentence % context
    what = (
        _("This company is suspended.")
        if status == 403
        else _("Nothing was saved: this company is read-only at the moment.")
    )
    contact = settings.OPERATOR_CONTACT
    return f"{what} " + _("Please contact %(contact)s.") % {"contact": contact} if contact else what


def _wants_json(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    sent = request.headers.get("Content-Type", "")
    return "text/html" not in accepted and (
        "json" in accepted or "json" in sent or request.path_info.startswith("/api/")
    )
