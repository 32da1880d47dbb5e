// One function that reaches every ATen operator, with autograd, on every libtorch version: boxed calls by schema name and overload.
#include "iv2torch.h"

#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <cstdlib>
#include <memory>
#include <optional>

namespace {

using iv2::Value;

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 5)
using OptionalTensor = std::optional<at::Tensor>;
#else
using OptionalTensor = c10::optional<at::Tensor>;
#endif

template <typename Element>
c10::List<Element> copy_list(const Value& value) {
  const auto* items = static_cast<const Element*>(value.pointer);
  c10::List<Element> list;
  list.reserve(value.count);
  for (int32_t i = 0; i < value.count; i++) list.push_back(items[i]);
  return list;
}

c10::IValue to_ivalue(const Value& value, const c10::Argument& argument) {
  const bool wants_float = argument.type()->kind() == c10::TypeKind::FloatType;
  switch (value.kind) {
    case iv2::kDefault:
      TORCH_CHECK(argument.default_value().has_value(), "argument '", argument.name(), "' has no default");
      return *argument.default_value();
    case iv2::kNone: return c10::IValue();
    case iv2::kTensor: return iv2::borrow(const_cast<void*>(value.pointer));
    case iv2::kInt:
      if (wants_float) return static_cast<double>(value.integer);
      return value.integer;
    case iv2::kDouble: return value.real;
    case iv2::kBool: return value.integer != 0;
    case iv2::kIntList: return copy_list<int64_t>(value);
    case iv2::kDoubleList: return copy_list<double>(value);
    case iv2::kBoolList: return copy_list<bool>(value);
    case iv2::kTensorList: {
      auto* const* handles = static_cast<void* const*>(value.pointer);
      c10::List<at::Tensor> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; i++) list.push_back(iv2::borrow(handles[i]));
      return list;
    }
    case iv2::kOptionalTensorList: {
      auto* const* handles = static_cast<void* const*>(value.pointer);
      c10::List<OptionalTensor> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; i++) {
        list.push_back(handles[i] == nullptr ? OptionalTensor() : OptionalTensor(iv2::borrow(handles[i])));
      }
      return list;
    }
    case iv2::kString: return std::string(static_cast<const char*>(value.pointer), value.count);
    case iv2::kDevice:
      return c10::Device(static_cast<c10::DeviceType>(value.integer >> 32), static_cast<c10::DeviceIndex>(value.integer & 0xffffffff));
    case iv2::kGenerator:
      return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(
          static_cast<c10::GeneratorImpl*>(const_cast<void*>(value.pointer))));
    default: TORCH_CHECK(false, "argument '", argument.name(), "' has unknown kind ", value.kind);
  }
}

Value from_ivalue(c10::IValue&& value) {
  Value result{iv2::kNone, 0, {0}};
  if (value.isTensor()) {
    result.kind = iv2::kTensor;
    result.pointer = iv2::release(std::move(value).toTensor());
  } else if (value.isInt()) {
    result.kind = iv2::kInt;
    result.integer = value.toInt();
  } else if (value.isDouble()) {
    result.kind = iv2::kDouble;
    result.real = value.toDouble();
  } else if (value.isBool()) {
    result.kind = iv2::kBool;
    result.integer = value.toBool() ? 1 : 0;
  } else if (value.isTensorList()) {
    auto tensors = value.toTensorVector();
    auto** handles = static_cast<void**>(std::malloc(sizeof(void*) * (tensors.empty() ? 1 : tensors.size())));
    for (size_t i = 0; i < tensors.size(); i++) handles[i] = iv2::release(std::move(tensors[i]));
    result.kind = iv2::kTensorList;
    result.count = static_cast<int32_t>(tensors.size());
    result.pointer = handles;
  } else if (!value.isNone()) {
    TORCH_CHECK(false, "result of type ", value.tagKind(), " is not supported");
  }
  return result;
}

}  // namespace

/// The handle of operator `name` with `overload`, or null if this libtorch does not have it. Handles live as long as the process.
IV2_API void* iv2_op_find(const char* name, const char* overload) {
  void* found = nullptr;
  iv2::guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (handle.has_value()) found = new c10::OperatorHandle(*handle);
  });
  return found;
}

/// Calls an operator. Missing trailing arguments take the schema's defaults. Results are owned by the caller.
IV2_API int32_t iv2_op_call(void* op, const Value* arguments, int32_t count, Value* results, int32_t capacity, int32_t* produced) {
  // The stack is reused per thread to save an allocation a call; a nested call (from a backward written in C#) gets its own.
  thread_local torch::jit::Stack shared_stack;
  thread_local bool shared_in_use = false;
  torch::jit::Stack own_stack;
  const bool outermost = !shared_in_use;
  auto& stack = outermost ? shared_stack : own_stack;
  if (outermost) shared_in_use = true;
  const int32_t failed = iv2::guarded([&] {
    const auto& handle = *static_cast<c10::OperatorHandle*>(op);
    const auto& schema = handle.schema().arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= schema.size(), "takes ", schema.size(), " arguments, not ", count);
    for (size_t i = 0; i < schema.size(); i++) {
      static const Value missing{iv2::kDefault, 0, {0}};
      stack.push_back(to_ivalue(i < static_cast<size_t>(count) ? arguments[i] : missing, schema[i]));
    }
    handle.callBoxed(stack);
    TORCH_CHECK(static_cast<int32_t>(stack.size()) <= capacity, "returns ", stack.size(), " values, only ", capacity, " expected");
    for (size_t i = 0; i < stack.size(); i++) results[i] = from_ivalue(std::move(stack[i]));
    *produced = static_cast<int32_t>(stack.size());
  });
  stack.clear();
  if (outermost) shared_in_use = false;
  return failed;
}

/// Frees the array behind a list result (not its tensors).
IV2_API void iv2_free(void* memory) { std::free(memory); }
