#include "rows.h"

#include <limits>

namespace {

IV2_CLONES void weigh(const float* x, const float* w, float* y, int64_t n, float factor) {
  for (int64_t i = 0; i < n; i++) y[i] = w[i] * (x[i] * factor);
}

}  // namespace

namespace iv2 {

IV2_CLONES float dot(const float* a, const float* b, int64_t n) {
  float lanes[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int lane = 0; lane < 8; lane++) lanes[lane] += a[i + lane] * b[i + lane];
  }
  float sum = 0;
  for (float lane : lanes) sum += lane;
  for (; i < n; i++) sum += a[i] * b[i];
  return sum;
}

IV2_CLONES float row_max(const float* row, int64_t n) {
  float result = -std::numeric_limits<float>::infinity();
  int64_t i = 0;
  if (n >= 16) {
    Lanes a = *reinterpret_cast<const UnalignedLanes*>(row), b = a;
    for (; i + 16 <= n; i += 16) {
      const Lanes first = *reinterpret_cast<const UnalignedLanes*>(row + i), second = *reinterpret_cast<const UnalignedLanes*>(row + i + 8);
      a = first > a ? first : a;
      b = second > b ? second : b;
    }
    for (int lane = 0; lane < 8; lane++) result = std::max({result, a[lane], b[lane]});
  }
  for (; i < n; i++) result = row[i] > result ? row[i] : result;
  return result;
}

IV2_CLONES float row_exp(float* row, int64_t n, float shift) {
  float lanes[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int lane = 0; lane < 8; lane++) {
      row[i + lane] = fast_exp(row[i + lane] - shift);
      lanes[lane] += row[i + lane];
    }
  }
  float sum = 0;
  for (float lane : lanes) sum += lane;
  for (; i < n; i++) {
    row[i] = fast_exp(row[i] - shift);
    sum += row[i];
  }
  return sum;
}

IV2_CLONES void row_scale(float* row, int64_t n, float factor) {
  for (int64_t i = 0; i < n; i++) row[i] *= factor;
}

float row_norm(const float* x, const float* w, float* y, int64_t n, float eps) {
  const float factor = 1.0f / std::sqrt(dot(x, x, n) / static_cast<float>(n) + eps);
  weigh(x, w, y, n, factor);
  return factor;
}

IV2_CLONES void row_gate(float* gate, const float* value, int64_t n) {
  for (int64_t i = 0; i < n; i++) gate[i] = gate[i] / (1.0f + fast_exp(gate[i] > -87.0f ? -gate[i] : 87.0f)) * value[i];
}

}  // namespace iv2
