"""A long list in which one can search: a select, with a field to search by `select-search.js`."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


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
        groups = format_html_join(
            "\n",
            "{}",
            ((_group(label, options),) for label, options, _index in widget["optgroups"]),
        )
        attributes = flatatt({"name": widget["name"], **widget["attrs"], **words})
        return format_html("<select{}>\n{}\n</select>", attributes, groups)


def _group(label: str | None, options: list[dict[str, Any]]) -> SafeString:
    html = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        (
            (option["value"], flatatt({"selected": option["selected"]}), option["label"])
            for option in options
        ),
    )
    return html if label is None else format_html('<optgroup label="{}">{}</optgroup>', label, html)
