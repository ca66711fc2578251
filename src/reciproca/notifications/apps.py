from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "reciproca.notifications"
    label = "notifications"
