from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "reciproca.mentoring"
    label = "mentoring"
