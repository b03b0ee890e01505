# Shared by ./rowgate and ./test: what both need of the machine. Expects $root.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# The program's own launcher looks for .NET in the usual places only; the one on the PATH may be elsewhere.
if [ -z "${DOTNET_ROOT:-}" ] && dotnet=$(command -v dotnet); then
  DOTNET_ROOT=$(dirname "$(readlink -f "$dotnet")")
  export DOTNET_ROOT
fi

say() { printf '%s\n' "$*" >&2; }

# Stops with a helpful message unless the .NET SDK that global.json asks for is there.
need_sdk() {
  local wanted
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json")
  if ! command -v dotnet >/dev/null; then
    say "error: the .NET SDK is missing; Rowgate needs ${wanted%.*}.x"
    say "hint: install it from https://dotnet.microsoft.com/download/dotnet/10.0"
    exit 2
  fi
  if ! (cd "$root" && dotnet --version >/dev/null 2>&1); then
    say "error: no installed .NET SDK fits; Rowgate needs $wanted or a later feature band of it. Installed:"
    dotnet --list-sdks | sed 's/^/  /' >&2
    say "hint: install it from https://dotnet.microsoft.com/download/dotnet/10.0"
    exit 2
  fi
}

# Installs Debian packages when this is root on Debian; false when that is not possible.
apt_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "Installing $* ..."
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
    { apt-get update >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1; }
}

# Builds the web console into console/dist when its sources are newer. False, with a message, when that is not possible.
build_console() {
  local console="$root/console" log="$root/artifacts/console.log"
  [ -f "$console/package.json" ] || return 0
  [ -f "$console/dist/index.html" ] &&
    [ -z "$(find "$console" -name node_modules -prune -o -name dist -prune -o -newer "$console/dist/index.html" -type f -print -quit)" ] &&
    return 0
  if ! command -v npm >/dev/null && ! apt_install nodejs npm; then
    say "note: the web console is not built, because npm is missing (Debian: apt-get install nodejs npm)"
    return 1
  fi
  say "Building the web console ..."
  mkdir -p "$root/artifacts"
  if ! (cd "$console" && npm ci --no-audit --no-fund && npm run build) >"$log" 2>&1; then
    say "note: the web console could not be built; the end of $log:"
    tail -n 15 "$log" >&2
    return 1
  fi
  # A build that found nothing to change still counts as one.
  touch "$console/dist/index.html"
}
