// Rows of matrices whose numbers are int8, times one factor for each row: a quarter of the memory to read.
#pragma once

#include <cstdint>

namespace iv2 {

/// y[r] = scales[r] · Σ w[r·n + i]·x[i] for rows begin … end.
void int8_rows(const int8_t* w, const float* scales, int64_t begin, int64_t end, int64_t n, const float* x, float* y);

}  // namespace iv2
