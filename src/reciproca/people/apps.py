from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "reciproca.people"
    label = "people"
