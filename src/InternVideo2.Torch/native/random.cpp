// Random generators with savable state.
#include "iv2torch.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#ifdef IV2_CUDA
#include <ATen/cuda/CUDAGeneratorImpl.h>
#endif

namespace {

at::Generator generator(void* handle) {
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(handle)));
}

}  // namespace

IV2_API int32_t iv2_generator_create(uint64_t seed, int32_t device_type, int32_t device_index, void** result) {
  return iv2::guarded([&] {
    if (static_cast<c10::DeviceType>(device_type) == c10::DeviceType::CPU) {
      *result = at::detail::createCPUGenerator(seed).unsafeReleaseGeneratorImpl();
      return;
    }
#ifdef IV2_CUDA
    auto created = at::cuda::detail::createCUDAGenerator(static_cast<c10::DeviceIndex>(device_index));
    created.set_current_seed(seed);
    *result = created.unsafeReleaseGeneratorImpl();
#else
    TORCH_CHECK(false, "this libtorch has no generator for device type ", device_type, ", index ", device_index);
#endif
  });
}

IV2_API int32_t iv2_generator_default(int32_t device_type, int32_t device_index, void** result) {
  return iv2::guarded([&] {
    const c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    at::Generator found = at::globalContext().defaultGenerator(device);
    *result = found.unsafeReleaseGeneratorImpl();
  });
}

IV2_API void iv2_generator_release(void* handle) { c10::raw::intrusive_ptr::decref(static_cast<c10::GeneratorImpl*>(handle)); }

IV2_API int32_t iv2_generator_seed(void* handle, uint64_t seed) {
  return iv2::guarded([&] {
    auto g = generator(handle);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_current_seed(seed);
  });
}

IV2_API int32_t iv2_generator_initial_seed(void* handle, uint64_t* seed) {
  return iv2::guarded([&] { *seed = generator(handle).current_seed(); });
}

IV2_API int32_t iv2_generator_state(void* handle, void** state) {
  return iv2::guarded([&] {
    auto g = generator(handle);
    std::lock_guard<std::mutex> lock(g.mutex());
    *state = iv2::release(g.get_state());
  });
}

IV2_API int32_t iv2_generator_set_state(void* handle, void* state) {
  return iv2::guarded([&] {
    auto g = generator(handle);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(iv2::borrow(state));
  });
}

/// Seeds the default generators of all devices.
IV2_API int32_t iv2_manual_seed(uint64_t seed) {
  return iv2::guarded([&] { at::manual_seed(seed); });
}
