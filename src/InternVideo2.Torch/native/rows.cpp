#include "rows.h"

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

}  // namespace iv2
