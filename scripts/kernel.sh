# shellcheck shell=bash
# The notebook kernel: published ready-to-run, with the package beside it, and registered with Jupyter.

readonly kernel_name=iv2-csharp

ensure_kernel() {
  local sources_key
  take_lock
  sources_key="$(hash_of src scripts/kernel.sh scripts/build.sh "${build_inputs[@]}")"
  publish kernel InternVideo2.Kernel -r "$(runtime_identifier)" --self-contained false -p:PublishReadyToRun=true
  publish notebook InternVideo2.Notebook
  register_kernel
  release_lock
}

# Registered twice: for this clone's own commands, and for the user, where VS Code and other Jupyter installations look.
register_kernel() {
  local key="$sources_key $root ${HOME:-} ${XDG_DATA_HOME:-}"
  [[ -f "$artifacts/jupyter/kernels/$kernel_name/kernel.json" ]] || unstamp kernelspec
  stamped kernelspec "$key" && return
  logged kernelspec "registering the kernel $kernel_name for this clone" install_spec --to "$artifacts/jupyter/kernels"
  # A home that cannot be written to is no reason to stop: the commands of this clone do not need it.
  if install_spec --user >>"$artifacts/logs/kernelspec.log" 2>&1; then
    say "registered the kernel for the user, too: $(tail -n 1 "$artifacts/logs/kernelspec.log")"
  else
    warn "the kernel could not be registered for the user (VS Code will not list it): $(tail -n 1 "$artifacts/logs/kernelspec.log")"
  fi
  stamp kernelspec "$key"
}

install_spec() {
  local name arguments=(--import TorchSharp --import TorchSharp.Modules --import-static TorchSharp.torch)
  for name in $(package_namespaces); do arguments+=(--import "$name"); done
  # The kernel's own process gets these also when a program other than ./iv2 starts it.
  for name in OMP_WAIT_POLICY=PASSIVE DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1; do arguments+=(--env "$name"); done
  run_dotnet "$artifacts/kernel/InternVideo2.Kernel.dll" install --name "$kernel_name" --display-name 'C# (InternVideo2)' \
    --preload "$artifacts/notebook/InternVideo2.Notebook.dll" "${arguments[@]}" "$@"
}

# The namespaces of the package that have something public: every cell knows them without a using line.
package_namespaces() {
  grep -rlE '^public ' --include='*.cs' "$root/src/InternVideo2.Core" "$root/src/InternVideo2.Notebook" |
    xargs sed -nE 's/^namespace ([A-Za-z0-9.]+);.*/\1/p' | sort -u
}
