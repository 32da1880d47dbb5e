# shellcheck shell=bash
# Running notebooks through Jupyter, and opening Jupyter. Debian's Python has Jupyter; another one in PATH may not.

readonly python=/usr/bin/python3
readonly notebook_folder="$root/notebooks"

# run_notebooks [--save] [--abridged] [NAME...]: a NAME is a number or a part of a file name; none means all. Stops at the first failure.
run_notebooks() {
  local save=no begin=$SECONDS argument path options=() names=() selected=()
  for argument in "$@"; do
    case "$argument" in
      --save) save=yes options+=(--small-pictures) ;;
      --abridged) options+=(--abridged) ;;
      -*) fail_usage "notebooks knows --save and --abridged, not $argument" ;;
      *) names+=("$argument") ;;
    esac
  done
  [[ "$save" == no || " ${options[*]} " != *' --abridged '* ]] || fail_usage "what is kept is run in full: --save or --abridged, not both"
  [[ "$save" == no ]] || need_packages saving
  mapfile -t selected < <(select_notebooks "${names[@]}")
  [[ ${#selected[@]} -gt 0 ]] || fail "no notebook matches: ${names[*]:-notebooks/*.ipynb}"
  mkdir -p "$root/out"
  for path in "${selected[@]}"; do
    say "running $(basename "$path") ..."
    "$python" "$root/scripts/run_notebook.py" "${options[@]}" "$path" "$root/out" "$kernel_name" ||
      fail "$(basename "$path") failed; what it got to is in out/$(basename "$path")"
    [[ $save == no ]] || cp "$root/out/$(basename "$path")" "$path"
  done
  say "${#selected[@]} notebooks in $((SECONDS - begin)) s; open out/*.html"
}

select_notebooks() {
  local path name
  for path in "$notebook_folder"/*.ipynb; do
    [[ -f "$path" ]] || continue
    if [[ $# -eq 0 ]]; then echo "$path"; continue; fi
    for name in "$@"; do
      if [[ "$(basename "$path")" == *"$(basename "$name" .ipynb)"* ]]; then echo "$path"; break; fi
    done
  done
}

# Loopback only. JupyterLab is not in Debian 12; where it is installed, it is used.
open_lab() {
  local application=(notebook) arguments=(--ip=127.0.0.1)
  ! "$python" -c 'import jupyterlab' 2>/dev/null || application=(jupyterlab)
  [[ $EUID -ne 0 ]] || arguments+=(--allow-root)
  [[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]] || arguments+=(--no-browser)
  say "opening Jupyter on 127.0.0.1; Ctrl-C ends it"
  exec "$python" -m "${application[@]}" "${arguments[@]}" --notebook-dir="$notebook_folder" "$@"
}
