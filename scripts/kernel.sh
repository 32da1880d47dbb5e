# shellcheck shell=bash
# The notebook kernel: published ready-to-run, with the package beside it, and registered with Jupyter.

readonly kernel_name=iv2-csharp
readonly kernel_title='C# (InternVideo2)'

ensure_kernel() {
  local sources_key
  take_lock
  sources_key="$(hash_of src scripts/kernel.sh scripts/build.sh "${build_inputs[@]}")"
  publish kernel InternVideo2.Kernel -r "$(runtime_identifier)" --self-contained false -p:PublishReadyToRun=true
  publish notebook InternVideo2.Notebook
  release_lock
}
