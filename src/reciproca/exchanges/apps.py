from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "reciproca.exchanges"
    label = "exchanges"
