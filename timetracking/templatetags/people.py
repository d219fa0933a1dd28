"""The tags of the head of the list of people, by which it is sorted."""

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from timetracking.staff.listing import Search

register = template.Library()


@register.simple_tag(takes_context=True)
def sorted_by(context: Context, name: str) -> SafeString:
    """Return the attribute that says how the list is sorted by this column, if it is."""
    search: Search = context["search"]
    if search.order != name:
        return SafeString()
    if search.is_descending:
        return mark_safe(' aria-sort="descending"')
    return mark_safe(' aria-sort="ascending"')


@register.simple_tag(takes_context=True)
def sort_by(context: Context, name: str) -> str:
    """Return the address of the list sorted by a column, the other way round if it is already."""
    search: Search = context["search"]
    query = {key: value for key, value in context["request"].GET.items() if key != "sort"}
    is_reverse = search.order == name and not search.is_descending
    return f"?{urlencode(query | {'sort': f'-{name}' if is_reverse else name})}"
