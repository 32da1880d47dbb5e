// Shared by every file of the shim: how tensors and errors cross the C boundary. Knows nothing of video.
#pragma once

#include <ATen/ATen.h>
#include <torch/version.h>

#include <cstdint>
#include <exception>
#include <string>

#define IV2_API extern "C" __attribute__((visibility("default")))

namespace iv2 {

/// One argument or result of an operator; mirrored by NativeValue in C#.
struct Value {
  int32_t kind;
  int32_t count;  // of list elements or string bytes
  union {
    int64_t integer;
    double real;
    const void* pointer;
  };
};

enum Kind : int32_t {
  kDefault = 0, kNone = 1, kTensor = 2, kInt = 3, kDouble = 4, kBool = 5, kIntList = 6, kDoubleList = 7,
  kTensorList = 8, kOptionalTensorList = 9, kString = 10, kDevice = 11, kGenerator = 12, kBoolList = 13,
};

/// A tensor that shares ownership of the object behind a handle held by C#.
inline at::Tensor borrow(void* handle) {
  using Pointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
  if (handle == nullptr) return at::Tensor();
  return at::Tensor(Pointer::reclaim_copy(static_cast<c10::TensorImpl*>(handle)));
}

/// Gives the reference of `tensor` to C#, which returns it with iv2_tensor_release. Undefined tensors become null.
inline void* release(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

void set_error(const char* message);

/// Runs `body`; an exception becomes the thread's last error and the result 1, else 0.
template <typename Body>
int32_t guarded(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    set_error(error.what_without_backtrace());
  } catch (const std::exception& error) {
    set_error(error.what());
  } catch (...) {
    set_error("unknown native exception");
  }
  return 1;
}

}  // namespace iv2
