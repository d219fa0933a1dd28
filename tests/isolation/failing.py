"""A urlconf for tests alone whose requests write a row and then fail, each at another depth."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import path

from tenants.reentry import tenant_on_commit, tenant_stream
from timetracking.models import Employee


class Broken(Exception):
    """Is raised on purpose."""


def _fail() -> Any:
    raise Broken


def _write(request: HttpRequest) -> None:
    Employee.objects.create(name=request.GET["name"])


@login_not_required
def in_the_view(request: HttpRequest) -> HttpResponse:
    _write(request)
    raise Broken


@login_not_required
def in_a_savepoint(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        _write(request)
        with transaction.atomic():
            _write(request)
            raise Broken


@login_not_required
def in_the_database(request: HttpRequest) -> HttpResponse:
    _write(request)
    Employee.objects.create(name=request.GET["name"], role="emperor")
    return HttpResponse("done")


@login_not_required
def in_a_template(request: HttpRequest) -> HttpResponse:
    _write(request)
    template = engines["django"].from_string("{{ fail }}")
    return HttpResponse(template.render({"fail": _fail}))


@login_not_required
def in_a_late_template(request: HttpRequest) -> HttpResponse:
    """Render after the view has returned, as TemplateView does."""
    _write(request)
    template = engines["django"].from_string("{{ fail }}")
    return SimpleTemplateResponse(template, {"fail": _fail})


@login_not_required
def in_a_middleware(request: HttpRequest) -> HttpResponse:
    """Fail in the innermost middleware, after the view: see FailingMiddleware."""
    _write(request)
    return HttpResponse("done", headers={"X-Fail": "here"})


@login_not_required
def with_a_500(request: HttpRequest) -> HttpResponse:
    _write(request)
    return HttpResponse("sorry", status=500)


@login_not_required
def before_commit(request: HttpRequest) -> HttpResponse:
    """Catch a database error without a savepoint, so that COMMIT would be a silent ROLLBACK."""
    _write(request)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
    except Exception:  # noqa: BLE001 - as careless code does
        return HttpResponse("done")
    raise AssertionError


@login_not_required
def on_commit(request: HttpRequest) -> HttpResponse:
    _write(request)
    transaction.on_commit(_fail)
    return HttpResponse("done")


@login_not_required
def on_commit_astray(request: HttpRequest) -> HttpResponse:
    """Write in a transaction of its own that no company was entered for."""

    def late() -> None:
        with transaction.atomic():
            Employee.objects.create(name=f"{request.GET['name']}-astray")

    _write(request)
    transaction.on_commit(late)
    return HttpResponse("done")


@login_not_required
def on_commit_in_the_tenant(request: HttpRequest) -> HttpResponse:
    def late() -> None:
        Employee.objects.create(name=f"{request.GET['name']}-late")
        raise Broken

    _write(request)
    tenant_on_commit(late)
    return HttpResponse("done")


@login_not_required
def in_a_stream(request: HttpRequest) -> StreamingHttpResponse:
    def chunks() -> Iterator[str]:
        yield from Employee.objects.order_by("pk").values_list("name", flat=True)
        raise Broken

    return StreamingHttpResponse(tenant_stream(chunks()))


@login_not_required
def in_a_bare_stream(request: HttpRequest) -> StreamingHttpResponse:
    """Read after the transaction, which nobody may."""

    def chunks() -> Iterator[str]:
        yield "so far so good"
        yield from Employee.objects.values_list("name", flat=True)

    return StreamingHttpResponse(chunks())


@login_not_required
def at_a_point(request: HttpRequest) -> HttpResponse:
    """Have the backend ended by the test's `stop` at a named point, and go on regardless."""
    stop: Callable[[], None] = request.META["test.stop"]
    point = request.GET["point"]
    if point == "before the first statement":
        stop()
    _write(request)
    if point == "between statements":
        stop()
    names = list(Employee.objects.values_list("name", flat=True))
    if point == "inside a savepoint":
        with transaction.atomic():
            _write(request)
            stop()
    if point == "before commit":
        stop()
    return HttpResponse("\n".join(names))


class FailingMiddleware:
    """Raises after the view, where the view asked for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, then fail."""
        response = self.get_response(request)
        if "X-Fail" in response.headers:
            raise Broken
        return response


BEFORE_COMMIT = (
    in_the_view,
    in_a_savepoint,
    in_the_database,
    in_a_template,
    in_a_late_template,
    in_a_middleware,
    with_a_500,
    before_commit,
)
AFTER_COMMIT = (on_commit, on_commit_astray, on_commit_in_the_tenant)
STREAMS = (in_a_stream, in_a_bare_stream)

urlpatterns = [
    path(f"{view.__name__}/", view)
    for view in (*BEFORE_COMMIT, *AFTER_COMMIT, *STREAMS, at_a_point)
]

handler500 = "config.http.errors.server_error"
