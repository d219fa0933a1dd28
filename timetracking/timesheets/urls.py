from django.urls import path

from timetracking.timesheets import views

urlpatterns = [
    path("timesheet/", views.timesheet, name="timesheet"),
    path("timesheet/month/", views.own_month, name="own-month"),
    path("timesheets/", views.timesheets, name="timesheets"),
    path("people/<int:employee_id>/", views.timesheet_of, name="timesheet-of"),
]
