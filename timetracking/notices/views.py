from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from timetracking.notices import alerts, news
from timetracking.notices.forms import AlertsReadForm, NoticesForm
from timetracking.notices.mailing import choose
from timetracking.web.guards import employee_required
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@employee_required
@form_methods
def notices(request: StaffRequest) -> HttpResponse:
    """Show and save which notices the visitor gets by e-mail."""
    form = NoticesForm(form_data(request), employee=request.employee)
    if form.is_bound and form.is_valid():
        choose(request.employee, form.cleaned_data["wanted"], by=author(request))
        messages.success(request, _("Your notification settings have been saved."))
        return HttpResponseRedirect(reverse("notices"), status=303)
    status = 422 if form.is_bound else 200
    return render(request, "timetracking/notices/notices.html", {"form": form}, status=status)


@employee_required
@form_target("clock")
def alerts_read(request: StaffRequest) -> HttpResponse:
    """Record that I have read the alerts that the page showed."""
    form = AlertsReadForm(request.POST)
    if form.is_valid():
        alerts.confirm(request.employee, form.cleaned_data["until"], by=author(request))
    return HttpResponseRedirect(reverse("clock"), status=303)


@employee_required
@form_target("clock")
def news_seen(request: StaffRequest) -> HttpResponse:
    """Record that I have seen the news of my hours that the page showed."""
    form = AlertsReadForm(request.POST)
    if form.is_valid():
        news.see(request.employee, until=form.cleaned_data["until"], by=author(request))
    return HttpResponseRedirect(reverse("clock"), status=303)
