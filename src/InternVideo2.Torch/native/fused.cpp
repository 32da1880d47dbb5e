// Passes over all parameters at once: one call and one read of memory instead of a dozen operators per parameter.
#include "iv2torch.h"
#include "rows.h"

#include <vector>

namespace {

using iv2::kGrain;

struct AdamW {
  float decay, beta1, beta2, step_size, inverse_sqrt_correction2, eps;
};

IV2_CLONES void adamw_range(float* parameter, const float* grad, float* average, float* square, int64_t n, AdamW c) {
  for (int64_t i = 0; i < n; i++) {
    const float g = grad[i];
    const float m = average[i] * c.beta1 + g * (1.0f - c.beta1);
    const float v = square[i] * c.beta2 + g * g * (1.0f - c.beta2);
    average[i] = m;
    square[i] = v;
    parameter[i] = parameter[i] * c.decay - c.step_size * (m / (std::sqrt(v) * c.inverse_sqrt_correction2 + c.eps));
  }
}

/// Sums in eight float lanes per block and in double between blocks: exact to about 1e-7 for any length.
IV2_CLONES double square_sum(const float* values, int64_t n) {
  double total = 0;
  for (int64_t begin = 0; begin < n; begin += 1024) {
    const int64_t end = std::min<int64_t>(begin + 1024, n);
    float lanes[8] = {};
    int64_t i = begin;
    for (; i + 8 <= end; i += 8) {
      for (int lane = 0; lane < 8; lane++) lanes[lane] += values[i + lane] * values[i + lane];
    }
    double block = 0;
    for (float lane : lanes) block += lane;
    for (; i < end; i++) block += static_cast<double>(values[i]) * values[i];
    total += block;
  }
  return total;
}

float* floats(void* handle) { return iv2::borrow(handle).data_ptr<float>(); }

int64_t length(void* handle) { return static_cast<c10::TensorImpl*>(handle)->numel(); }

}  // namespace

/// 1 if every tensor is a dense contiguous float32 CPU tensor, which the functions below require.
IV2_API int32_t iv2_fused_applicable(void* const* tensors, int32_t count) {
  for (int32_t t = 0; t < count; t++) {
    const auto* tensor = static_cast<c10::TensorImpl*>(tensors[t]);
    if (tensor == nullptr || tensor->device().type() != c10::DeviceType::CPU || tensor->layout() != c10::kStrided ||
        c10::typeMetaToScalarType(tensor->dtype()) != at::kFloat || !tensor->is_contiguous()) {
      return 0;
    }
  }
  return 1;
}

/// One AdamW step (decoupled weight decay, bias correction) of all parameters, in place.
IV2_API int32_t iv2_fused_adamw(void* const* parameters, void* const* grads, void* const* averages, void* const* squares, int32_t count,
                                int64_t step, double lr, double beta1, double beta2, double eps, double weight_decay) {
  return iv2::guarded([&] {
    AdamW constants;
    constants.decay = static_cast<float>(1.0 - lr * weight_decay);
    constants.beta1 = static_cast<float>(beta1);
    constants.beta2 = static_cast<float>(beta2);
    constants.step_size = static_cast<float>(lr / (1.0 - std::pow(beta1, static_cast<double>(step))));
    constants.inverse_sqrt_correction2 = static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(beta2, static_cast<double>(step))));
    constants.eps = static_cast<float>(eps);
    for (int32_t t = 0; t < count; t++) {
      float *p = floats(parameters[t]), *g = floats(grads[t]), *m = floats(averages[t]), *v = floats(squares[t]);
      at::parallel_for(0, length(parameters[t]), kGrain, [&](int64_t begin, int64_t end) {
        adamw_range(p + begin, g + begin, m + begin, v + begin, end - begin, constants);
      });
      // The tensors changed without an operator: views saved for a backward must notice.
      static_cast<c10::TensorImpl*>(parameters[t])->bump_version();
    }
  });
}

/// The L2 norm over all elements of all tensors. NaN or infinity anywhere makes the result NaN or infinite.
IV2_API int32_t iv2_fused_norm(void* const* tensors, int32_t count, double* norm) {
  return iv2::guarded([&] {
    double total = 0;
    for (int32_t t = 0; t < count; t++) {
      const float* values = floats(tensors[t]);
      // Fixed chunks summed in order: the result does not depend on the number of threads.
      const int64_t n = length(tensors[t]), chunks = (n + kGrain - 1) / kGrain;
      std::vector<double> partial(chunks);
      at::parallel_for(0, chunks, 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) partial[c] = square_sum(values + c * kGrain, std::min(kGrain, n - c * kGrain));
      });
      for (double part : partial) total += part;
    }
    *norm = std::sqrt(total);
  });
}

IV2_API int32_t iv2_fused_scale(void* const* tensors, int32_t count, double factor) {
  return iv2::guarded([&] {
    for (int32_t t = 0; t < count; t++) {
      float* values = floats(tensors[t]);
      const float f = static_cast<float>(factor);
      at::parallel_for(0, length(tensors[t]), kGrain, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; i++) values[i] *= f;
      });
    }
  });
}
