"""What templates say of the installation itself; needs no request, as error pages have none."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site_name() -> str:
    """Name the installation: `{% site_name %}`, or `{% site_name as name %}` for a sentence."""
    return str(settings.SITE_NAME)
