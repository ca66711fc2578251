"""Django's settings, from the table in options.py and the environment."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from .environment import database_of, mail_of, value_of
from .options import OPTIONS
from .sqlite import use_sound_sqlite

use_sound_sqlite()

_values: dict[str, Any] = {option.name: value_of(option, os.environ) for option in OPTIONS}

SOURCE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(_values["DATA_DIR"]).resolve()
HOST, PORT, WORKERS = _values["HOST"], _values["PORT"], _values["WORKERS"]
DEMO, DEBUG = _values["DEMO"], _values["DEBUG"]
SITE_URL = (_values["SITE_URL"] or f"http://localhost:{PORT}").rstrip("/")
TRUSTED_PROXIES = _values["TRUSTED_PROXIES"]
_secure = SITE_URL.startswith("https://")


def _secret_key() -> str:
    """The given key, or one made once and kept where only we read it."""
    if _values["SECRET_KEY"]:
        return _values["SECRET_KEY"]
    file = DATA_DIR / "secret_key"
    if not file.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(50))
        except FileExistsError:  # another process was quicker
            pass
    return file.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = sorted({urlsplit(SITE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "reciproca.people",  # before allauth: its pages are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_q",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "reciproca.core",
    "reciproca.audit",
    "reciproca.communities",
    "reciproca.boundaries",
    "reciproca.notifications",
    "reciproca.files",
    "reciproca.calendars",
    "reciproca.safeguarding",
    "reciproca.programmes",
    "reciproca.network",
    "reciproca.conversations",
    "reciproca.library",
    "reciproca.exchanges",
    "reciproca.circles",
    "reciproca.gatherings",
    "reciproca.projects",
    "reciproca.mentoring",
    "reciproca.introductions",
    "reciproca.matching",
    "reciproca.suggestions",
    "reciproca.imports",
    "reciproca.insights",
    "reciproca.privacy",
    "reciproca.pages",
    "reciproca.api",
    "reciproca.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "reciproca.core.middleware.AnswerMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reciproca.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "reciproca.communities.middleware.SessionAgeMiddleware",
    "reciproca.communities.middleware.CommunityMiddleware",
    "reciproca.core.middleware.SeamMiddleware",
]
#: Says what addresses of other packages declare (allauth's pages); ours declare themselves.
DECLARATIONS_OF_OTHERS = "reciproca.people.doors.declaration_of"
#: Says where somebody is asked again whether it is them, before an address that wants it fresh; None when they just were.
PAGE_THAT_ASKS_AGAIN = "reciproca.people.reauthentication.page_that_asks_again"

ROOT_URLCONF = "reciproca.config.urls"
ASGI_APPLICATION = "reciproca.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "templates"],
        "OPTIONS": {
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
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reciproca.pages.context.shell",
            ],
        },
    },
    {  # the rows of long lists: core/rows.py
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "rows",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "reciproca.core.rows.environment"},
    },
]
COTTON_DIR = "components"

DATABASES: dict[str, Any] = {
    "default": database_of(_values["DATABASE_URL"])
    if _values["DATABASE_URL"]
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "reciproca.sqlite3")}
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── accounts ──
AUTH_USER_MODEL = "communities.Account"
AUTHENTICATION_BACKENDS = ["reciproca.communities.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS += [
    {"NAME": f"reciproca.people.passwords.{name}"} for name in ("CommonValidator", "WordsOfThePlaceValidator")
]
AUTH_PASSWORD_VALIDATORS.append(
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}}
)
ACCOUNT_ADAPTER = "reciproca.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # the password lets the sign-in form have one; ours asks none
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Codes are six figures, good for ten minutes and five tries, and an address gets ten an hour: 50 guesses in a million.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Allauth can change the address of a new account only, and so would tell which addresses have one already.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
# In memory and soon forgotten; what must hold for an account is counted in the database (people/devices.py).
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,30/h/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,5/m/key,10/h/key",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "reciproca.people.account_forms.Login",
    "signup": "reciproca.people.account_forms.SignUp",
    "add_email": "reciproca.people.account_forms.AddEmail",
    "change_email": "reciproca.people.account_forms.ChangeEmail",
    "change_password": "reciproca.people.account_forms.ChangePassword",
    "set_password": "reciproca.people.account_forms.SetPassword",
    "reset_password": "reciproca.people.account_forms.ForgotPassword",
    "reset_password_from_key": "reciproca.people.account_forms.EnterNewPassword",
    "request_login_code": "reciproca.people.account_forms.RequestCode",
    "confirm_login_code": "reciproca.people.account_forms.ConfirmLoginCode",
    "confirm_email_verification_code": "reciproca.people.account_forms.ConfirmEmailCode",
    "confirm_password_reset_code": "reciproca.people.account_forms.ConfirmResetCode",
    "reauthenticate": "reciproca.people.account_forms.Reauthenticate",
}
MFA_FORMS = {
    "authenticate": "reciproca.people.account_forms.Authenticate",
    "reauthenticate": "reciproca.people.account_forms.ReauthenticateSecond",
    "activate_totp": "reciproca.people.account_forms.StartApp",
    "add_webauthn": "reciproca.people.account_forms.AddPasskey",
    "edit_webauthn": "reciproca.people.account_forms.NamePasskey",
}
MFA_ADAPTER = "reciproca.people.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure
MFA_TOTP_ISSUER = "Reciproca"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
USERSESSIONS_TRACK_ACTIVITY = False  # it would write at every request; SessionAgeMiddleware notes it now and then
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# ── sessions, cookies, headers ──
SESSION_ENGINE = "reciproca.communities.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
# Under https their names say that they are ours alone: a browser takes such a cookie from this host only, and only by https.
_ours = "__Host-" if _secure else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_ours}sessionid", f"{_ours}csrftoken"
LANGUAGE_COOKIE_NAME, THEME_COOKIE_NAME, DEVICE_COOKIE_NAME = (
    f"{_ours}django_language",
    f"{_ours}theme",
    f"{_ours}device",
)
LETTER_COOKIE_NAME, LETTER_COOKIE_SECURE = f"{_ours}letter", _secure
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = THEME_COOKIE_SECURE = DEVICE_COOKIE_SECURE = (
    _secure
)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _values["HSTS_SUBDOMAINS"]
SECURE_HSTS_PRELOAD = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES and _secure else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ── languages and time ──
LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italian")), ("en", _("English"))]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# ── files ──
STATIC_URL = "/static/"
STATICFILES_DIRS = [SOURCE / "static"]
STATIC_ROOT = None  # nothing is collected: the server finds them in the packages
MEDIA_ROOT = DATA_DIR / "files"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600 * 24
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "reciproca.core.static.VersionedStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
#: What a whole request may weigh, files included: more than any single ingest takes.
LARGEST_REQUEST = 64 << 20

# ── mail and jobs ──
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _values["MAIL_FROM"]
if _values["EMAIL_URL"] and not DEMO:
    vars().update(mail_of(_values["EMAIL_URL"]))
    EMAIL_TIMEOUT = 30
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
ADMINS: list[tuple[str, str]] = []
Q_CLUSTER = {
    "name": "reciproca",
    "orm": "default",
    "workers": WORKERS,
    "timeout": 600,
    "retry": 660,
    "max_attempts": 5,
    "ack_failures": False,
    "catch_up": False,
    "poll": 0.5,
    "bulk": 5,
    "save_limit": 250,
    "label": "Jobs",
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "reciproca.core.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django-q": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
