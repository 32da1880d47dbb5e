# shellcheck shell=bash
# The sample clips: real video that Debian packages happen to carry. Packages are fetched and unpacked, not installed.
# data/clips.jsonl names package and path of every clip; a clip lies at data/cache/PACKAGE/PATH.

readonly clip_list="$root/data/clips.jsonl"

# Lines "PACKAGE PATH" of the clip list, each once.
clip_files() { sed -nE 's/.*"package": *"([^"]+)".*"path": *"([^"]+)".*/\1 \2/p' "$clip_list" | sort -u; }

# Packages of which a clip is absent or empty.
missing_clip_packages() {
  local package path
  clip_files | while read -r package path; do
    [[ -s "$clip_cache/$package/$path" ]] || echo "$package"
  done | sort -u
}

ensure_clips() {
  local package missing
  [[ -n "$(clip_files)" ]] || fail "data/clips.jsonl names no clip"
  missing="$(missing_clip_packages)"
  [[ -n "$missing" ]] || return 0
  [[ "${IV2_OFFLINE:-}" != 1 ]] || fail "sample clips are missing in data/cache, and IV2_OFFLINE=1 forbids fetching them: ${missing//$'\n'/ }"
  need_space 300 "$root"
  take_lock
  prepare_fetching
  for package in $missing; do
    logged "clips-$package" "fetching sample clips from $package" fetch_media "$package" keep_clips
  done
  release_lock
}

# Only the clips that the list names and the package's copyright file are kept.
keep_clips() {
  local package="$1" folder="$2" owner path
  while read -r owner path; do
    [[ "$owner" == "$package" ]] || continue
    [[ -s "$folder/all/$path" ]] || { echo "error: package $package has no file $path"; return 1; }
    mkdir -p "$(dirname "$folder/files/$path")"
    mv "$folder/all/$path" "$folder/files/$path"
  done < <(clip_files)
}
