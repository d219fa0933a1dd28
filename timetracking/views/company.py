from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timetracking.forms import CompanySettingsForm
from timetracking.models import CompanySettings
from timetracking.permissions import owner_required
from timetracking.requests import StaffRequest, author
from timetracking.services import company as settings_service


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """Let the owner choose the company's time zone and first day of the week."""
    # Not request.company, which the form would change before it is known to be right.
    company = CompanySettings.objects.get()
    posted = request.POST if request.method == "POST" else None
    form = CompanySettingsForm(posted, instance=company)
    if form.is_bound and form.is_valid():
        settings_service.save(form.instance, by=author(request))
        messages.success(request, _("Settings saved."))
        return HttpResponseRedirect(reverse("settings"), status=303)
    status = 422 if form.is_bound else 200
    return render(request, "timetracking/settings.html", {"form": form}, status=status)
