from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "reciproca.network"
    label = "network"
