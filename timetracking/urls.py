"""The product's addresses on a company's host."""

from django.urls import path

from timetracking.views import (
    board,
    break_kinds,
    clocking,
    company,
    corrections,
    employees,
    forgotten,
    locations,
    notices,
    shifts,
    team,
    timesheets,
)

urlpatterns = [
    path("", clocking.clock, name="clock"),
    path("clock/in/", clocking.clock_in, name="clock-in"),
    path("clock/out/", clocking.clock_out, name="clock-out"),
    path("clock/break/", clocking.break_start, name="break-start"),
    path("clock/break/end/", clocking.break_end, name="break-end"),
    path("clock/answer/", forgotten.answer, name="clock-answer"),
    path("clock/undo/", clocking.undo_tap, name="clock-undo"),
    path("timesheet/", timesheets.timesheet, name="timesheet"),
    path("timesheet/<int:employee_id>/", timesheets.timesheet_of, name="timesheet-of"),
    path("shifts/<int:pk>/", shifts.shift, name="shift"),
    path("shifts/<int:pk>/correct/", shifts.shift_correct, name="shift-correct"),
    path("shifts/<int:pk>/edit/", shifts.shift_edit, name="shift-edit"),
    path("shifts/<int:pk>/remove/", shifts.shift_remove, name="shift-remove"),
    path("shifts/<int:pk>/confirm/", shifts.shift_confirm, name="shift-confirm"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/add/", corrections.correction_add, name="correction-add"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path("corrections/<int:pk>/decide/", corrections.correction_decide, name="correction-decide"),
    path(
        "corrections/<int:pk>/withdraw/",
        corrections.correction_withdraw,
        name="correction-withdraw",
    ),
    path("corrections/<int:pk>/reply/", corrections.correction_reply, name="correction-reply"),
    path("corrections/<int:pk>/settle/", corrections.correction_settle, name="correction-settle"),
    path("team/", team.team, name="team"),
    path("board/", board.board, name="board"),
    path("board/<int:pk>/", board.board, name="board-at"),
    path("employees/", employees.employees, name="employees"),
    path("employees/add/", employees.employee_add, name="employee-add"),
    path("employees/<int:pk>/", employees.employee_edit, name="employee-edit"),
    path("employees/<int:pk>/shifts/add/", shifts.shift_add, name="shift-add"),
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
    path("notices/", notices.notices, name="notices"),
    path("settings/", company.settings, name="settings"),
    path("settings/breaks/", break_kinds.break_kinds, name="break-kinds"),
    path("settings/breaks/add/", break_kinds.break_kind_add, name="break-kind-add"),
    path("settings/breaks/<int:pk>/", break_kinds.break_kind_edit, name="break-kind-edit"),
    path("settings/breaks/<int:pk>/stop/", break_kinds.break_kind_stop, name="break-kind-stop"),
    path("settings/breaks/<int:pk>/offer/", break_kinds.break_kind_offer, name="break-kind-offer"),
]
