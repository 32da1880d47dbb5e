// y = x wᵀ + b for float32 on the CPU, forward and backward, by the faster of the matrix products at hand (blas.h).
#include "blas.h"
#include "iv2torch.h"
#include "rows.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstring>

namespace {

struct Linear : torch::autograd::Function<Linear> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& b) {
    const int64_t in = w.size(1), out = w.size(0), rows = x.numel() / in;
    auto shape = x.sizes().vec();
    shape.back() = out;
    auto y = at::empty(shape, x.options());
    float* py = y.data_ptr<float>();
    if (b.has_value()) {
      const float* pb = b->data_ptr<float>();
      iv2::for_rows(rows, out, [&](int64_t r) { std::memcpy(py + r * out, pb, out * sizeof(float)); });
    }
    iv2::gemm(false, true, rows, out, in, 1.0f, x.data_ptr<float>(), in, w.data_ptr<float>(), in, b.has_value() ? 1.0f : 0.0f, py, out);
    context->saved_data["bias"] = b.has_value();
    context->save_for_backward({x, w});
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &w = saved[1];
    const auto grad = grads[0].contiguous();
    const int64_t in = w.size(1), out = w.size(0), rows = x.numel() / in;
    const auto flat = grad.view({rows, out});
    const bool wants_x = context->needs_input_grad(0), wants_w = context->needs_input_grad(1), wants_b = context->saved_data["bias"].toBool() && context->needs_input_grad(2);
    at::Tensor grad_x, grad_w, grad_b;
    if (c10::GradMode::is_enabled()) {  // a gradient of the gradient is wanted: operators that can be differentiated again
      if (wants_x) grad_x = at::matmul(grad, w);
      if (wants_w) grad_w = at::mm(flat.t(), x.reshape({rows, in}));
      if (wants_b) grad_b = flat.sum(0);
      return {grad_x, grad_w, grad_b};
    }
    const float* pg = grad.data_ptr<float>();
    if (wants_x) {
      grad_x = at::empty_like(x);
      iv2::gemm(false, false, rows, in, out, 1.0f, pg, out, w.data_ptr<float>(), in, 0.0f, grad_x.data_ptr<float>(), in);
    }
    if (wants_w) {
      grad_w = at::empty_like(w);
      iv2::gemm(true, false, out, in, rows, 1.0f, pg, out, x.data_ptr<float>(), in, 0.0f, grad_w.data_ptr<float>(), in);
    }
    if (wants_b) grad_b = flat.sum(0);
    return {grad_x, grad_w, grad_b};
  }
};

}  // namespace

/// x: … I, w: O I, b: O or null; result … O. *result stays null if the fast path does not apply.
IV2_API int32_t iv2_linear(void* input, void* weight, void* bias, void** result) {
  return iv2::guarded([&] {
    *result = nullptr;
    const auto x = iv2::borrow(input), w = iv2::borrow(weight), b = iv2::borrow(bias);
    if (!iv2::has_gemm() || !iv2::applicable(x) || !iv2::applicable(w)) return;
    if (x.dim() < 2 || w.dim() != 2 || x.size(-1) != w.size(1) || (b.defined() && !iv2::applicable_vector(b, w.size(0)))) return;
    const auto row = b.defined() ? c10::optional<at::Tensor>(b.contiguous()) : c10::nullopt;
    *result = iv2::release(Linear::apply(x.contiguous(), w.contiguous(), row));
  });
}
