# shellcheck shell=bash
# Building with .NET. The native shim is built by the MSBuild project of src/InternVideo2.Torch, through CMake.

readonly build_inputs=(Directory.Build.props Directory.Packages.props Torch.props .editorconfig)

run_dotnet() { (cd "$root" && dotnet "$@" 9>&-); }

# build_step NAME KEY TITLE DOTNET-ARGUMENTS...: one stamped call of dotnet.
build_step() {
  local name="$1" key="$2" title="$3"
  shift 3
  stamped "$name" "$key" && return
  need_space 1500 "$root"
  ensure_shim_matches_libtorch
  unstamp "$name"
  logged "$name" "$title" run_dotnet "$@" --nologo -v quiet
  stamp "$name" "$key"
}

# CMake remembers the libtorch of its first run; another one means starting anew.
ensure_shim_matches_libtorch() {
  stamped libtorch "${LIBTORCH:-system}" && return
  rm -rf "$root/src/InternVideo2.Torch/native/build"
  stamp libtorch "${LIBTORCH:-system}"
}

# The solution with its tests.
ensure_solution() {
  take_lock
  build_step solution "$(hash_of src tests bench InternVideo2.sln "${build_inputs[@]}")" "building the solution" \
    build InternVideo2.sln -c "$configuration"
  release_lock
}

ensure_bench() {
  [[ -d "$root/bench/InternVideo2.Bench" ]] || fail "there is no bench/InternVideo2.Bench in this clone"
  take_lock
  build_step bench "$(hash_of src bench "${build_inputs[@]}")" "building the benchmarks" \
    build bench/InternVideo2.Bench -c "$configuration"
  release_lock
}

run_bench() {
  run_dotnet run --project bench/InternVideo2.Bench -c "$configuration" --no-build -- "$@"
}

# publish NAME PROJECT ARGUMENT...: publish into artifacts/NAME. A kernel that is running keeps its old files: they are
# unlinked, never overwritten, because the runtime maps assemblies into memory.
publish() {
  local name="$1" project="$2"
  shift 2
  [[ -d "$artifacts/$name" ]] || unstamp "$name"
  stamped "$name" "$sources_key" && return
  rm -rf "$artifacts/$name.new"
  build_step "$name" "$sources_key" "building $project" publish "src/$project" -c "$configuration" -o "$artifacts/$name.new" "$@"
  rm -rf "${artifacts:?}/$name"
  mv "$artifacts/$name.new" "$artifacts/$name"
}

runtime_identifier() {
  case "$(uname -m)" in
    x86_64) echo linux-x64 ;;
    aarch64) echo linux-arm64 ;;
    *) fail "no build for the processor $(uname -m): x86_64 and aarch64 are known" ;;
  esac
}
