"""Settings with nothing but what the look needs: templates, components, static files, two languages."""

from pathlib import Path

SRC = Path(__file__).resolve().parent.parent / "src" / "reciproca"

SECRET_KEY = "only for looking"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "look.urls"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "reciproca.core",
]
MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware"]
LANGUAGES = [("it", "Italiano"), ("en", "English")]
LANGUAGE_CODE = "it"
THEME_COOKIE_NAME = "theme"
LOCALE_PATHS = [SRC / "locale"]
TIME_ZONE = "Europe/Rome"
STATIC_URL = "/static/"
STATICFILES_DIRS = [SRC / "static"]
COTTON_DIR = "components"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SRC / "templates", Path(__file__).resolve().parent / "look" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "look.views.appearance",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "reciproca.core.templatetags.reciproca",
                "reciproca.core.templatetags.addresses",
                "reciproca.core.templatetags.shell",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "rows",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "reciproca.core.rows.environment"},
    },
]
DATABASES = {}
