# shellcheck shell=bash
# Shared by every command: messages, the environment, stamps, the lock. Sourced by ../iv2, which sets $root.

readonly artifacts="$root/artifacts"
readonly configuration=Release

# Thread policy, once for everything that runs below: waiting OpenMP threads sleep instead of spinning, which on a busy
# machine with few cores is the difference between one second a step and six.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
export OPENBLAS_THREAD_TIMEOUT="${OPENBLAS_THREAD_TIMEOUT:-14}"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-$(nproc)}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# The SDK stops at once on a machine without ICU unless told that none is wanted; nothing here needs it.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}"
# Build nodes that outlive the command would keep its lock and its memory.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
# This clone's own kernelspec comes before one that another clone may have registered for the user.
export JUPYTER_PATH="$artifacts/jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}"

say() { printf 'iv2: %s\n' "$*"; }
warn() { printf 'iv2: %s\n' "$*" >&2; }
fail() { printf 'iv2: error: %s\n' "$*" >&2; exit 1; }
fail_usage() { printf 'iv2: %s\n' "$*" >&2; exit 2; }

# logged NAME TITLE COMMAND...: run a step with its output in artifacts/logs/NAME.log, shown only when it fails.
logged() {
  local title="$2" log="$artifacts/logs/$1.log" begin=$SECONDS
  shift 2
  mkdir -p "$artifacts/logs"
  say "$title ..."
  if ! "$@" >"$log" 2>&1; then
    explain_failure "$log"
    fail "$title failed; the whole output is in ${log#"$root/"}"
  fi
  say "$title: done in $((SECONDS - begin)) s"
}

# The lines that tell what went wrong, and what to do about the usual causes.
explain_failure() {
  local log="$1"
  { grep -E 'error|Error:|^E: |No space left' "$log" | sort -u | head -n 20 || tail -n 20 "$log"; } >&2
  if grep -qE 'No space left on device' "$log"; then
    warn "the disk is full: $(df -h --output=avail "$root" | tail -n 1 | tr -d ' ') left under $root"
  elif grep -qE 'NU1301|Temporary failure resolving|Could not resolve|Network is unreachable' "$log"; then
    warn "a package source could not be reached: is there a network connection, or a proxy to set?"
  fi
}

# need_space MEGABYTES FOLDER: say so before a long step runs out of disk in the middle.
need_space() {
  local free
  free="$(df -m --output=avail "$2" | tail -n 1 | tr -d ' ')"
  [[ "$free" -ge "$1" ]] || fail "this needs about $1 MB on the disk of $2, but only $free MB are free"
}

# Stamps: a step is skipped while the key it was done with (a hash of its inputs) is the same.
stamped() { [[ -f "$artifacts/stamps/$1" && "$(<"$artifacts/stamps/$1")" == "$2" ]]; }
stamp() { mkdir -p "$artifacts/stamps"; printf '%s' "$2" >"$artifacts/stamps/$1.new"; mv "$artifacts/stamps/$1.new" "$artifacts/stamps/$1"; }
unstamp() { rm -f "$artifacts/stamps/$1"; }

# hash_of PATH...: one hash over the sources below the paths (paths relative to the root) and over LIBTORCH.
hash_of() {
  (
    cd "$root" || exit
    printf '%s\n' "libtorch ${LIBTORCH:-system}" "sdk $(dotnet --version)"
    find "$@" -type d \( -name bin -o -name obj -o -name build -o -name TestResults -o -name golden \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  ) | sha256sum | cut -c1-32
}

# Two commands in one clone must not build into the same folders at once. Children do not inherit the lock (9>&-).
take_lock() {
  mkdir -p "$artifacts"
  exec 9>"$artifacts/lock"
  if ! flock -n 9; then
    say "another ./iv2 is setting things up in this clone; waiting for it ..."
    flock 9
  fi
}
release_lock() { exec 9>&-; }
