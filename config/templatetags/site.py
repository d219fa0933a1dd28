"""Template tags about the installation, which need no request, as error pages have none."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site_name() -> str:
    """Return the installation's name: `{% site_name %}`, or `{% site_name as name %}`."""
    return str(settings.SITE_NAME)


@register.simple_tag
def operator_contact() -> str:
    """Return whom companies contact about their account, "" if the operator names nobody."""
    return str(settings.OPERATOR_CONTACT)
