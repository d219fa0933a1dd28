from django.urls import path

from timetracking.staff.views import bulk, factors
from timetracking.staff.views import employees as views

urlpatterns = [
    path("employees/", views.employees, name="employees"),
    path("employees/add/", views.employee_add, name="employee-add"),
    path("employees/import/", bulk.people_add, name="people-add"),
    path("employees/import/done/", bulk.people_added, name="people-added"),
    path("employees/import/undo/", bulk.people_undo, name="people-undo"),
    path("employees/<int:pk>/", views.employee_edit, name="employee-edit"),
    path("employees/<int:pk>/invite/", views.employee_invite, name="employee-invite"),
    path("employees/<int:pk>/unlock/", factors.employee_unlock, name="employee-unlock"),
    path("employees/<int:pk>/deactivate/", views.employee_deactivate, name="employee-deactivate"),
    path("employees/<int:pk>/second-factor/", factors.employee_factor, name="employee-factor"),
    path("employees/<int:pk>/reactivate/", views.employee_reactivate, name="employee-reactivate"),
]
