from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import support
from accounts.security.log import KEPT
from timetracking.security.forms import FilterForm
from timetracking.security.reading import Page
from timetracking.security.support import end_access
from timetracking.web.guards import owner_required
from timetracking.web.requests import StaffRequest, author


@owner_required
@require_safe
def security_log(request: StaffRequest) -> HttpResponse:
    """Show the company's security log to its owners, newest first."""
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Page.read(**chosen)
    query = request.GET.copy()
    query["before"] = str(page.next_before or "")
    context = {
        "form": form,
        "lines": page.lines,
        "older": query.urlencode() if page.next_before else "",
        "is_filtered": bool(chosen.get("person") or chosen.get("kind")),
        "is_first": not chosen.get("before"),
        "days": KEPT.days,
        "accesses": support.current(now=timezone.now()),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "timetracking/security/security_log.html", context, status=status)


@owner_required
@require_POST
def support_end(request: StaffRequest) -> HttpResponse:
    """End the operators' support access to the company."""
    if end_access(by=author(request)):
        messages.success(request, _("Support access has ended."))
    else:
        messages.info(request, _("Support access had already ended."))
    return redirect("security-log")
