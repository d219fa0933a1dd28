"""The operator's day, as a Django app."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class OperationsConfig(AppConfig):
    """What the operator of the installation works with, on the base domain and in the shell."""

    default = True
    name = "operations"
    verbose_name = "Operations"


class OperatorAdminConfig(admin_apps.AdminConfig):
    """Is Django's admin with our sign-in."""

    default = False
    default_site = "operations.admin_site.OperatorAdminSite"
