"""The company's colour and logo, for the head and the header of a page."""

from django import template
from django.template import Context
from django.utils.html import format_html

from timetracking.company.brand import colours_address, logo_address
from timetracking.models import CompanySettings

register = template.Library()


@register.simple_tag(takes_context=True)
def brand_colours(context: Context) -> str:
    """Return the link to the company's style sheet, "" without a colour of its own."""
    company = _company(context)
    address = "" if company is None else colours_address(company)
    return format_html('\n  <link rel="stylesheet" href="{}">', address) if address else ""


@register.simple_tag(takes_context=True)
def brand_logo(context: Context) -> str:
    """Return the address of the company's logo, "" without one."""
    company = _company(context)
    return "" if company is None else logo_address(company)


def _company(context: Context) -> CompanySettings | None:
    """Return the page's company, None on the base domain."""
    return getattr(context.get("request"), "company", None)
