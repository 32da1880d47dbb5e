// Root-mean-square normalisation of rows, y = w · x / √(mean(x²) + eps), in one pass forward and one backward (float32, CPU).
#include "iv2torch.h"
#include "rows.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace {

/// weighted ← grad · w and weight_grad += grad · x · factor.
IV2_CLONES void weigh_row(const float* grad, const float* w, const float* x, float* weighted, float* weight_grad, int64_t n, float factor) {
  for (int64_t i = 0; i < n; i++) {
    weighted[i] = grad[i] * w[i];
    weight_grad[i] += grad[i] * (x[i] * factor);
  }
}

/// grad_x (holding grad · w) ← factor · (grad_x − x · shift).
IV2_CLONES void finish_row(const float* x, float* grad_x, int64_t n, float factor, float shift) {
  for (int64_t i = 0; i < n; i++) grad_x[i] = factor * (grad_x[i] - x[i] * shift);
}

struct RmsNorm : torch::autograd::Function<RmsNorm> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& w, double eps) {
    const int64_t width = x.size(-1), rows = x.numel() / width;
    auto y = at::empty_like(x);
    auto factors = at::empty({rows}, x.options());
    const float *px = x.data_ptr<float>(), *pw = w.data_ptr<float>();
    float *py = y.data_ptr<float>(), *pf = factors.data_ptr<float>();
    iv2::for_rows(rows, width, [&](int64_t r) {
      pf[r] = iv2::row_norm(px + r * width, pw, py + r * width, width, static_cast<float>(eps));
    });
    context->saved_data["eps"] = eps;
    context->save_for_backward({x, w, factors});
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &w = saved[1];
    if (c10::GradMode::is_enabled()) {  // a gradient of the gradient is wanted: operators that can be differentiated again
      const auto factor = at::rsqrt(x.square().mean(-1, true) + context->saved_data["eps"].toDouble());
      const auto weighted = grads[0] * w;
      const auto inner = (weighted * x).mean(-1, true) * factor * factor;
      return {factor * (weighted - x * inner), (grads[0] * x * factor).reshape({-1, x.size(-1)}).sum(0), at::Tensor()};
    }
    const auto grad = grads[0].contiguous();
    const int64_t width = x.size(-1), rows = x.numel() / width;
    auto grad_x = at::empty_like(x);
    const float *px = x.data_ptr<float>(), *pw = w.data_ptr<float>(), *pg = grad.data_ptr<float>(), *pf = saved[2].data_ptr<float>();
    float* pd = grad_x.data_ptr<float>();
    const auto grad_w = iv2::sum_over_rows(rows, width, x.options(), [&](int64_t r, float* sum) {
      const float* row = px + r * width;
      float* out = pd + r * width;
      weigh_row(pg + r * width, pw, row, out, sum, width, pf[r]);
      finish_row(row, out, width, pf[r], iv2::dot(out, row, width) / static_cast<float>(width) * pf[r] * pf[r]);
    });
    return {grad_x, grad_w, at::Tensor()};
  }
};

}  // namespace

/// x: … C contiguous, w: C. *result stays null if the fast path does not apply.
IV2_API int32_t iv2_rms_norm(void* input, void* weight, double eps, void** result) {
  return iv2::guarded([&] {
    *result = nullptr;
    const auto x = iv2::borrow(input), w = iv2::borrow(weight);
    if (!iv2::applicable(x) || x.dim() == 0 || !iv2::applicable_vector(w, x.size(-1))) return;
    *result = iv2::release(RmsNorm::apply(x.contiguous(), w.contiguous(), eps));
  });
}
