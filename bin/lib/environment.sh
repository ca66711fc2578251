# Read by the programs in bin/. `prepare app` or `prepare dev` makes .venv as requirements/<name>.txt says,
# and does nothing when it is so already. Needs sh and python3; uses uv where it is present.

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
python=.venv/bin/python
export PYTHONPATH="$root/src${PYTHONPATH:+:$PYTHONPATH}"
unset PYTHONDONTWRITEBYTECODE  # a server is several processes: with what is compiled kept, each starts in a third of the time

say() { printf '%s\n' "$*" >&2; }

give_up() { say "$*"; exit 1; }

is_root_with_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_install() {
    say "Installing $* with apt-get."
    DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null 2>&1
}

a_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    give_up "Python 3.11 or newer is needed: install it, or put it first on the PATH."
}

make_venv() {
    base=$(a_python)
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --python "$base" .venv && return
    fi
    "$base" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
    if is_root_with_apt && apt_install python3-venv && "$base" -m venv .venv; then return; fi
    rm -rf .venv
    give_up "Python cannot make an environment here. Install its module venv (on Debian: apt-get install python3-venv)."
}

install_into_venv() {
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$python" --require-hashes -r "requirements/$1.txt" &&
            uv pip install --quiet --python "$python" --no-deps --no-build-isolation -e . && return
        say "uv did not manage; trying pip."
    fi
    "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null 2>&1
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$1.txt" &&
        "$python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
}

prepare() {
    wanted=$(cksum <"requirements/$1.txt")
    stamp=.venv/.installed-$1
    # What the developers need contains what the application needs.
    for made in "$stamp" .venv/.installed-dev; do
        if [ "$1" = app ] && [ "$made" = .venv/.installed-dev ]; then
            wanted_there=$(cksum <requirements/dev.txt)
        else
            wanted_there=$wanted
        fi
        if [ -x "$python" ] && [ -f "$made" ] && [ "$(cat "$made")" = "$wanted_there" ]; then
            "$python" -m reciproca.core.texts
            return
        fi
    done
    [ -x "$python" ] || make_venv
    say "Installing what requirements/$1.txt lists. This happens once."
    install_into_venv "$1" || give_up "The packages could not be installed: see above. Is the network reachable?"
    printf '%s' "$wanted" >"$stamp"
    "$python" -m reciproca.core.texts
}
