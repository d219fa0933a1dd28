from django.urls import path

from timetracking.corrections.views import corrections, days, shifts

urlpatterns = [
    path("timesheets/<int:employee_id>/", days.day, name="day"),
    path("shifts/<int:pk>/", shifts.shift_detail, name="shift"),
    path("shifts/<int:pk>/correct/", shifts.shift_correct, name="shift-correct"),
    path("shifts/<int:pk>/edit/", shifts.shift_edit, name="shift-edit"),
    path("shifts/<int:pk>/remove/", shifts.shift_remove, name="shift-remove"),
    path("shifts/<int:pk>/confirm/", shifts.shift_confirm, name="shift-confirm"),
    path("corrections/", corrections.correction_list, name="corrections"),
    path("corrections/add/", corrections.correction_add, name="correction-add"),
    path("corrections/<int:pk>/", corrections.correction_detail, name="correction"),
    path("corrections/<int:pk>/decide/", corrections.correction_decide, name="correction-decide"),
    path(
        "corrections/<int:pk>/withdraw/",
        corrections.correction_withdraw,
        name="correction-withdraw",
    ),
    path("corrections/<int:pk>/reply/", corrections.correction_reply, name="correction-reply"),
    path("corrections/<int:pk>/settle/", corrections.correction_settle, name="correction-settle"),
    path("people/<int:pk>/shifts/add/", shifts.shift_add, name="shift-add"),
]
