# shellcheck shell=bash
# What comes from Debian, in groups, so that a command installs only what it needs. environment.md says what each is for.

packages_of() {
  case "$1" in
    build)
      [[ -n "${LIBTORCH:-}" ]] || echo libtorch-dev libopenblas0-pthread
      echo cmake make g++
      ;;
    video) echo ffmpeg librsvg2-bin fonts-dejavu-core ;;
    speech) echo espeak-ng espeak-ng-data ;;
    notebooks) echo libzmq5 python3-nbconvert python3-nbclient python3-jupyter-client ;;
    saving) echo pngquant ;;
    lab) echo jupyter-notebook ;;
    tests) echo python3-jupyter-kernel-test ;;
    bench) [[ -n "${LIBTORCH:-}" ]] || echo python3-torch ;;
  esac
}

# need_packages GROUP...: the SDK is there, and every package of the groups is installed.
need_packages() {
  local group name missing=()
  need_sdk
  need_libtorch
  command -v dpkg-query >/dev/null || fail "this is not a Debian system; environment.md lists what to install by hand"
  for group in "$@"; do
    for name in $(packages_of "$group"); do
      installed "$name" || missing+=("$name")
    done
  done
  [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
  [[ -n "${LIBTORCH:-}" ]] || check_blas
}

installed() { [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

need_sdk() {
  local wanted=10 version
  command -v dotnet >/dev/null || fail "the .NET SDK $wanted is not installed (no 'dotnet' in PATH); see https://dotnet.microsoft.com/download"
  version="$(cd "$root" && dotnet --version 2>/dev/null)" || fail "'dotnet' is here, but no SDK: a runtime alone cannot build; install the .NET SDK $wanted"
  [[ "${version%%.*}" -ge $wanted ]] || fail "the .NET SDK is $version; $wanted.0 or newer is needed"
}

need_libtorch() {
  [[ -z "${LIBTORCH:-}" ]] && return
  [[ -f "$LIBTORCH/lib/libtorch_cpu.so" ]] ||
    fail "LIBTORCH is '$LIBTORCH', but there is no lib/libtorch_cpu.so in it; name the folder that holds lib/ and include/, or unset it to use Debian's"
}

install_packages() {
  [[ "${IV2_OFFLINE:-}" != 1 ]] || fail "not installed: $* (IV2_OFFLINE=1 forbids fetching them)"
  need_space 2500 /usr
  say "missing Debian packages: $*"
  as_root true || fail "installing them needs root: run as root, or install sudo, or: apt-get install --no-install-recommends $*"
  take_lock
  if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then
    logged apt-update "reading the package lists" apt_get update
  fi
  if ! apt_install "$@"; then
    logged apt-update "reading the package lists anew" apt_get update
    logged apt "installing packages" apt_get install --yes --no-install-recommends "$@"
  fi
  release_lock
}

# First try with the lists as they are; stale lists are the usual reason to fail, and the caller reads them anew.
apt_install() {
  local begin=$SECONDS
  mkdir -p "$artifacts/logs"
  say "installing packages ..."
  apt_get install --yes --no-install-recommends "$@" >"$artifacts/logs/apt.log" 2>&1 || return
  say "installing packages: done in $((SECONDS - begin)) s"
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" 9>&-; }

as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

# Debian's reference BLAS is many times slower than OpenBLAS. OpenBLAS wins by priority unless somebody chose otherwise by hand.
check_blas() {
  local library path
  for library in libblas.so.3 liblapack.so.3; do
    path="$(readlink -f "/usr/lib/$(uname -m)-linux-gnu/$library" || true)"
    [[ "$path" == *openblas* || "$path" == *mkl* || "$path" == *blis* ]] ||
      warn "$library is $path, not OpenBLAS, and will be slow; to change it: update-alternatives --auto $library-$(uname -m)-linux-gnu"
  done
}
