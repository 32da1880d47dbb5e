# shellcheck shell=bash
# Real speech with its text: the telephone prompts of two Debian packages, sounds and sentences. Fetched and unpacked, not installed.

readonly prompt_sounds=asterisk-core-sounds-en-g722
readonly prompt_texts=asterisk-core-sounds-en
readonly prompt_folder="$clip_cache/$prompt_sounds"

ensure_prompts() {
  [[ ! -s "$prompt_folder/prompts.txt" ]] || return 0
  [[ "${IV2_OFFLINE:-}" != 1 ]] || fail "the speech set is missing in data/cache, and IV2_OFFLINE=1 forbids fetching package $prompt_sounds"
  need_space 200 "$root"
  take_lock
  prepare_fetching
  logged prompts-text "fetching the sentences of the speech set from $prompt_texts" fetch_media "$prompt_texts" keep_prompt_texts
  logged prompts "fetching the speech set from $prompt_sounds (11 MB)" fetch_media "$prompt_sounds" keep_prompt_sounds
  release_lock
}

keep_prompt_texts() {
  local folder="$2"
  gunzip -c "$folder/all/usr/share/doc/$1/core-sounds-en.txt.gz" >"$folder/files/prompts.txt" || { echo "error: package $1 has no list of sentences"; return 1; }
}

# The sentences go beside the sounds last: where they are, the set is complete.
keep_prompt_sounds() {
  local folder="$2" sounds="$2/all/usr/share/asterisk/sounds/en_US_f_Allison"
  [[ -d "$sounds" ]] || { echo "error: package $1 has no folder usr/share/asterisk/sounds/en_US_f_Allison"; return 1; }
  mv "$sounds" "$folder/files/sounds"
  cp "$clip_cache/$prompt_texts/prompts.txt" "$folder/files/prompts.txt"
}
