"""What docs/reference/asvs.md leans on and no other test shows: few things each, read from the code or tried at the doors."""

import ast
import json
import logging
import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as in_force
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cast import Cast
from reciproca.communities.models import Account
from reciproca.core import clock
from reciproca.core.permission import Policy
from reciproca.core.readiness import what_hinders
from reciproca.notifications.models import OutboxMail
from reciproca.pages.context import draft_key_of
from reciproca.people import devices
from reciproca.people.actions import begin_profile
from signing import signed_in_now

from .addresses import every_address
from .test_code import ROOT, SOURCE, modules

pytestmark = pytest.mark.sweep

#: Statements of ours with names of tables in them; values are always parameters.
MAY_WRITE_SQL = {
    "core/backups.py", "core/guards.py", "core/limits.py", "core/prepared.py", "core/readiness.py", "core/saving.py",
    "core/tidying.py",
    "pages/views.py", "privacy/actions/erasing.py",
}  # fmt: skip
#: From tables of ours beside them: names of columns, of months, marks for names.
MAY_COMPILE_PATTERNS = {"api/kinds.py", "core/italian.py", "core/tables/headers.py", "programmes/wording.py"}
#: Sentences from our own tables, of two languages each; and a line of the log, by its formatter.
MAY_FORMAT = {
    "core/logs.py", "core/prepared.py", "core/tables/sentences.py", "network/analysis/__init__.py", "network/analysis/report.py",
    "programmes/wording.py", "demo/chapters/thanks.py",
    "matching/met.py",
}  # fmt: skip
#: The demo's dice, its ids, and when a job is tried again.
MAY_THROW_DICE = {"core/ids.py", "core/jobs.py"}
#: What takes the pictures of the handbook from a server it starts itself; and whether a port is free.
MAY_CONNECT = {"demo/pictures.py", "core/processes.py"}
CLIENTS = {"urllib.request", "http.client", "socket", "ftplib", "requests", "httpx", "aiohttp", "urllib3", "telnetlib"}
RUNS_CODE = {
    "eval", "exec", "compile", "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads", "yaml.load", "Template",
    "from_string",
}  # fmt: skip
WEAK = {"md5", "sha1", "new"}
#: In a script: markup made of words, code made of words, other windows, what stays after the tab is closed, computed names.
NOT_IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage|\"message\""
    r"|localStorage|indexedDB|__proto__|paste|\w\[[a-z]\w*\]\s*=[^=]"
)
OLD_TECHNOLOGY = re.compile(r"<(object|embed|applet)\b")

LONG = " Un telaio, tre fili: " + "ànemos 空 " * 8  # more than 64 signs, spaces at both ends


def calls_in(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def code_made_in(tree: ast.Module) -> set[str]:
    """Calls that make code or objects of text, and shells."""
    found = {name for name, _ in calls_in(tree) if name in RUNS_CODE or name.split(".")[-1] == "from_string"}
    shells = {"a shell" for _, call in calls_in(tree) for word in call.keywords if word.arg == "shell"}
    return found | shells


def imports_of(tree: ast.Module) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def weak_hashes_in(tree: ast.Module) -> set[str]:
    return {name for name, _ in calls_in(tree) if name.startswith("hashlib.") and name.split(".")[1] in WEAK}


def where(fault: Any) -> set[str]:
    return {name for name, tree in modules() if fault(tree)}


def test_no_code_is_made_at_run_time() -> None:
    assert {name: found for name, tree in modules() if (found := code_made_in(tree))} == {}


@pytest.mark.parametrize(
    "line", ["eval(words)", "pickle.loads(sent)", "run(line, shell=True)", "engine.from_string(x)"]
)
def test_code_made_at_run_time_is_found(line: str) -> None:
    """The negative control."""
    assert code_made_in(ast.parse(line)) != set()


def test_sql_is_written_in_listed_places_only() -> None:
    said = {"execute", "executemany", "raw", "extra", "RawSQL"}

    assert where(lambda tree: any(name.split(".")[-1] in said for name, _ in calls_in(tree))) - MAY_WRITE_SQL == set()


def test_patterns_are_written_by_us() -> None:
    """Or made of words that were escaped."""

    def is_given(name: str, call: ast.Call) -> bool:
        if not (re.fullmatch(r"re\.[a-z]+", name) and name != "re.escape" and call.args):
            return False
        return not isinstance(call.args[0], ast.Constant) and "re.escape" not in ast.unparse(call.args[0])

    found = where(lambda tree: any(is_given(name, call) for name, call in calls_in(tree)))

    assert found - MAY_COMPILE_PATTERNS == set()


def test_format_strings_are_written_by_us() -> None:
    def is_given(call: ast.Call) -> bool:
        function = call.func
        formats = isinstance(function, ast.Attribute) and function.attr in ("format", "format_map")
        return formats and not isinstance(function.value, ast.Constant)  # type: ignore[attr-defined]

    assert where(lambda tree: any(is_given(call) for _, call in calls_in(tree))) - MAY_FORMAT == set()


def test_the_server_asks_nobody_outside() -> None:
    assert where(lambda tree: imports_of(tree) & CLIENTS) == MAY_CONNECT


def test_hashes_are_strong() -> None:
    assert {name: found for name, tree in modules() if (found := weak_hashes_in(tree))} == {}
    assert (
        where(lambda tree: {name.split(".")[0] for name in imports_of(tree)} & {"cryptography", "Crypto", "rsa"})
        == {"people/sealing.py"}  # AES-GCM with a new start each time
    )


def test_a_weak_hash_is_found() -> None:
    """The negative control."""
    assert weak_hashes_in(ast.parse("hashlib.md5(words).hexdigest()")) == {"hashlib.md5"}


def test_what_must_not_be_guessed_is_drawn_securely() -> None:
    dice = {name for name in where(lambda tree: "random" in imports_of(tree)) if not name.startswith("demo/")}
    drawn = {
        (name, call.args[0].value)
        for name, tree in modules()
        for said, call in calls_in(tree)
        if said.endswith(("token_urlsafe", "token_hex")) and call.args and isinstance(call.args[0], ast.Constant)
    }

    assert dice == MAY_THROW_DICE
    # 16 bytes are 128 bits. The name of a device is no secret: it stands in a cookie that is signed.
    assert {name for name, size in drawn if size < 16} == {"people/devices.py"}


def test_scripts_make_no_markup_and_keep_to_themselves() -> None:
    scripts = sorted((SOURCE / "static/reciproca/js").glob("*.js"))
    templates = sorted(SOURCE.rglob("*.html"))

    assert len(scripts) > 5
    assert {one.name: found for one in scripts if (found := NOT_IN_SCRIPTS.findall(one.read_text()))} == {}
    assert [one.name for one in templates if OLD_TECHNOLOGY.search(one.read_text())] == []


def test_what_is_sealed_is_sealed_soundly(ada: Account) -> None:
    """Drafts in the browser: one algorithm, that of the browser; a key of 256 bits, and each time a new start."""
    script = (SOURCE / "static/reciproca/js/keep-draft.js").read_text()

    assert set(re.findall(r'"((?:AES|RSA|DES|RC)[\w-]*)"', script)) == {"AES-GCM"}
    assert len(re.findall(r"crypto\.getRandomValues\(new Uint8Array\(12\)\)", script)) == script.count(
        "subtle.encrypt("
    )
    assert len(bytes.fromhex(draft_key_of(ada))) * 8 == 256


@pytest.mark.parametrize("line", ["box.innerHTML = words", "kept[name] = value", "localStorage.setItem(a, b)"])
def test_a_script_that_does_is_found(line: str) -> None:
    """The negative control."""
    assert NOT_IN_SCRIPTS.search(line)


# ── settings ──

SAID = """
import json
import django
django.setup()
from allauth.mfa import app_settings as mfa
from django.conf import settings as s
print(json.dumps({
    "debug": s.DEBUG,
    "cookies": {name: getattr(s, name) for name in dir(s) if "_COOKIE_" in name},
    "hsts": [s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS],
    "policy": {name: list(s.CONTENT_SECURITY_POLICY["DIRECTIVES"][name]) for name in ("object-src", "base-uri", "frame-ancestors")},
    "hasher": s.PASSWORD_HASHERS[0].rsplit(".", 1)[1],
    "codes": [s.ACCOUNT_LOGIN_BY_CODE_TIMEOUT, s.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT, s.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT],
    "app": [mfa.TOTP_PERIOD, mfa.TOTP_TOLERANCE],
}))
"""


@pytest.fixture
def public(tmp_path: Path) -> dict[str, Any]:
    """The settings of a server that others reach, as its processes read them; its folder is `tmp_path`."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    wishes = {"DATA_DIR": str(tmp_path), "SITE_URL": "https://mentoring.example.org", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", SAID],
        env=kept | wishes | {"DJANGO_SETTINGS_MODULE": "reciproca.config.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_public_server_is_set_safely(public: dict[str, Any]) -> None:
    none = ["'none'"]

    assert public["debug"] is False
    assert public["hsts"] == [365 * 24 * 3600, True]
    assert public["policy"] == {"object-src": none, "base-uri": none, "frame-ancestors": none}
    assert public["hasher"] == "ScryptPasswordHasher"
    assert max(public["codes"]) <= 600
    assert public["app"] == [30, 0]


def test_cookies_of_a_public_server_are_of_its_host_alone(
    public: dict[str, Any],
    people: Cast,
    ada: Account,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    """`__Host-` makes a browser take them from this very host only, by https, for all of it; forms go on working."""
    for name, value in public["cookies"].items():
        setattr(settings, name, value)
    ada.set_password("una frase mia, lunga")
    ada.save(update_fields=["password"])
    asking = Client(enforce_csrf_checks=True, headers={"origin": "https://testserver"})

    def send(path: str, **fields: str) -> HttpResponse:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', asking.get("/accounts/login/", secure=True).text)
        assert token
        return asking.post(path, {**fields, "csrfmiddlewaretoken": token[1]}, secure=True)

    answers = [send("/language/", language="en"), send("/theme/", theme="dark")]
    answers.append(send("/accounts/login/", login=ada.email, password="una frase mia, lunga"))

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert b'data-theme="dark"' in asking.get("/account/", secure=True).content
    assert set(asking.cookies) == {
        f"__Host-{name}" for name in ("sessionid", "csrftoken", "django_language", "theme", "device")
    }
    assert [(one["secure"], one["path"], one["domain"]) for one in asking.cookies.values()] == [(True, "/", "")] * 5


def test_the_key_is_for_its_owner_alone(public: dict[str, Any], tmp_path: Path) -> None:
    key = tmp_path / "secret_key"

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text()) >= 50


def test_debugging_keeps_a_public_server_from_starting(db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEBUG, settings.SITE_URL = True, "https://mentoring.example.org"

    assert any("DEBUG shows tracebacks" in one for one in what_hinders())


# ── doors ──


def paths() -> Iterator[tuple[str, str]]:
    """Every address by its name, with arguments that name nothing."""
    for address in every_address():
        arguments = {name: converter for name in address.arguments for converter in [_nobody(name, address.route)]}
        yield str(address), reverse(address.name, kwargs=arguments)


def _nobody(name: str, route: str) -> Any:
    kind = re.search(rf"<(?:(\w+):)?{name}>", route)
    known = {"uuid": "00000000-0000-4000-8000-000000000000", "int": 1, "slug": "montefeltro"}
    return known.get((kind and kind[1]) or "str", "x")


#: Whoever holds a letter holds its key: a program of mail posts it without having seen a page (RFC 8058), and no cookie
#: opens anything here. Without a key there is nothing.
BY_A_KEY_IN_A_LETTER = ("here:letter-stop", "here:letter-pause")


def test_a_form_without_its_token_is_refused_everywhere(db: None) -> None:
    """And nothing is said to pages of other origins."""
    strict = Client(enforce_csrf_checks=True)
    answers = {name: strict.post(path, headers={"origin": "https://elsewhere.example"}) for name, path in paths()}

    others = {name: answer.status_code for name, answer in answers.items() if answer.status_code != 403}
    assert {name: others.pop(name, None) for name in BY_A_KEY_IN_A_LETTER} == dict.fromkeys(BY_A_KEY_IN_A_LETTER, 404)
    assert set(others.values()) == {
        401
    }  # programs come with a key and never with a cookie: without one they are nobody
    assert [name for name in others if not name.startswith("api:")] == []
    assert [name for name, answer in answers.items() if "Access-Control-Allow-Origin" in answer] == []


@pytest.mark.parametrize("word", ["serra' OR '1'='1", "%' OR 1=1 --", '"; DROP TABLE people_profile; --', "ser%"])
def test_words_that_want_to_be_sql_are_words(people: Cast, word: str) -> None:
    begin_profile(people.giulio)
    asking = signed_in_now(Client(), people.ada)

    def found(said: str) -> bool:
        answer = asking.get("/montefeltro/people/", {"q": said})
        assert answer.status_code == 200
        return str(people.giulio.public_id) in answer.content.decode()

    assert not found(word)
    assert found("serra")


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
def test_methods_that_nothing_uses_are_refused(people: Cast, method: str) -> None:
    asking = Client(raise_request_exception=False)
    signed_in_now(asking, people.marta)

    answers = {name: asking.generic(method, path, headers={"x-said": "canary"}) for name, path in paths()}

    assert len(answers) > 100
    assert {answer.status_code for answer in answers.values()} == {405}
    assert [name for name, answer in answers.items() if b"canary" in answer.getvalue()] == []


@pytest.mark.parametrize("path", ["/static/", "/static/reciproca/", "/static/reciproca/js/", "/files/", "/media/"])
def test_no_folder_is_listed(people: Cast, path: str) -> None:
    asking = signed_in_now(Client(), people.marta)

    assert asking.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/.git/HEAD", "/static/.git/HEAD", "/static/../.git/HEAD", "/static/..%2f..%2f..%2f.git/HEAD", "/.hg/", "/.svn/"],
)
def test_no_history_of_the_program_is_had(people: Cast, path: str) -> None:
    asking = signed_in_now(Client(), people.marta)

    assert asking.get(path).status_code == 404


def test_the_program_itself_cannot_read_its_history() -> None:
    """Neither where systemd starts it, nor in a container."""
    unit = dict(
        line.split("=", 1) for line in (ROOT / "deploy/reciproca.service").read_text().splitlines() if "=" in line
    )

    assert unit["InaccessiblePaths"] == f"-{unit['WorkingDirectory']}/.git"
    assert ".git" in (ROOT / ".dockerignore").read_text().splitlines()


def test_a_fault_is_told_to_the_log_and_to_nobody_else(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: object) -> str:
        raise RuntimeError("the inside of the server")

    monkeypatch.setattr(Policy, "__call__", fail)
    with caplog.at_level(logging.ERROR, logger="django.request"):
        answer = Client(raise_request_exception=False).get("/accounts/login/")

    assert answer.status_code == 500
    assert "inside of the server" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert any(one.exc_info and "inside of the server" in str(one.exc_info[1]) for one in caplog.records)


def test_no_address_becomes_a_line_of_the_log(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(Policy, "__call__", fail)
    with caplog.at_level(logging.ERROR, logger="django.request"):
        Client(raise_request_exception=False).get(
            reverse("server:job-retry", kwargs={"key": "x\n2026-11-19 ERROR forged"})
        )

    said = [one.getMessage() for one in caplog.records if "forged" in one.getMessage()]
    assert said != []
    assert [one for one in said if "\n" in one] == []


# ── accounts ──


@pytest.fixture
def ada(people: Cast) -> Account:
    account = people.ada.account
    assert account is not None
    return account


@pytest.mark.parametrize(("word", "fits"), [("nove segni"[:9], False), ("qwertyuiop", False), (LONG, True)])
def test_a_password_is_long_unusual_and_taken_as_it_is(people: Cast, ada: Account, word: str, fits: bool) -> None:
    asking = signed_in_now(Client(), people.ada)

    asking.post(reverse("account_set_password"), {"password1": word, "password2": word})

    ada.refresh_from_db()
    assert ada.has_usable_password() is fits
    assert ada.check_password(word) is fits
    assert not ada.check_password(word.strip().lower())
    assert not ada.check_password(word[:64])


def test_the_password_is_changed_by_who_knows_it(people: Cast, ada: Account) -> None:
    ada.set_password("una frase mia, lunga")
    ada.save(update_fields=["password"])
    new = {"password1": "un’altra frase, più lunga", "password2": "un’altra frase, più lunga"}
    here, elsewhere = signed_in_now(Client(), people.ada), signed_in_now(Client(), people.ada)

    here.post(reverse("account_change_password"), new | {"oldpassword": "una che non è"})
    ada.refresh_from_db()
    assert ada.check_password("una frase mia, lunga")
    assert elsewhere.get("/account/").status_code == 200

    here.post(reverse("account_change_password"), new | {"oldpassword": "una frase mia, lunga"})
    ada.refresh_from_db()
    assert ada.check_password(new["password1"])
    assert elsewhere.get("/account/").status_code == 302


def test_a_password_does_not_grow_old(people: Cast, ada: Account, now: datetime) -> None:
    ada.set_password("una frase mia, lunga")
    ada.save(update_fields=["password"])
    asking = Client()

    with clock.at(now + timedelta(days=3 * 365)):
        asking.post("/accounts/login/", {"login": ada.email, "password": "una frase mia, lunga"})

        assert asking.get("/account/").status_code == 200


@pytest.mark.parametrize("second_step", [False, True])
def test_a_new_password_does_not_pass_by_the_second_step(people: Cast, ada: Account, second_step: bool) -> None:
    if second_step:
        Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    asking, word = Client(), "un’altra frase, più lunga"
    asking.post(reverse("account_reset_password"), {"email": ada.email})
    code = OutboxMail.objects.latest("pk").about["code"]
    asking.post(reverse("account_confirm_password_reset_code"), {"code": code})
    asking.post(reverse("account_complete_password_reset"), {"password1": word, "password2": word})
    ada.refresh_from_db()
    assert ada.check_password(word)
    assert asking.get("/account/").status_code == 302  # nobody is signed in by it

    answer = asking.post("/accounts/login/", {"login": ada.email, "password": word})

    assert (answer["Location"] == reverse("mfa_authenticate")) is second_step
    assert (asking.get("/account/").status_code == 200) is not second_step


def test_what_an_address_says_is_no_part_of_a_form(people: Cast, ada: Account) -> None:
    """Neither is a cookie; and of a word sent twice the last one counts, for checking and for doing."""
    asking = signed_in_now(Client(), people.ada)
    asking.cookies["language"] = "en"

    asking.post("/language/?language=en", {})
    ada.refresh_from_db()
    assert ada.language == "it"

    asking.post("/language/", {"language": ["xx", "en"]})
    ada.refresh_from_db()
    assert ada.language == "en"


def test_fields_for_passwords_are_left_to_the_browser(people: Cast, ada: Account) -> None:
    """Hidden while they are typed, and open to pasting and to what keeps passwords."""
    at_the_door = Client().get("/accounts/login/").content.decode()
    inside = signed_in_now(Client(), people.ada).get(reverse("account_set_password")).content.decode()
    fields = re.findall(r"<input\b[^>]*name=\"password\d?\"[^>]*>", at_the_door + inside)

    assert len(fields) >= 3
    assert [field for field in fields if 'type="password"' not in field or 'autocomplete="off"' in field] == []
    assert not re.search(r"onpaste|onkeydown", at_the_door + inside)


def test_a_new_server_has_no_accounts(db: None) -> None:
    assert not Account.objects.exists()


def test_the_key_of_a_session_is_long_new_and_forgotten(people: Cast, ada: Account) -> None:
    ada.set_password("una frase mia, lunga")
    ada.save(update_fields=["password"])
    asking = Client()
    asking.get("/accounts/login/")
    planted = asking.session
    planted["planted"] = True
    planted.save()
    asking.cookies[in_force.SESSION_COOKIE_NAME] = planted.session_key

    asking.post("/accounts/login/", {"login": ada.email, "password": "una frase mia, lunga"})
    key = asking.cookies[in_force.SESSION_COOKIE_NAME].value
    assert re.fullmatch(r"[a-z0-9]{32}", key)  # 165 bits
    assert key != planted.session_key
    assert asking.get("/account/").status_code == 200

    asking.post("/accounts/logout/")
    late = Client()
    late.cookies[in_force.SESSION_COOKIE_NAME] = key
    assert late.get("/account/").status_code == 302


def test_a_cookie_of_a_device_is_signed_for_its_purpose_and_its_time(
    ada: Account,
    rf,
    settings,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    known = [(ada.pk, "loom", devices._trace_of(ada))]

    def is_known(cookie: str) -> bool:
        request = rf.get("/")
        request.COOKIES[in_force.DEVICE_COOKIE_NAME] = cookie
        return devices.known_device(request, ada.email) == "loom"

    good = signing.dumps(known, salt=devices.SALT)
    assert is_known(good)
    words, rest = good.split(":", 1)
    assert not is_known(words)  # unsigned
    assert not is_known(f"{signing.dumps([], salt=devices.SALT).split(':')[0]}:{rest}")  # other words
    assert not is_known(signing.dumps(known, salt="reciproca.elsewhere"))
    assert not is_known(signing.dumps(known, salt=devices.SALT, key="a key of somebody else"))
    now = time.time()
    with monkeypatch.context() as then:
        then.setattr("django.core.signing.time.time", lambda: now - devices.A_YEAR - 60)
        old = signing.dumps(known, salt=devices.SALT)
    assert not is_known(old)
