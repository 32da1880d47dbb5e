// A second device for tests, where no GPU is: the CPU's memory and arithmetic under another name (libtorch's PrivateUse1). As on a GPU, an operation whose
// tensors are on different devices is an error, and so is a draw by a generator of the CPU. Made for libtorch 1.13; later versions have another allocator.
#include <array>
#include <tuple>
#include <vector>

#include <ATen/EmptyTensor.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_native.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

namespace {

constexpr auto Second = c10::DeviceType::PrivateUse1;

struct SecondAllocator final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) const override {
    auto memory = c10::GetCPUAllocator()->allocate(bytes);
    memory.unsafe_set_device(c10::Device(Second, 0));
    return memory;
  }
  c10::DeleterFnPtr raw_deleter() const override { return c10::GetCPUAllocator()->raw_deleter(); }
};

SecondAllocator allocator;

C10_REGISTER_GUARD_IMPL(PrivateUse1, c10::impl::NoOpDeviceGuardImpl<Second>);

at::Tensor empty(at::IntArrayRef size, c10::optional<at::ScalarType> type, c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>,
                 c10::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(size, &allocator, c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), at::dtype_or_default(type), format);
}

at::Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, c10::optional<at::ScalarType> type, c10::optional<at::Layout>,
                         c10::optional<at::Device>, c10::optional<bool>) {
  return at::detail::empty_strided_generic(size, stride, &allocator, c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), at::dtype_or_default(type));
}

// The same memory as a tensor of the CPU.
at::Tensor host(const at::Tensor& tensor) {
  return tensor.is_cpu() ? tensor : at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(), tensor.options().device(at::kCPU));
}

at::Tensor copy_from(const at::Tensor& source, const at::Tensor& target, bool) {
  host(target).copy_(host(source));
  return target;
}

at::Tensor copy_from_and_resize(const at::Tensor& source, const at::Tensor& target) {
  if (target.sizes() != source.sizes()) target.resize_(source.sizes());
  return copy_from(source, target, false);
}

at::Scalar local_scalar(const at::Tensor& tensor) { return host(tensor).item(); }

const at::Tensor& resize(const at::Tensor& tensor, at::IntArrayRef size, c10::optional<at::MemoryFormat>) {
  auto* self = tensor.unsafeGetTensorImpl();
  const auto bytes = at::detail::computeStorageNbytesContiguous(size, tensor.itemsize(), tensor.storage_offset());
  if (bytes > self->storage().nbytes()) {
    self->unsafe_storage().set_data_ptr_noswap(allocator.allocate(bytes));
    self->unsafe_storage().set_nbytes(bytes);
  }
  self->set_sizes_contiguous(size);
  return tensor;
}

at::Tensor there(const at::Tensor& tensor) { return tensor.defined() ? tensor.to(c10::Device(Second, 0)) : tensor; }

// What an operation of a GPU would refuse.
struct Places {
  const c10::FunctionSchema& schema;
  bool here = false, elsewhere = false;

  at::Tensor note(const at::Tensor& tensor) {
    if (!tensor.defined()) return tensor;
    if (tensor.device().type() == Second) here = true;
    else if (tensor.dim() > 0) elsewhere = true;
    TORCH_CHECK(!(here && elsewhere), schema.name(), ": expected all tensors to be on the same device");
    return host(tensor);
  }
};

c10::IValue on_host(const c10::IValue& value, Places& places) {
  TORCH_CHECK(!value.isGenerator(), places.schema.name(), ": a generator of the CPU draws for a tensor of the second device");
  if (value.isTensor()) return places.note(value.toTensor());
  if (value.isDevice()) return c10::Device(at::kCPU);
  if (value.isTensorList()) {
    c10::List<at::Tensor> tensors;
    for (const at::Tensor& one : value.toTensorVector()) tensors.push_back(places.note(one));
    return tensors;
  }
  if (value.isOptionalTensorList()) {
    c10::List<c10::optional<at::Tensor>> tensors;
    for (const c10::optional<at::Tensor>& one : value.toOptionalTensorVector()) tensors.push_back(one ? c10::make_optional(places.note(*one)) : c10::nullopt);
    return tensors;
  }
  return value;
}

bool is_written(const c10::Argument& argument) { return argument.alias_info() && argument.alias_info()->isWrite(); }

// "out", which an operation resizes, and not "self".
bool is_output(const c10::Argument& argument) { return is_written(argument) && argument.kwarg_only(); }

// Every operation that is not registered below: computed by the CPU's kernel on the same memory. What it makes is copied; what it changes is there already.
void on_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const auto& schema = op.schema();
  const auto count = schema.arguments().size();
  const std::vector<c10::IValue> given(stack->end() - count, stack->end());
  torch::jit::drop(*stack, count);
  Places places{schema};
  std::vector<c10::IValue> passed;
  for (size_t i = 0; i < count; i++) {
    passed.push_back(is_output(schema.arguments()[i]) ? at::empty({0}, given[i].toTensor().options().device(at::kCPU)) : on_host(given[i], places));
  }
  for (const auto& value : passed) stack->push_back(value);
  op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);
  std::vector<c10::IValue> made(stack->end() - schema.returns().size(), stack->end());
  torch::jit::drop(*stack, made.size());
  std::vector<c10::IValue> written;
  for (size_t i = 0; i < count; i++) {
    if (!is_written(schema.arguments()[i]) || !given[i].isTensor()) continue;
    if (is_output(schema.arguments()[i])) copy_from_and_resize(passed[i].toTensor(), given[i].toTensor());
    written.push_back(given[i]);
  }
  for (size_t i = 0, next = 0; i < made.size(); i++) {
    if (is_written(schema.returns()[i])) stack->push_back(written.at(next++));
    else if (made[i].isTensor()) stack->push_back(there(made[i].toTensor()));
    else if (made[i].isTensorList()) {
      c10::List<at::Tensor> tensors;
      for (const at::Tensor& one : made[i].toTensorVector()) tensors.push_back(there(one));
      stack->push_back(tensors);
    } else stack->push_back(made[i]);
  }
}

at::Tensor convolution(const at::Tensor& input, const at::Tensor& weight, const c10::optional<at::Tensor>& bias, at::IntArrayRef stride, at::IntArrayRef padding,
                       at::IntArrayRef dilation, bool transposed, at::IntArrayRef output_padding, int64_t groups) {
  return there(at::convolution(host(input), host(weight), bias && bias->defined() ? c10::make_optional(host(*bias)) : c10::nullopt, stride, padding, dilation, transposed, output_padding, groups));
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_backward(const at::Tensor& grad, const at::Tensor& input, const at::Tensor& weight, at::IntArrayRef stride,
                                                                    at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                                                                    at::IntArrayRef output_padding, int64_t groups, std::array<bool, 3> wanted) {
  auto [i, w, b] = at::convolution_backward(host(grad), host(input), host(weight), at::IntArrayRef({weight.size(0)}), stride, padding, dilation, transposed,
                                            output_padding, groups, wanted);
  return {there(i), there(w), there(b)};
}

}  // namespace

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&on_cpu>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("empty.memory_format", empty);
  m.impl("empty_strided", empty_strided);
  m.impl("_copy_from", copy_from);
  m.impl("_copy_from_and_resize", copy_from_and_resize);
  m.impl("_local_scalar_dense", local_scalar);
  m.impl("resize_", resize);
  m.impl("as_strided", at::native::as_strided_tensorimpl);
  m.impl("view", static_cast<at::Tensor (*)(const at::Tensor&, at::IntArrayRef)>(at::native::view));
  m.impl("_reshape_alias", at::native::_reshape_alias);
  m.impl("alias", at::native::alias);
  m.impl("unfold", at::native::unfold);
  m.impl("convolution_overrideable", convolution);
  m.impl("convolution_backward_overrideable", convolution_backward);
}
