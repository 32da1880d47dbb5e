// What ends a decoder: LayerNorm with weight and bias, then rows of unit length, in one pass forward and one backward (float32, CPU).
#include "iv2torch.h"
#include "rows.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace {

IV2_CLONES float row_sum(const float* x, int64_t n) {
  float lanes[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int lane = 0; lane < 8; lane++) lanes[lane] += x[i + lane];
  }
  float sum = 0;
  for (float lane : lanes) sum += lane;
  for (; i < n; i++) sum += x[i];
  return sum;
}

/// y ← (x − mean)
IV2_CLONES void center_row(const float* x, float* y, int64_t n, float mean) {
  for (int64_t i = 0; i < n; i++) y[i] = x[i] - mean;
}

/// y ← y · factor · w + b
IV2_CLONES void affine_row(float* y, const float* w, const float* b, int64_t n, float factor) {
  for (int64_t i = 0; i < n; i++) y[i] = y[i] * factor * w[i] + b[i];
}

IV2_CLONES void scale_row(float* y, int64_t n, float factor) {
  for (int64_t i = 0; i < n; i++) y[i] *= factor;
}

/// Through the unit length and the affine map: slope ← (grad − u·along)·shrink is the gradient there; sum_w += slope·x̂, sum_b += slope,
/// grad_x ← slope·w. x̂ is (x − mean)·factor, and u is recomputed from it.
IV2_CLONES void backward_row(const float* x, const float* w, const float* u, const float* grad, float* grad_x, float* sum_w, float* sum_b, int64_t n,
                             float mean, float factor, float shrink, float along) {
  for (int64_t i = 0; i < n; i++) {
    const float slope = (grad[i] - u[i] * along) * shrink;
    sum_w[i] += slope * ((x[i] - mean) * factor);
    sum_b[i] += slope;
    grad_x[i] = slope * w[i];
  }
}

/// Through the normalisation: grad_x ← factor·(grad_x − level − (x − mean)·tilt).
IV2_CLONES void finish_row(const float* x, float* grad_x, int64_t n, float mean, float factor, float level, float tilt) {
  for (int64_t i = 0; i < n; i++) grad_x[i] = factor * (grad_x[i] - level - (x[i] - mean) * tilt);
}

/// Σ a·(x − mean)
IV2_CLONES float centered_dot(const float* a, const float* x, int64_t n, float mean) {
  float lanes[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int lane = 0; lane < 8; lane++) lanes[lane] += a[i + lane] * (x[i + lane] - mean);
  }
  float sum = 0;
  for (float lane : lanes) sum += lane;
  for (; i < n; i++) sum += a[i] * (x[i] - mean);
  return sum;
}

struct UnitLayerNorm : torch::autograd::Function<UnitLayerNorm> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& w, const at::Tensor& b, double eps) {
    const int64_t width = x.size(-1), rows = x.numel() / width;
    auto u = at::empty_like(x);
    auto statistics = at::empty({rows, 3}, x.options());  // mean, 1/σ, 1/length
    const float *px = x.data_ptr<float>(), *pw = w.data_ptr<float>(), *pb = b.data_ptr<float>(), n = static_cast<float>(width);
    float *pu = u.data_ptr<float>(), *ps = statistics.data_ptr<float>();
    iv2::for_rows(rows, width, [&](int64_t r) {
      const float* row = px + r * width;
      float *out = pu + r * width, *s = ps + r * 3;
      s[0] = row_sum(row, width) / n;
      center_row(row, out, width, s[0]);
      s[1] = 1.0f / std::sqrt(iv2::dot(out, out, width) / n + static_cast<float>(eps));
      affine_row(out, pw, pb, width, s[1]);
      s[2] = 1.0f / std::sqrt(iv2::dot(out, out, width));
      scale_row(out, width, s[2]);
    });
    context->saved_data["eps"] = eps;
    context->save_for_backward({x, w, b, u, statistics});
    return u;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &w = saved[1], &b = saved[2], &u = saved[3];
    const auto grad = grads[0].contiguous();
    const int64_t width = x.size(-1), rows = x.numel() / width;
    if (c10::GradMode::is_enabled()) return differentiable(x, w, b, grad, context->saved_data["eps"].toDouble());
    auto grad_x = at::empty_like(x);
    const float *px = x.data_ptr<float>(), *pw = w.data_ptr<float>(), *pu = u.data_ptr<float>(), *pg = grad.data_ptr<float>();
    const float *ps = saved[4].data_ptr<float>(), n = static_cast<float>(width);
    float* pd = grad_x.data_ptr<float>();
    const auto sums = iv2::sum_over_rows(rows, 2 * width, x.options(), [&](int64_t r, float* sum) {
      const float *row = px + r * width, *unit = pu + r * width, *slope = pg + r * width, *s = ps + r * 3;
      float* out = pd + r * width;
      backward_row(row, pw, unit, slope, out, sum, sum + width, width, s[0], s[1], s[2], iv2::dot(unit, slope, width));
      finish_row(row, out, width, s[0], s[1], row_sum(out, width) / n, centered_dot(out, row, width, s[0]) / n * s[1] * s[1]);
    });
    return {grad_x, sums.narrow(0, 0, width), sums.narrow(0, width, width), at::Tensor()};
  }

  /// The same gradients from operators that can be differentiated again.
  static torch::autograd::variable_list differentiable(const at::Tensor& x, const at::Tensor& w, const at::Tensor& b, const at::Tensor& grad, double eps) {
    const auto centered = x - x.mean(-1, true);
    const auto factor = at::rsqrt(centered.square().mean(-1, true) + eps);
    const auto hat = centered * factor;
    const auto affine = hat * w + b;
    const auto shrink = at::rsqrt(affine.square().sum(-1, true));
    const auto unit = affine * shrink;
    const auto slope = (grad - unit * (unit * grad).sum(-1, true)) * shrink;
    const auto inner = slope * w;
    const auto grad_x = factor * (inner - inner.mean(-1, true) - hat * (inner * hat).mean(-1, true));
    const int64_t width = x.size(-1);
    return {grad_x, (slope * hat).reshape({-1, width}).sum(0), slope.reshape({-1, width}).sum(0), at::Tensor()};
  }
};

/// Σ u·t over all elements, t without gradient.
struct Dot : torch::autograd::Function<Dot> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& u, const at::Tensor& t) {
    const int64_t width = u.size(-1), rows = u.numel() / width;
    auto rowwise = at::empty({rows}, u.options());
    const float *pu = u.data_ptr<float>(), *pt = t.data_ptr<float>();
    float* pr = rowwise.data_ptr<float>();
    iv2::for_rows(rows, width, [&](int64_t r) { pr[r] = iv2::dot(pu + r * width, pt + r * width, width); });
    context->save_for_backward({t});
    return rowwise.sum();
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list grads) {
    return {context->get_saved_variables()[0] * grads[0], at::Tensor()};
  }
};

}  // namespace

/// x: … C; w, b: C. *result stays null if the fast path does not apply.
IV2_API int32_t iv2_unit_layer_norm(void* input, void* weight, void* bias, double eps, void** result) {
  return iv2::guarded([&] {
    *result = nullptr;
    const auto x = iv2::borrow(input), w = iv2::borrow(weight), b = iv2::borrow(bias);
    if (!iv2::applicable(x) || x.dim() == 0 || !iv2::applicable_vector(w, x.size(-1)) || !iv2::applicable_vector(b, x.size(-1))) return;
    *result = iv2::release(UnitLayerNorm::apply(x.contiguous(), w.contiguous(), b.contiguous(), eps));
  });
}

/// u, t: alike in shape. *result stays null if the fast path does not apply, among others when t wants a gradient.
IV2_API int32_t iv2_dot(void* input, void* target, void** result) {
  return iv2::guarded([&] {
    *result = nullptr;
    const auto u = iv2::borrow(input), t = iv2::borrow(target);
    if (!iv2::applicable(u) || !iv2::applicable(t) || u.dim() == 0 || u.sizes() != t.sizes() || t.requires_grad()) return;
    *result = iv2::release(Dot::apply(u.contiguous(), t.contiguous()));
  });
}
