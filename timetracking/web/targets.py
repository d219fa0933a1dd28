"""Decorators for views that handle forms."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]

# For a view that both shows a form and handles it.
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def form_target(page: str) -> "Callable[[View[R, P]], View[R, P]]":
    """Allow only POST; redirect GET, as from a reload or after the sign-in, to `page`."""

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
