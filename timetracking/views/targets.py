"""Addresses that only take a form: a visitor who comes by GET is led to the page of the form."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from timetracking.requests import StaffRequest

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponse]


def form_target(page: str) -> "Callable[[View[P]], View[P]]":
    """Admit POST alone; send GET to `page`, where a reload or the way back from sign-in ends."""

    def decorate(view: "View[P]") -> "View[P]":
        @wraps(view)
        def targeted(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in {"GET", "HEAD"}:
                return HttpResponseRedirect(reverse(page))
            if request.method != "POST":
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            return view(request, *args, **kwargs)

        return targeted

    return decorate
