# shellcheck shell=bash
# Media files out of Debian packages: a package is fetched and unpacked, not installed; what is kept of it lies at data/cache/PACKAGE.

readonly clip_cache="$root/data/cache"

# Call it with the lock taken.
prepare_fetching() {
  rm -rf "$clip_cache"/*.fetch # left by a run that was killed
  mkdir -p "$clip_cache"
  if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then
    logged apt-update "reading the package lists" apt_get update
  fi
}

# fetch_media PACKAGE KEEP: KEEP PACKAGE FOLDER moves what is wanted from FOLDER/all to FOLDER/files.
# apt-get checks size and checksum of what it downloads against the signed lists; a torn download is tried again from scratch.
fetch_media() {
  local package="$1" keep="$2" attempt folder
  for attempt in 1 2 3; do
    folder="$(mktemp -d -p "$clip_cache" --suffix .fetch)"
    if unpack_media "$package" "$folder" "$keep"; then
      rm -rf "${clip_cache:?}/$package"
      mv "$folder/files" "$clip_cache/$package"
      rm -rf "$folder"
      return
    fi
    rm -rf "$folder"
    echo "attempt $attempt at $package failed"
    [[ $attempt -ne 2 ]] || apt_get update
  done
  echo "error: the files of package $package could not be fetched"
  return 1
}

# The package's copyright file is always kept.
unpack_media() {
  local package="$1" folder="$2" keep="$3"
  chmod 755 "$folder"
  (cd "$folder" && apt-get -q -o Acquire::Retries=3 -o APT::Sandbox::User=root download "$package" 9>&-) || return 1
  mkdir "$folder/all" "$folder/files"
  dpkg -x "$folder"/*.deb "$folder/all" || return 1
  "$keep" "$package" "$folder" || return 1
  cp -L "$folder/all/usr/share/doc/$package/copyright" "$folder/files/copyright" || echo "package $package has no copyright file of its own"
  rm -rf "$folder/all" "$folder"/*.deb
}
