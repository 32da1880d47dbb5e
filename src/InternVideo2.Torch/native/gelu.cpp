// gelu(x + b) with a row b added to every row of x, in one pass forward and one backward (float32, CPU): what stands between two matrix products.
#include "iv2torch.h"
#include "rows.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace {

struct Slope {
  float value, derivative;
};

/// x·Φ(x) and its derivative Φ(x) + x·φ(x); Φ by Abramowitz and Stegun 7.1.26, absolute error below 1e-7.
IV2_INLINE Slope exact(float x) {
  const float z = std::fabs(x) * 0.70710678118654752f;
  const float t = 1.0f / (1.0f + 0.3275911f * z);
  const float bell = iv2::fast_exp(-z * z);
  const float tail = 0.5f * t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f)))) * bell;
  const float below = x < 0.0f ? tail : 1.0f - tail;
  return {x * below, below + x * 0.39894228040143268f * bell};
}

/// The tanh form: x·σ(2u) with u = √(2/π)(x + 0.044715 x³), since 1 + tanh(u) = 2σ(2u).
IV2_INLINE Slope approximate(float x) {
  const float u2 = 1.5957691216057308f * (x + 0.044715f * x * x * x);
  const float sigma = 1.0f / (1.0f + iv2::fast_exp(-std::max(u2, -80.0f)));
  const float du2 = 1.5957691216057308f * (1.0f + 0.134145f * x * x);
  return {x * sigma, sigma + x * sigma * (1.0f - sigma) * du2};
}

IV2_CLONES void exact_row(const float* x, const float* b, float* y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = exact(x[i] + b[i]).value;
}

IV2_CLONES void approximate_row(const float* x, const float* b, float* y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = approximate(x[i] + b[i]).value;
}

/// grad_x ← grad · gelu'(x + b) and sum += grad_x.
IV2_CLONES void exact_backward_row(const float* x, const float* b, const float* grad, float* grad_x, float* sum, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    grad_x[i] = grad[i] * exact(x[i] + b[i]).derivative;
    sum[i] += grad_x[i];
  }
}

IV2_CLONES void approximate_backward_row(const float* x, const float* b, const float* grad, float* grad_x, float* sum, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    grad_x[i] = grad[i] * approximate(x[i] + b[i]).derivative;
    sum[i] += grad_x[i];
  }
}

struct BiasGelu : torch::autograd::Function<BiasGelu> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& b, bool tanh) {
    const int64_t width = x.size(-1), rows = x.numel() / width;
    auto y = at::empty_like(x);
    const float *px = x.data_ptr<float>(), *pb = b.data_ptr<float>();
    float* py = y.data_ptr<float>();
    iv2::for_rows(rows, width, [&](int64_t r) { (tanh ? approximate_row : exact_row)(px + r * width, pb, py + r * width, width); });
    context->saved_data["tanh"] = tanh;
    context->save_for_backward({x, b});
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &b = saved[1];
    const bool tanh = context->saved_data["tanh"].toBool();
    const auto grad = grads[0].contiguous();
    const int64_t width = x.size(-1), rows = x.numel() / width;
    if (c10::GradMode::is_enabled()) {  // a gradient of the gradient is wanted: operators that can be differentiated again
      const auto grad_x = at::gelu_backward(grad, x + b, tanh ? "tanh" : "none");
      return {grad_x, grad_x.reshape({rows, width}).sum(0), at::Tensor()};
    }
    auto grad_x = at::empty_like(x);
    const float *px = x.data_ptr<float>(), *pb = b.data_ptr<float>(), *pg = grad.data_ptr<float>();
    float* pd = grad_x.data_ptr<float>();
    const auto grad_b = iv2::sum_over_rows(rows, width, x.options(), [&](int64_t r, float* sum) {
      (tanh ? approximate_backward_row : exact_backward_row)(px + r * width, pb, pg + r * width, pd + r * width, sum, width);
    });
    return {grad_x, grad_b, at::Tensor()};
  }
};

}  // namespace

/// x: … C, b: C; tanh: the approximate form. *result stays null if the fast path does not apply.
IV2_API int32_t iv2_bias_gelu(void* input, void* bias, int32_t tanh, void** result) {
  return iv2::guarded([&] {
    *result = nullptr;
    const auto x = iv2::borrow(input), b = iv2::borrow(bias);
    if (!iv2::applicable(x) || x.dim() == 0 || !iv2::applicable_vector(b, x.size(-1))) return;
    *result = iv2::release(BiasGelu::apply(x.contiguous(), b.contiguous(), tanh != 0));
  });
}
