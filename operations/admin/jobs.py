"""The jobs that were set aside, of public and of all companies, on one page."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.factors.stepping_up import redirect_to_confirm
from jobs import setting_aside
from jobs.models import Job
from jobs.setting_aside import Aside
from operations import failed_jobs
from operations.admin.changelists import OnePageAdmin
from tenants.models import Tenant


@admin.register(Job)
class JobAdmin(OnePageAdmin):
    """One page: what was set aside, to be tried again or removed. Jobs have no pages of their own.

    Arguments are not shown: they are a company's, and may name people.
    """

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, or act on one job of it after asking whether it may be lost."""
        if request.method == "POST" and (asked := redirect_to_confirm(request)):
            return asked
        jobs = setting_aside.listed()
        context = {**self.admin_site.each_context(request), "opts": self.opts, "jobs": jobs}
        if request.method != "POST":
            return render(request, "operations/jobs.html", context | {"title": _("Failed jobs")})
        job = next((job for job in jobs if name_of(job) == request.POST.get("job")), None)
        act = request.POST.get("act")
        if job is None or act not in {"retry", "remove", "really-remove"}:
            messages.warning(request, _("Nothing was done: that job is no longer set aside."))
        elif act == "remove":
            context |= {"title": _("Remove a job"), "job": job}
            return render(request, "operations/remove_job.html", context)
        else:
            self._do(request, job, act)
        return HttpResponseRedirect(reverse("admin:jobs_job_changelist"), status=303)

    def _do(self, request: HttpRequest, job: Aside, act: str) -> None:
        tenant = Tenant.objects.filter(slug=job.slug).first()
        if tenant is not None and not tenant.is_active:
            text = _("Nothing was done: %(company)s is suspended. Resume it first.")
            messages.warning(request, text % {"company": tenant.name})
            return
        if act == "retry":
            failed_jobs.retry(job, tenant, request=request)
            messages.success(request, _("The job will be tried again within a second."))
        else:
            failed_jobs.discard(job, tenant, request=request)
            messages.success(request, _("The job was removed."))


def name_of(job: Aside) -> str:
    """Return how the page's forms name a job."""
    return f"{job.slug}:{job.pk}"
