#include "product.h"

#if defined(__x86_64__)
#include <ATen/Parallel.h>
#include <immintrin.h>

#include <algorithm>

#define IV2_AVX2 __attribute__((target("avx2,fma")))

namespace {

// Sixteen outputs at a time are laid out input by input (16 kB, half a first-level cache), then six rows at a time run along them: twelve sums in registers.
constexpr int64_t kOutputs = 16, kInputs = 256, kRows = 6;

// From here on the BLAS, which orders a matrix for all rows at once, is as fast; below it the matrix is read faster as it is.
constexpr int64_t kMostRows = 768, kFewestRows = 16;

/// to[i] = from[0 … 7][i] for eight rows of eight numbers: an 8 × 8 block, turned. Rows of `to` are kOutputs apart.
IV2_AVX2 inline void turn(const float* from, int64_t stride, float* to) {
  __m256 row[8], pair[8], quad[8];
  for (int i = 0; i < 8; i++) row[i] = _mm256_loadu_ps(from + i * stride);
  for (int i = 0; i < 8; i += 2) {
    pair[i] = _mm256_unpacklo_ps(row[i], row[i + 1]);
    pair[i + 1] = _mm256_unpackhi_ps(row[i], row[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    quad[i] = _mm256_shuffle_ps(pair[i], pair[i + 2], 0x44);
    quad[i + 1] = _mm256_shuffle_ps(pair[i], pair[i + 2], 0xEE);
    quad[i + 2] = _mm256_shuffle_ps(pair[i + 1], pair[i + 3], 0x44);
    quad[i + 3] = _mm256_shuffle_ps(pair[i + 1], pair[i + 3], 0xEE);
  }
  for (int i = 0; i < 4; i++) {
    _mm256_storeu_ps(to + i * kOutputs, _mm256_permute2f128_ps(quad[i], quad[i + 4], 0x20));
    _mm256_storeu_ps(to + (i + 4) * kOutputs, _mm256_permute2f128_ps(quad[i], quad[i + 4], 0x31));
  }
}

/// panel[i][o] = weight[o][i] for up to kOutputs outputs; zeros for those that are not there.
IV2_AVX2 void lay_out(const float* weight, int64_t stride, int64_t inputs, int64_t outputs, float* panel) {
  for (int64_t first = 0; first < kOutputs; first += 8) {
    const int64_t whole = first + 8 <= outputs ? inputs / 8 * 8 : 0;
    for (int64_t i = 0; i < whole; i += 8) turn(weight + first * stride + i, stride, panel + i * kOutputs + first);
    for (int64_t i = whole; i < inputs; i++) {
      for (int64_t o = first; o < first + 8; o++) panel[i * kOutputs + o] = o < outputs ? weight[o * stride + i] : 0.0f;
    }
  }
}

/// sums[r][o] = Σ x[r][i] · panel[i][o]
template <int Rows>
IV2_AVX2 void multiply(const float* x, int64_t stride, const float* panel, int64_t inputs, float* sums) {
  // Unrolled, or the sums would live in memory.
  __m256 low[Rows], high[Rows];
#pragma GCC unroll 6
  for (int r = 0; r < Rows; r++) low[r] = high[r] = _mm256_setzero_ps();
  for (int64_t i = 0; i < inputs; i++) {
    const __m256 a = _mm256_loadu_ps(panel + i * kOutputs), b = _mm256_loadu_ps(panel + i * kOutputs + 8);
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      const __m256 value = _mm256_broadcast_ss(x + r * stride + i);
      low[r] = _mm256_fmadd_ps(value, a, low[r]);
      high[r] = _mm256_fmadd_ps(value, b, high[r]);
    }
  }
#pragma GCC unroll 6
  for (int r = 0; r < Rows; r++) {
    _mm256_storeu_ps(sums + r * kOutputs, low[r]);
    _mm256_storeu_ps(sums + r * kOutputs + 8, high[r]);
  }
}

using Multiply = void (*)(const float*, int64_t, const float*, int64_t, float*);
constexpr Multiply kMultiply[kRows] = {multiply<1>, multiply<2>, multiply<3>, multiply<4>, multiply<5>, multiply<6>};

/// Up to kOutputs columns of y.
void columns(int64_t rows, int64_t outputs, int64_t inputs, const float* x, const float* weight, float beta, float* y, int64_t stride) {
  alignas(64) float panel[kInputs * kOutputs], sums[kRows * kOutputs];
  for (int64_t i = 0; i < inputs; i += kInputs, beta = 1.0f) {
    const int64_t depth = std::min(kInputs, inputs - i);
    lay_out(weight + i, inputs, depth, outputs, panel);
    for (int64_t r = 0; r < rows; r += kRows) {
      const int64_t count = std::min(kRows, rows - r);
      kMultiply[count - 1](x + r * inputs + i, inputs, panel, depth, sums);
      for (int64_t row = 0; row < count; row++) {
        float* out = y + (r + row) * stride;
        for (int64_t o = 0; o < outputs; o++) out[o] = sums[row * kOutputs + o] + (beta == 0.0f ? 0.0f : beta * out[o]);
      }
    }
  }
}

}  // namespace

namespace iv2 {

bool has_product(int64_t rows) {
  static const bool able = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return able && rows >= kFewestRows && rows <= kMostRows;
}

void product(int64_t rows, int64_t outputs, int64_t inputs, const float* x, const float* weight, float beta, float* y) {
  at::parallel_for(0, (outputs + kOutputs - 1) / kOutputs, 1, [&](int64_t begin, int64_t end) {
    for (int64_t first = begin * kOutputs; first < std::min(outputs, end * kOutputs); first += kOutputs) {
      columns(rows, std::min(kOutputs, outputs - first), inputs, x, weight + first * inputs, beta, y + first, outputs);
    }
  });
}

}  // namespace iv2
#else
namespace iv2 {

bool has_product(int64_t) { return false; }

void product(int64_t, int64_t, int64_t, const float*, const float*, float, float*) {}

}  // namespace iv2
#endif
