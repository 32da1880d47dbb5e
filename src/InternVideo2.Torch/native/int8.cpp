#include "int8.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

float int8_dot(const int8_t* w, const float* x, int64_t n) {
  float lanes[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int lane = 0; lane < 8; lane++) lanes[lane] += static_cast<float>(w[i + lane]) * x[i + lane];
  }
  float sum = 0;
  for (float lane : lanes) sum += lane;
  for (; i < n; i++) sum += static_cast<float>(w[i]) * x[i];
  return sum;
}

#if defined(__x86_64__)
bool has_avx2() {
  static const bool found = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return found;
}

// By intrinsics: compilers do not find the instruction that widens eight bytes in portable code, and without it int8 is slower than float.
__attribute__((target("avx2,fma"))) inline __m256 widened(const int8_t* w) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(w))));
}

__attribute__((target("avx2,fma"))) inline float total(__m256 lanes) {
  alignas(32) float values[8];
  _mm256_store_ps(values, lanes);
  float sum = 0;
  for (float value : values) sum += value;
  return sum;
}

/// Σ w[j·n + i]·x[i] for four rows j.
__attribute__((target("avx2,fma"))) void four_rows(const int8_t* w, const float* x, int64_t n, float* y) {
  __m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const __m256 v = _mm256_loadu_ps(x + i);
    a = _mm256_fmadd_ps(widened(w + i), v, a);
    b = _mm256_fmadd_ps(widened(w + n + i), v, b);
    c = _mm256_fmadd_ps(widened(w + 2 * n + i), v, c);
    d = _mm256_fmadd_ps(widened(w + 3 * n + i), v, d);
  }
  y[0] = total(a);
  y[1] = total(b);
  y[2] = total(c);
  y[3] = total(d);
  for (; i < n; i++) {
    for (int row = 0; row < 4; row++) y[row] += static_cast<float>(w[row * n + i]) * x[i];
  }
}
#else
bool has_avx2() { return false; }

void four_rows(const int8_t*, const float*, int64_t, float*) {}
#endif

}  // namespace

namespace iv2 {

void int8_rows(const int8_t* w, const float* scales, int64_t begin, int64_t end, int64_t n, const float* x, float* y) {
  int64_t row = begin;
  if (has_avx2()) {
    for (; row + 4 <= end; row += 4) four_rows(w + row * n, x, n, y + row);
  }
  for (; row < end; row++) y[row] = int8_dot(w + row * n, x, n);
  for (row = begin; row < end; row++) y[row] *= scales[row];
}

}  // namespace iv2
