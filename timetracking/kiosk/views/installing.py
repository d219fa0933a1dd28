"""What lets the kiosk start without a network and install as an app."""

from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.company.brand import brand_addresses
from timetracking.kiosk.guards import tablet_page
from timetracking.web.requests import CompanyRequest
from timetracking.web.workers import worker

# Everything that the page loads, and nothing else, so that it also starts without a network.
ASSETS = (
    *("css/tokens.css", "css/base.css", "css/layout.css", "css/components.css"),
    *("css/buttons.css", "css/forms.css", "css/kiosk.css", "css/kiosk-hours.css"),
    *("img/favicon.svg", "img/icons.svg", "img/logo.svg"),
    *("js/kiosk/clock.js", "js/kiosk/grid.js", "js/kiosk/hours.js", "js/kiosk/main.js"),
    *("js/kiosk/pad.js", "js/kiosk/page.js", "js/kiosk/question.js", "js/kiosk/queue.js"),
    *("js/kiosk/seal.js", "js/kiosk/server.js", "js/kiosk/state.js", "js/kiosk/steps.js"),
    *("js/kiosk/store.js", "js/kiosk/sync.js", "js/kiosk/tap.js", "js/kiosk/view.js"),
    *("js/taps/delivery.js", "js/taps/key.js", "js/taps/post.js", "js/taps/store.js"),
)


@tablet_page
@require_safe
def kiosk_worker(request: CompanyRequest) -> HttpResponse:
    """Return the service worker, which lets the page start without a network."""
    return worker(
        request, "kiosk", page="kiosk", assets=ASSETS, more=brand_addresses(request.company)
    )


@tablet_page
@require_safe
def kiosk_manifest(request: CompanyRequest) -> HttpResponse:
    """Return the manifest with which the kiosk installs as an app."""
    icon = {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "id": reverse("kiosk"),
            "name": _("%(company)s kiosk") % {"company": request.site.name},
            "short_name": _("Kiosk"),
            "start_url": reverse("kiosk"),
            "scope": reverse("kiosk"),
            "display": "standalone",
            "background_color": "#3a163d",
            "theme_color": "#3a163d",
            "icons": [{**icon, "purpose": "any"}, {**icon, "purpose": "maskable"}],
        },
        content_type="application/manifest+json",
    )
