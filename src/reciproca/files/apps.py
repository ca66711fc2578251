from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "reciproca.files"
    label = "files"
