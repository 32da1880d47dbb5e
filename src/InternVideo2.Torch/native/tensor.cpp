// What C# asks of a tensor without going through an operator: facts, memory, requires_grad, storage over foreign memory.
#include "iv2torch.h"

using iv2::borrow;

namespace {

struct Facts {
  int32_t dtype;
  int32_t device_type;
  int32_t device_index;
  int32_t dimensions;
};

c10::TensorImpl* impl(void* handle) { return static_cast<c10::TensorImpl*>(handle); }

}  // namespace

IV2_API void iv2_tensor_release(void* handle) { c10::raw::intrusive_ptr::decref(impl(handle)); }

IV2_API void iv2_tensor_retain(void* handle) { c10::raw::intrusive_ptr::incref(impl(handle)); }

/// Facts that never change for a handle. Returns 1 with the last error set when the tensor has none (sparse layouts).
IV2_API int32_t iv2_tensor_facts(void* handle, Facts* facts) {
  return iv2::guarded([&] {
    const auto device = impl(handle)->device();
    facts->dtype = static_cast<int32_t>(c10::typeMetaToScalarType(impl(handle)->dtype()));
    facts->device_type = static_cast<int32_t>(device.type());
    facts->device_index = device.index();
    facts->dimensions = static_cast<int32_t>(impl(handle)->dim());
  });
}

IV2_API int32_t iv2_tensor_sizes(void* handle, int64_t* sizes, int64_t* strides) {
  return iv2::guarded([&] {
    const auto dimensions = impl(handle)->dim();
    for (int64_t d = 0; d < dimensions; d++) {
      if (sizes != nullptr) sizes[d] = impl(handle)->sizes()[d];
      if (strides != nullptr) strides[d] = impl(handle)->strides()[d];
    }
  });
}

IV2_API int64_t iv2_tensor_numel(void* handle) { return impl(handle)->numel(); }

IV2_API int64_t iv2_tensor_storage_offset(void* handle) { return impl(handle)->storage_offset(); }

IV2_API int32_t iv2_tensor_is_contiguous(void* handle) { return impl(handle)->is_contiguous() ? 1 : 0; }

/// Address of the first element, or null (meta tensors, empty storage).
IV2_API int32_t iv2_tensor_data(void* handle, void** address) {
  return iv2::guarded([&] { *address = borrow(handle).data_ptr(); });
}

IV2_API int32_t iv2_tensor_requires_grad(void* handle) { return impl(handle)->requires_grad() ? 1 : 0; }

IV2_API int32_t iv2_tensor_set_requires_grad(void* handle, int32_t value) {
  return iv2::guarded([&] { borrow(handle).set_requires_grad(value != 0); });
}

IV2_API int32_t iv2_tensor_is_leaf(void* handle) { return borrow(handle).is_leaf() ? 1 : 0; }

IV2_API int32_t iv2_tensor_retain_grad(void* handle) {
  return iv2::guarded([&] { borrow(handle).retain_grad(); });
}

/// The gradient (a new reference) or null.
IV2_API int32_t iv2_tensor_grad(void* handle, void** grad) {
  return iv2::guarded([&] { *grad = iv2::release(borrow(handle).grad()); });
}

IV2_API int32_t iv2_tensor_set_grad(void* handle, void* grad) {
  return iv2::guarded([&] { borrow(handle).mutable_grad() = borrow(grad); });
}

IV2_API int32_t iv2_tensor_set_data(void* handle, void* data) {
  return iv2::guarded([&] { borrow(handle).set_data(borrow(data)); });
}

/// A CPU tensor over foreign memory (no copy). `deleter(context)` runs once, on whatever thread drops the last reference.
IV2_API int32_t iv2_tensor_from_memory(void* memory, const int64_t* sizes, int32_t dimensions, int32_t dtype,
                                       void (*deleter)(void*), void* context, void** result) {
  return iv2::guarded([&] {
    const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    *result = iv2::release(at::from_blob(
        memory, at::IntArrayRef(sizes, dimensions), [deleter, context](void*) { deleter(context); }, options));
  });
}
