// x + g · y with a row g: the end of a residual branch, in one pass forward and one backward (float32, CPU).
#include "iv2torch.h"
#include "rows.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace {

IV2_CLONES void join_row(const float* x, const float* y, const float* g, float* out, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] = x[i] + g[i] * y[i];
}

/// grad_y ← grad · g and sum_g += grad · y.
IV2_CLONES void join_backward_row(const float* grad, const float* y, const float* g, float* grad_y, float* sum_g, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    grad_y[i] = grad[i] * g[i];
    sum_g[i] += grad[i] * y[i];
  }
}

struct Residual : torch::autograd::Function<Residual> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& y, const at::Tensor& g) {
    const int64_t width = x.size(-1), rows = x.numel() / width;
    auto out = at::empty_like(x);
    const float *px = x.data_ptr<float>(), *py = y.data_ptr<float>(), *pg = g.data_ptr<float>();
    float* po = out.data_ptr<float>();
    iv2::for_rows(rows, width, [&](int64_t r) { join_row(px + r * width, py + r * width, pg, po + r * width, width); });
    context->save_for_backward({y, g});
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const auto &y = saved[0], &g = saved[1];
    const auto grad = grads[0].contiguous();
    const int64_t width = y.size(-1), rows = y.numel() / width;
    // A gradient of the gradient is wanted: operators that can be differentiated again.
    if (c10::GradMode::is_enabled()) return {grad, grad * g, (grad * y).reshape({rows, width}).sum(0)};
    auto grad_y = at::empty_like(y);
    const float *py = y.data_ptr<float>(), *pg = g.data_ptr<float>(), *pd = grad.data_ptr<float>();
    float* po = grad_y.data_ptr<float>();
    const auto grad_g = iv2::sum_over_rows(rows, width, y.options(), [&](int64_t r, float* sum) {
      join_backward_row(pd + r * width, py + r * width, pg, po + r * width, sum, width);
    });
    return {grad, grad_y, grad_g};
  }
};

}  // namespace

/// x, y: … C; g: C. *result stays null if the fast path does not apply.
IV2_API int32_t iv2_scaled_residual(void* input, void* branch, void* scale, void** result) {
  return iv2::guarded([&] {
    *result = nullptr;
    const auto x = iv2::borrow(input), y = iv2::borrow(branch), g = iv2::borrow(scale);
    if (!iv2::applicable(x) || !iv2::applicable(y) || x.dim() == 0 || x.sizes() != y.sizes() || !iv2::applicable_vector(g, x.size(-1))) return;
    *result = iv2::release(Residual::apply(x.contiguous(), y.contiguous(), g.contiguous()));
  });
}
