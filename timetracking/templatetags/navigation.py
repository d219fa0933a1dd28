"""The tag that marks the current tab of the main navigation."""

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# The name of a tab is the URL name of its page; these are the URL names of the pages below it.
SUBPAGES = {
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
# URL names that respond with the page of a tab.
SAME_PAGE = {"clock-in": "clock", "clock-out": "clock"}


@register.simple_tag(takes_context=True)
def current(context: Context, tab: str) -> SafeString:
    """Return the attribute that marks `tab` as current, on its page and on the pages below it."""
    request: HttpRequest = context["request"]
    url_name = request.resolver_match.url_name if request.resolver_match else None
    if SAME_PAGE.get(str(url_name), url_name) == tab:
        return mark_safe(' aria-current="page"')
    if url_name in SUBPAGES.get(tab, ()):
        return mark_safe(' aria-current="true"')
    return SafeString()
