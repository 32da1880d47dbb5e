#include "rows.h"

#include <limits>

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
  float lanes[8];
  for (float& lane : lanes) lane = -std::numeric_limits<float>::infinity();
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int lane = 0; lane < 8; lane++) lanes[lane] = row[i + lane] > lanes[lane] ? row[i + lane] : lanes[lane];
  }
  float result = lanes[0];
  for (int lane = 1; lane < 8; lane++) result = lanes[lane] > result ? lanes[lane] : result;
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

}  // namespace iv2
