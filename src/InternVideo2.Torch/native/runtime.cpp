// Process-wide facts and policies: last error, threads, devices, versions.
#include "iv2torch.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>

namespace {

thread_local std::string last_error;
thread_local std::string last_text;

/// BLAS keeps a thread pool of its own; without this it ignores set_num_threads.
void set_blas_threads(int threads) {
  using Setter = void (*)(int);
  for (const char* name : {"openblas_set_num_threads", "MKL_Set_Num_Threads"}) {
    if (auto* set = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, name))) set(threads);
  }
}

}  // namespace

namespace iv2 {
void set_error(const char* message) { last_error = message; }
}  // namespace iv2

IV2_API const char* iv2_last_error() { return last_error.c_str(); }

/// Hash of the declarations in C# that this library was built for.
IV2_API const char* iv2_interface() { return IV2_INTERFACE; }

IV2_API const char* iv2_torch_version() { return TORCH_VERSION; }

/// Path of the libtorch library that this process really loaded.
IV2_API const char* iv2_torch_path() {
  Dl_info info;
  const auto* symbol = reinterpret_cast<const void*>(static_cast<int (*)()>(&at::get_num_threads));
  last_text = dladdr(symbol, &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : "";
  return last_text.c_str();
}

IV2_API const char* iv2_parallel_info() {
  last_text = at::get_parallel_info();
  return last_text.c_str();
}

IV2_API int32_t iv2_set_num_threads(int32_t threads) {
  return iv2::guarded([&] {
    at::set_num_threads(threads);
    set_blas_threads(threads);
  });
}

IV2_API int32_t iv2_get_num_threads() { return at::get_num_threads(); }

IV2_API int32_t iv2_set_num_interop_threads(int32_t threads) {
  return iv2::guarded([&] { at::set_num_interop_threads(threads); });
}

IV2_API int32_t iv2_get_num_interop_threads() { return at::get_num_interop_threads(); }

IV2_API int32_t iv2_cuda_available() { return at::hasCUDA() ? 1 : 0; }

IV2_API int32_t iv2_cuda_device_count() { return at::hasCUDA() ? static_cast<int32_t>(at::getNumGPUs()) : 0; }

IV2_API void iv2_cuda_allow_tf32(int32_t allow) { at::globalContext().setAllowTF32CuBLAS(allow != 0); }

IV2_API int32_t iv2_cuda_tf32_allowed() { return at::globalContext().allowTF32CuBLAS() ? 1 : 0; }
