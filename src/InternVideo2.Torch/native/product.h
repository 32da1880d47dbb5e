// Products of a few dozen to a few hundred rows with a matrix, where a BLAS spends as much time on bringing the matrix into its order as on multiplying.
#pragma once

#include <cstdint>

namespace iv2 {

/// Whether `product` is the faster way for so many rows on this processor (x86-64 with AVX2 and FMA).
bool has_product(int64_t rows);

/// y = x Wᵀ + beta · y: x is rows × inputs, W outputs × inputs, y rows × outputs, all row-major without gaps. Without beta, what y held does not matter.
/// In parallel; the result does not depend on the number of threads.
void product(int64_t rows, int64_t outputs, int64_t inputs, const float* x, const float* weight, float beta, float* y);

}  // namespace iv2
