# shellcheck shell=bash
# The stamps: animals of a Debian package, each with photograph, caption, sound and spoken name. Fetched and unpacked, not installed.

readonly stamp_package=tuxpaint-stamps-default
readonly stamp_folder="$clip_cache/$stamp_package/stamps"

ensure_stamps() {
  [[ ! -d "$stamp_folder" ]] || return 0
  [[ "${IV2_OFFLINE:-}" != 1 ]] || fail "the stamps are missing in data/cache, and IV2_OFFLINE=1 forbids fetching package $stamp_package"
  need_space 800 "$root"
  take_lock
  prepare_fetching
  logged stamps "fetching the stamps from $stamp_package (161 MB)" fetch_media "$stamp_package" keep_stamps
  release_lock
}

keep_stamps() {
  local folder="$2"
  [[ -d "$folder/all/usr/share/tuxpaint/stamps/animals" ]] || { echo "error: package $1 has no folder usr/share/tuxpaint/stamps/animals"; return 1; }
  mkdir "$folder/files/stamps"
  mv "$folder/all/usr/share/tuxpaint/stamps/animals" "$folder/files/stamps/animals"
}
