from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from timetracking.staff import languages
from timetracking.staff.forms import LanguageForm
from timetracking.web.guards import employee_required
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods


@employee_required
@form_methods
def language(request: StaffRequest) -> HttpResponse:
    """Show and save the language in which the visitor reads."""
    form = LanguageForm(form_data(request), employee=request.employee, company=request.company)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["language"]
        employee = languages.choose(request.employee, chosen, by=author(request))
        # The next page is in the language that was just chosen.
        with translation.override(employee.reads(request.company)):
            messages.success(request, _("Your language has been saved."))
        return HttpResponseRedirect(reverse("language"), status=303)
    status = 422 if form.is_bound else 200
    return render(request, "timetracking/staff/language.html", {"form": form}, status=status)
