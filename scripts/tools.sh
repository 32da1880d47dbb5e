# shellcheck shell=bash
# The commands that are C# programs: src/InternVideo2.Cli, one file for each.

# run_tool NAME ARGUMENT...: what the command needs is installed, the program is built, and takes over.
run_tool() {
  local group
  for group in build video $(packages_for_tool "$@"); do need_packages "$group"; done
  ensure_tools
  exec dotnet "$artifacts/tools/iv2-cli.dll" "$@"
}

# Groups of Debian packages (scripts/packages.sh) that a command needs beside those for building and video.
packages_for_tool() {
  case "$1" in
    make-data) [[ "${2:-}" != shapes ]] || echo speech ;;
    train) [[ "${2:-}" != stage2 ]] || echo speech ;;
    evaluate) echo speech ;;
    *) ;;
  esac
}

ensure_tools() {
  local sources_key
  take_lock
  sources_key="$(hash_of src/InternVideo2.Torch src/InternVideo2.Core src/InternVideo2.Cli scripts/build.sh "${build_inputs[@]}")"
  publish tools InternVideo2.Cli
  release_lock
}
