// Loops over rows of floats, compiled once for AVX2 with FMA and once for any processor where the compiler can choose at load time.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
// The level by name, not "arch=haswell", which is chosen on Intel's processors only.
#define IV2_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#define IV2_INLINE inline __attribute__((always_inline))
#else
#define IV2_CLONES
#define IV2_INLINE inline
#endif

namespace iv2 {

/// Eight numbers at once, spelled out where the compiler does not see by itself that it can.
using Lanes = float __attribute__((vector_size(32)));
using UnalignedLanes = float __attribute__((vector_size(32), aligned(4), may_alias));

constexpr int64_t kRows = 64;      // rows of one task of sum_over_rows
constexpr int64_t kGrain = 32768;  // elements per task: large enough to hide the cost of starting one

/// Whether the kernels can take a tensor: float32, on the CPU, not empty.
inline bool applicable(const at::Tensor& tensor) {
  return tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.layout() == at::kStrided && tensor.numel() > 0;
}

/// Whether a tensor is a vector of `size` that the kernels can take.
inline bool applicable_vector(const at::Tensor& tensor, int64_t size) { return applicable(tensor) && tensor.dim() == 1 && tensor.size(0) == size; }

/// Σ a·b in eight lanes: the order of the sum does not depend on the compiler's choice.
float dot(const float* a, const float* b, int64_t n);

/// The largest of n ≥ 1 values.
float row_max(const float* row, int64_t n);

/// row ← exp(row − shift); returns the sum.
float row_exp(float* row, int64_t n, float shift);

/// row ← factor · row
void row_scale(float* row, int64_t n, float factor);

/// y ← w · x / √(mean(x²) + eps); returns the factor of x.
float row_norm(const float* x, const float* w, float* y, int64_t n, float eps);

/// gate ← gate·σ(gate)·value
void row_gate(float* gate, const float* value, int64_t n);

/// exp for arguments up to 88, relative error below 2e-7: 2^n by exponent bits times a polynomial on [−ln2/2, ln2/2].
IV2_INLINE float fast_exp(float x) {
  x = x < -87.0f ? -87.0f : x;
  const float n = std::nearbyint(x * 1.44269504088896341f);
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  union {
    int32_t bits;
    float value;
  } power;
  power.bits = (static_cast<int32_t>(n) + 127) << 23;
  return p * power.value;
}

/// body(row) for every row of a rows × width matrix, in parallel where that pays.
template <typename Body>
void for_rows(int64_t rows, int64_t width, Body&& body) {
  at::parallel_for(0, rows, std::max<int64_t>(1, kGrain / width), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) body(row);
  });
}

/// body(row, sum) for every row; sum is a vector of zeros that body adds to. The result is the sum of all these vectors, added in an order that
/// does not depend on the number of threads.
template <typename Body>
at::Tensor sum_over_rows(int64_t rows, int64_t width, const at::TensorOptions& options, Body&& body) {
  const int64_t tasks = (rows + kRows - 1) / kRows;
  auto partial = at::zeros({tasks, width}, options);
  float* sums = partial.data_ptr<float>();
  at::parallel_for(0, tasks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; task++) {
      for (int64_t row = task * kRows; row < std::min(rows, (task + 1) * kRows); row++) body(row, sums + task * width);
    }
  });
  return partial.sum(0);
}

}  // namespace iv2
