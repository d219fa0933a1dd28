"""The app configurations of the operator's part."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class OperationsConfig(AppConfig):
    """The operator's pages on the base domain and commands."""

    default = True
    name = "operations"
    verbose_name = "Operations"


class OperatorAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our sign-in form."""

    default = False
    default_site = "operations.admin_site.OperatorAdminSite"
