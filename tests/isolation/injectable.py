"""A urlconf for tests alone, whose views build SQL from what a visitor sends: none may do so."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import FieldError, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tenants.exceptions import TenantError
from timetracking.models import Employee

COLUMNS = ("id", "name", "email")
_WHERE = "SELECT id, name, email FROM employees WHERE name = '"


def _answer(read: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], HttpResponse]:
    """Show the rows, or like a careless debug page what the database said."""

    @login_not_required
    def view(request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic():
                rows = [repr(row) for row in read(request)]
        except (DatabaseError, TenantError) as error:
            return _refusal(error, 403)
        except (FieldError, ValidationError, TypeError, ValueError, AttributeError) as error:
            return _refusal(error, 400)
        return HttpResponse("\n".join(rows), content_type="text/plain")

    return view


def _refusal(error: Exception, status: int) -> HttpResponse:
    text = f"{type(error).__name__}: {error} {error.__cause__!r}"
    return HttpResponse(text, status=status, content_type="text/plain")


def _fetched(cursor: Any) -> list[Any]:
    return list(cursor.fetchall()) if cursor.description else []


@_answer
def raw(request: HttpRequest) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"{_WHERE}{request.GET['q']}' ORDER BY 1")
        return _fetched(cursor)


@_answer
def raw_with_parameters(request: HttpRequest) -> Any:
    smuggled = request.GET["q"].replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(f"{_WHERE}{smuggled}' AND is_active = %s", [True])
        return _fetched(cursor)


@_answer
def queryset_raw(request: HttpRequest) -> Any:
    statement = f"{_WHERE}{request.GET['q'].replace('%', '%%')}'"
    return [(found.pk, found.name, found.email) for found in Employee.objects.raw(statement)]


@_answer
def extra(request: HttpRequest) -> Any:
    condition = f"name = '{request.GET['q'].replace('%', '%%')}'"
    return Employee.objects.extra(where=[condition]).values_list(*COLUMNS)


@_answer
def whole(request: HttpRequest) -> Any:
    """Run whatever the visitor writes."""
    with connection.cursor() as cursor:
        cursor.execute(request.GET["q"])
        return _fetched(cursor)


@_answer
def whole_with_parameters(request: HttpRequest) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(request.GET["q"].replace("%", "%%"), [])
        return _fetched(cursor)


@_answer
def expanded(request: HttpRequest) -> Any:
    """Hand the query string to the ORM as keyword arguments."""
    return Employee.objects.filter(**request.GET.dict()).values_list(*COLUMNS)


@_answer
def named(request: HttpRequest) -> Any:
    """Let the query string name columns, aliases and the order."""
    aliases = {
        alias: F(str(column)) for alias, column in request.GET.dict().items() if alias != "order"
    }
    found = Employee.objects.annotate(**aliases).order_by(request.GET.get("order", "pk"))
    return found.values_list(*COLUMNS, *aliases)


@_answer
def state(request: HttpRequest) -> Any:
    """Say where the server thinks this request is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user::text, current_setting('search_path'),"
            " current_setting('application_name'), current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout')"
        )
        return _fetched(cursor)


SINKS = {
    "raw": "'",
    "raw-with-parameters": "'",
    "queryset-raw": "'",
    "extra": "')",
}
WHOLE = ("whole", "whole-with-parameters")

urlpatterns = [
    path("raw/", raw),
    path("raw-with-parameters/", raw_with_parameters),
    path("queryset-raw/", queryset_raw),
    path("extra/", extra),
    path("whole/", whole),
    path("whole-with-parameters/", whole_with_parameters),
    path("expanded/", expanded),
    path("named/", named),
    path("state/", state),
]

handler400 = "config.http.errors.bad_request"
handler403 = "config.http.errors.permission_denied"
handler404 = "config.http.errors.not_found"
handler500 = "config.http.errors.server_error"
