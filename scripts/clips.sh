# shellcheck shell=bash
# The sample clips: real video that Debian packages happen to carry. Packages are fetched and unpacked, not installed.
# data/clips.jsonl names package and path of every clip; a clip lies at data/cache/PACKAGE/PATH.

readonly clip_list="$root/data/clips.jsonl"
readonly clip_cache="$root/data/cache"

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
  rm -rf "$clip_cache"/*.fetch # left by a run that was killed
  mkdir -p "$clip_cache"
  if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then
    logged apt-update "reading the package lists" apt_get update
  fi
  for package in $missing; do
    logged "clips-$package" "fetching sample clips from $package" fetch_clips "$package"
  done
  release_lock
}

# apt-get checks size and checksum of what it downloads against the signed lists; a torn download is tried again from scratch.
fetch_clips() {
  local package="$1" attempt folder
  for attempt in 1 2 3; do
    folder="$(mktemp -d -p "$clip_cache" --suffix .fetch)"
    if unpack_clips "$package" "$folder"; then
      rm -rf "${clip_cache:?}/$package"
      mv "$folder/files" "$clip_cache/$package"
      rm -rf "$folder"
      return
    fi
    rm -rf "$folder"
    echo "attempt $attempt at $package failed"
    [[ $attempt -ne 2 ]] || apt_get update
  done
  echo "error: the clips of package $package could not be fetched"
  return 1
}

# Only the clips that the list names and the package's copyright file are kept.
unpack_clips() {
  local package="$1" folder="$2" owner path
  chmod 755 "$folder"
  (cd "$folder" && apt-get -q -o Acquire::Retries=3 -o APT::Sandbox::User=root download "$package" 9>&-) || return 1
  mkdir "$folder/all" "$folder/files"
  dpkg -x "$folder"/*.deb "$folder/all" || return 1
  while read -r owner path; do
    [[ "$owner" == "$package" ]] || continue
    [[ -s "$folder/all/$path" ]] || { echo "error: package $package has no file $path"; return 1; }
    mkdir -p "$(dirname "$folder/files/$path")"
    mv "$folder/all/$path" "$folder/files/$path"
  done < <(clip_files)
  cp -L "$folder/all/usr/share/doc/$package/copyright" "$folder/files/copyright" || echo "package $package has no copyright file of its own"
  rm -rf "$folder/all" "$folder"/*.deb
}
