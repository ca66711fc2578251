from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "reciproca.calendars"
    label = "calendars"
