"""`loaddata`: Django's command, which refuses objects that have no table here."""

from typing import Any

from django.core.management.commands import loaddata

from tenants.management.scope import refuse_elsewhere


class Command(loaddata.Command):
    """Loads into public or, by tenant_command, into a company."""

    def save_obj(self, obj: Any) -> bool:
        """Refuse an object whose table is elsewhere: Django would silently skip it."""
        model = type(obj.object)
        excluded = model in self.excluded_models or (model._meta.app_config in self.excluded_apps)
        if not excluded:
            refuse_elsewhere([model._meta.app_label])
        saved: bool = super().save_obj(obj)
        return saved
