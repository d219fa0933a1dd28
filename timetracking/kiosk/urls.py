from django.urls import path

from timetracking.kiosk.views import (
    answer,
    hours,
    installing,
    kiosks,
    pin_sheet,
    pins,
    refused_taps,
    tablet,
)

urlpatterns = [
    path("pin/", pins.pin, name="pin"),
    path("people/pins/", pin_sheet.pin_sheet, name="pin-sheet"),
    path("people/<int:pk>/pin/", pins.employee_pin, name="employee-pin"),
    path("kiosks/", kiosks.kiosk_list, name="kiosks"),
    path("kiosks/pair/", kiosks.kiosk_add, name="kiosk-add"),
    path("kiosks/inbox/<int:pk>/settle/", refused_taps.refused_tap_settle, name="kiosk-settle"),
    path("kiosks/<int:pk>/", kiosks.kiosk_edit, name="kiosk-edit"),
    path("kiosks/<int:pk>/revoke/", kiosks.kiosk_revoke, name="kiosk-revoke"),
    path("kiosk/", tablet.kiosk, name="kiosk"),
    path("kiosk/pair/", tablet.kiosk_pair, name="kiosk-pair"),
    path("kiosk/state/", tablet.kiosk_state, name="kiosk-state"),
    path("kiosk/identify/", tablet.kiosk_identify, name="kiosk-identify"),
    path("kiosk/punch/", tablet.kiosk_punch, name="kiosk-punch"),
    path("kiosk/hours/", hours.kiosk_hours, name="kiosk-hours"),
    path("kiosk/answer/", answer.kiosk_answer, name="kiosk-answer"),
    path("kiosk/undo/", tablet.kiosk_undo, name="kiosk-undo"),
    path("kiosk/worker.js", installing.kiosk_worker, name="kiosk-worker"),
    path("kiosk/manifest.json", installing.kiosk_manifest, name="kiosk-manifest"),
]
