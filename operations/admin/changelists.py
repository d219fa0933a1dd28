"""What the operator's lists make of an address or a form that nobody typed."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

if TYPE_CHECKING:
    _Model = admin.ModelAdmin[Any]
    _Admin = admin.ModelAdmin[Any]
    _Paginator = Paginator[Any]
else:  # Django's own classes take no type at run time
    _Model, _Admin, _Paginator = admin.ModelAdmin, object, Paginator


class OnePageAdmin(_Model):
    """Mixin of what has one page, `changelist_view`, and no pages of its objects."""

    def get_urls(self) -> list[URLPattern]:
        """Have that page alone."""
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name=f"{self.opts.app_label}_{self.opts.model_name}_changelist")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: programs add the rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the index offers to look at the page."""
        return False


class NearestPaginator(_Paginator):
    """Shows the nearest page that there is: the last one if its rows were removed meanwhile."""

    def validate_number(self, number: float | str) -> int:
        """Return the number of a page, whatever number was asked for."""
        return min(max(int(number), 1), self.num_pages)


class StrictListAdmin(_Admin):
    """A list that filters only by its own filters, and answers what it cannot read with 400.

    Django's admin passes every lookup in the address on to the database: "?slug__regex=(".
    """

    paginator = NearestPaginator

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Allow what the links of `list_filter` contain."""
        allowed = set()
        for name in self.list_filter:
            if isinstance(name, type) and issubclass(name, admin.SimpleListFilter):
                allowed.add(name.parameter_name)
            else:
                allowed |= {f"{name}__exact", f"{name}__isnull"}
        return lookup in allowed

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Raise BadRequest, for which Django returns our 400 page, instead of an error."""
        try:
            with transaction.atomic():  # an error of the database would end the request's own
                return super().changelist_view(request, extra_context)
        except (DataError, OverflowError, ValueError) as error:
            raise BadRequest from error
