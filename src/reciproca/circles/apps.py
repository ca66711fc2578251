from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "reciproca.circles"
    label = "circles"
