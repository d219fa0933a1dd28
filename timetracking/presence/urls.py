from django.urls import path

from timetracking.presence import views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/<int:pk>/", views.board, name="board-at"),
]
