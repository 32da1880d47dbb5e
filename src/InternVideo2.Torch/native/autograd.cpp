// Backward passes, gradient modes and functions whose backward is written in C#.
#include "iv2torch.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>

namespace {

using torch::autograd::variable_list;

variable_list borrow_all(void* const* handles, int32_t count) {
  variable_list list;
  list.reserve(count);
  for (int32_t i = 0; i < count; i++) list.push_back(iv2::borrow(handles[i]));
  return list;
}

/// Calls C#: gradients in and out are handles (null = undefined); a non-zero result means that C# stored an error with iv2_set_error.
using BackwardCallback = int32_t (*)(void* context, void* const* grad_outputs, int32_t outputs, void** grad_inputs, int32_t inputs);

/// A graph node whose backward runs in C#.
struct ManagedNode : torch::autograd::Node {
  BackwardCallback backward;
  void (*release_context)(void*);
  void* context;
  int32_t inputs;

  ~ManagedNode() override { release_context(context); }

  std::string name() const override { return "ManagedFunction"; }

  variable_list apply(variable_list&& grads) override {
    std::vector<void*> in(grads.size());
    for (size_t i = 0; i < grads.size(); i++) {
      in[i] = iv2::release(grads[i].defined() ? grads[i] : input_metadata(i).zeros_like());
    }
    std::vector<void*> out(inputs, nullptr);
    if (backward(context, in.data(), static_cast<int32_t>(in.size()), out.data(), inputs) != 0) {
      throw std::runtime_error("the backward of a managed function failed");
    }
    variable_list result(inputs);
    for (int32_t i = 0; i < inputs; i++) {
      result[i] = iv2::borrow(out[i]);
      if (out[i] != nullptr) c10::raw::intrusive_ptr::decref(static_cast<c10::TensorImpl*>(out[i]));
    }
    return result;
  }
};

}  // namespace

IV2_API int32_t iv2_backward(void* const* tensors, int32_t count, void* const* grads, int32_t grad_count, int32_t retain_graph,
                             int32_t create_graph, void* const* inputs, int32_t input_count) {
  return iv2::guarded([&] {
    torch::autograd::backward(borrow_all(tensors, count), borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0,
                              borrow_all(inputs, input_count));
  });
}

/// Gradients of `outputs` with respect to `inputs`; `results` takes one new reference (or null) per input.
IV2_API int32_t iv2_grad(void* const* outputs, int32_t count, void* const* inputs, int32_t input_count, void* const* grads, int32_t grad_count,
                         int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** results) {
  return iv2::guarded([&] {
    auto found = torch::autograd::grad(borrow_all(outputs, count), borrow_all(inputs, input_count), borrow_all(grads, grad_count),
                                       retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); i++) results[i] = iv2::release(std::move(found[i]));
  });
}

IV2_API int32_t iv2_grad_mode() { return c10::GradMode::is_enabled() ? 1 : 0; }

IV2_API void iv2_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

/// Enters (or leaves, with enabled = 0) inference mode on this thread until iv2_inference_mode_end.
IV2_API void* iv2_inference_mode_begin(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }

IV2_API void iv2_inference_mode_end(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

IV2_API int32_t iv2_inference_mode() { return c10::InferenceMode::is_enabled() ? 1 : 0; }

/// libtorch 1.13's float32 oneDNN GELU backward reads a non-contiguous incoming gradient as if it were contiguous.
/// The hook runs before the node that made `handle` and hands it a contiguous gradient; for contiguous ones it costs nothing.
IV2_API int32_t iv2_contiguous_gradient(void* handle) {
  return iv2::guarded([&] {
    auto tensor = iv2::borrow(handle);
    if (tensor.requires_grad()) tensor.register_hook([](const at::Tensor& grad) { return grad.contiguous(); });
  });
}

/// Makes `outputs` (fresh tensors without history) results of a function of `inputs` whose backward is `backward(context, ...)`.
IV2_API int32_t iv2_managed_function(void* const* inputs, int32_t input_count, void* const* outputs, int32_t output_count,
                                     BackwardCallback backward, void (*release_context)(void*), void* context) {
  return iv2::guarded([&] {
    auto node = std::shared_ptr<ManagedNode>(new ManagedNode(), torch::autograd::deleteNode);
    node->backward = backward;
    node->release_context = release_context;
    node->context = context;
    node->inputs = input_count;
    node->set_next_edges(torch::autograd::collect_next_edges(borrow_all(inputs, input_count)));
    for (int32_t i = 0; i < output_count; i++) {
      auto output = iv2::borrow(outputs[i]);
      if (output.is_floating_point() || output.is_complex()) {
        torch::autograd::create_gradient_edge(output, node);
      } else {
        node->add_input_metadata(torch::autograd::Node::undefined_input());
      }
    }
  });
}
