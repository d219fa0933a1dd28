"""The style sheet and the logo of a company, which everyone may see, at addresses of their own.

An address has the digest of what is there, so browsers may keep it for ever.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from timetracking.company.colours import style_sheet
from timetracking.company.look import logo_with
from timetracking.company.pictures import type_of
from timetracking.web.requests import CompanyRequest

# Private: a cache that many share might not tell companies apart.
_FOR_EVER = "private, max-age=31536000, immutable"
# Even opened as a page of its own it can do nothing.
_SANDBOX = "default-src 'none'; sandbox"


@login_not_required
@require_safe
def brand_colours(request: CompanyRequest, digest: str) -> HttpResponse:
    """Return the style sheet with the company's accent colour."""
    accent = request.company.accent
    if not accent or style_sheet(accent).digest != digest:
        raise Http404
    return _kept(style_sheet(accent).text, "text/css; charset=utf-8")


@login_not_required
@require_safe
def brand_logo(request: HttpRequest, digest: str) -> HttpResponse:
    """Return the company's logo."""
    logo = logo_with(digest)
    kind = type_of(logo) if logo else None
    if logo is None or kind is None:
        raise Http404
    return _kept(logo, kind)


def _kept(content: str | bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = _FOR_EVER
    response["Content-Security-Policy"] = _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
