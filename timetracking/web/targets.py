"""Addresses that only take a form: a visitor who comes by GET is led to the page of the form."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]


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
