"""Which tab of the main navigation the page belongs to."""

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# A tab has the name of its own page's address; these are the addresses of the pages below it.
BELOW = {
    "timesheet": {"shift", "shift-correct"},
    "team": {"timesheet-of"},
    "employees": {"employee-add", "employee-edit", "employee-deactivate"},
    "corrections": {
        "correction",
        "correction-add",
        "correction-decide",
        "correction-reply",
        "correction-settle",
    },
}
# Addresses that answer with a tab's own page.
SAME_PAGE = {"clock-in": "clock", "clock-out": "clock"}


@register.simple_tag(takes_context=True)
def current(context: Context, tab: str) -> SafeString:
    """Return the attribute that marks the tab where people are: on its page, or on one below it."""
    request: HttpRequest = context["request"]
    here = request.resolver_match.url_name if request.resolver_match else None
    if SAME_PAGE.get(str(here), here) == tab:
        return mark_safe(' aria-current="page"')
    if here in BELOW.get(tab, ()):
        return mark_safe(' aria-current="true"')
    return SafeString()
