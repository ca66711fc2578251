from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "reciproca.programmes"
    label = "programmes"
