"""A long list in which one can search: a select, with a field to search by `select-search.js`."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_SELECTED = {True: " selected", False: ""}


class Offered(BaseChoiceIterator):
    """Hundreds of choices in the form that Django gives to choices; it does not do so again."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        self._choices = tuple(choices)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Yield the choices and the groups of them."""
        return iter(self._choices)


class SearchSelect(forms.Select):
    """A select of hundreds of options, perhaps in groups, which works without its script too.

    Django renders a template for each option, which takes most of the time of such a page.
    """

    class Media:
        js = ("js/select-search.js",)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the HTML of Django's own select, with the words of the script."""
        widget = self.get_context(name, value, attrs)["widget"]
        words = {
            "data-search": _("Search"),
            "data-none": _("Nothing found"),
            "data-found": _("{n} found"),
        }
        groups = [_group(label, options) for label, options, _index in widget["optgroups"]]
        attributes = flatatt({"name": widget["name"], **widget["attrs"], **words})
        # Every part is escaped: see _group.
        return format_html("<select{}>\n{}\n</select>", attributes, mark_safe("\n".join(groups)))  # noqa: S308


def _group(label: str | None, options: list[dict[str, Any]]) -> str:
    """Return escaped HTML; format_html would take half of the time of the page."""
    html = "\n".join(
        f'<option value="{escape(str(option["value"]))}"{_SELECTED[option["selected"]]}>'
        f"{escape(str(option['label']))}</option>"
        for option in options
    )
    return html if label is None else f'<optgroup label="{escape(str(label))}">{html}</optgroup>'
