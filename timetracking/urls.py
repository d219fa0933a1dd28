"""The product's addresses on a company's host."""

from django.urls import path

from timetracking.views import (
    board,
    clocking,
    company,
    employees,
    kiosk,
    kiosks,
    locations,
    pins,
    team,
    timesheets,
)

urlpatterns = [
    path("", clocking.clock, name="clock"),
    path("clock/in/", clocking.clock_in, name="clock-in"),
    path("clock/out/", clocking.clock_out, name="clock-out"),
    path("clock/break/", clocking.break_start, name="break-start"),
    path("clock/break/end/", clocking.break_end, name="break-end"),
    path("clock/undo/", clocking.undo_tap, name="clock-undo"),
    path("timesheet/", timesheets.timesheet, name="timesheet"),
    path("timesheet/<int:employee_id>/", timesheets.timesheet_of, name="timesheet-of"),
    path("team/", team.team, name="team"),
    path("board/", board.board, name="board"),
    path("board/<int:pk>/", board.board, name="board-at"),
    path("employees/", employees.employees, name="employees"),
    path("employees/add/", employees.employee_add, name="employee-add"),
    path("employees/<int:pk>/", employees.employee_edit, name="employee-edit"),
    path("employees/<int:pk>/invite/", employees.employee_invite, name="employee-invite"),
    path(
        "employees/<int:pk>/deactivate/", employees.employee_deactivate, name="employee-deactivate"
    ),
    path(
        "employees/<int:pk>/reactivate/", employees.employee_reactivate, name="employee-reactivate"
    ),
    path("locations/", locations.locations, name="locations"),
    path("locations/add/", locations.location_add, name="location-add"),
    path("locations/<int:pk>/", locations.location_edit, name="location-edit"),
    path("locations/<int:pk>/close/", locations.location_close, name="location-close"),
    path("locations/<int:pk>/reopen/", locations.location_reopen, name="location-reopen"),
    path("pin/", pins.pin, name="pin"),
    path("employees/<int:pk>/pin/", pins.employee_pin, name="employee-pin"),
    path("kiosks/", kiosks.kiosk_list, name="kiosks"),
    path("kiosks/pair/", kiosks.kiosk_add, name="kiosk-add"),
    path("kiosks/inbox/", kiosks.kiosk_inbox, name="kiosk-inbox"),
    path("kiosks/inbox/<int:pk>/settle/", kiosks.kiosk_settle, name="kiosk-settle"),
    path("kiosks/<int:pk>/", kiosks.kiosk_edit, name="kiosk-edit"),
    path("kiosks/<int:pk>/revoke/", kiosks.kiosk_revoke, name="kiosk-revoke"),
    path("kiosk/", kiosk.kiosk, name="kiosk"),
    path("kiosk/pair/", kiosk.kiosk_pair, name="kiosk-pair"),
    path("kiosk/state/", kiosk.kiosk_state, name="kiosk-state"),
    path("kiosk/identify/", kiosk.kiosk_identify, name="kiosk-identify"),
    path("kiosk/punch/", kiosk.kiosk_punch, name="kiosk-punch"),
    path("kiosk/worker.js", kiosk.kiosk_worker, name="kiosk-worker"),
    path("kiosk/manifest.json", kiosk.kiosk_manifest, name="kiosk-manifest"),
    path("settings/", company.settings, name="settings"),
]
