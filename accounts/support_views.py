"""The page on a company's host at which an operator's support access begins."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import support
from accounts.exceptions import LinkInvalid
from accounts.requests import SiteRequest


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def support_enter(request: SiteRequest) -> HttpResponse:
    """Show a button, and begin the access with it: a link that is only looked at is not used up."""
    if request.method != "POST":
        token = request.GET.get("token", "")
        return render(request, "accounts/support.html", {"token": token})
    try:
        support.enter(request, request.POST.get("token", ""), now=timezone.now())
    except LinkInvalid:
        return render(request, "accounts/support.html", {"is_used": True}, status=422)
    return redirect("/home/")
