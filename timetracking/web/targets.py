"""Addresses of forms: pages that show and take one, and those that only take one."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]

# Of a page that shows a form and takes it.
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def form_target(page: str) -> "Callable[[View[R, P]], View[R, P]]":
    """Admit POST alone; send GET to `page`, where a reload or the way back from sign-in ends."""

    def decorate(view: "View[R, P]") -> "View[R, P]":
        @wraps(view)
        def targeted(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in {"GET", "HEAD"}:
                return HttpResponseRedirect(reverse(page))
            if request.method != "POST":
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            return view(request, *args, **kwargs)

        return targeted

    return decorate
