from django.urls import path

from timetracking.company.views import brand, break_kinds, locations, look, settings

urlpatterns = [
    path("locations/", locations.locations, name="locations"),
    path("locations/add/", locations.location_add, name="location-add"),
    path("locations/<int:pk>/", locations.location_edit, name="location-edit"),
    path("locations/<int:pk>/close/", locations.location_close, name="location-close"),
    path("locations/<int:pk>/reopen/", locations.location_reopen, name="location-reopen"),
    path("settings/", settings.settings, name="settings"),
    path("settings/first-steps/hide/", settings.first_steps_hide, name="first-steps-hide"),
    path("settings/look/", look.look, name="look"),
    path("settings/look/colour/", look.look_accent, name="look-accent"),
    path("settings/look/logo/", look.look_logo, name="look-logo"),
    path("settings/look/logo/remove/", look.look_logo_remove, name="look-logo-remove"),
    path("brand/<slug:digest>.css", brand.brand_colours, name="brand-colours"),
    path("brand/logo/<slug:digest>", brand.brand_logo, name="brand-logo"),
    path("settings/breaks/", break_kinds.break_kinds, name="break-kinds"),
    path("settings/breaks/add/", break_kinds.break_kind_add, name="break-kind-add"),
    path("settings/breaks/<int:pk>/", break_kinds.break_kind_edit, name="break-kind-edit"),
    path("settings/breaks/<int:pk>/stop/", break_kinds.break_kind_stop, name="break-kind-stop"),
    path("settings/breaks/<int:pk>/offer/", break_kinds.break_kind_offer, name="break-kind-offer"),
]
