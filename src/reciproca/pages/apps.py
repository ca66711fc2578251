from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "reciproca.pages"
    label = "pages"
