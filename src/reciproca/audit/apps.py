from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "reciproca.audit"
    label = "audit"
