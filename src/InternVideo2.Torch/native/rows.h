// Loops over rows of floats, compiled once for AVX2 and once for any processor where the compiler can choose at load time.
#pragma once

#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define IV2_CLONES __attribute__((target_clones("avx2", "default")))
#define IV2_INLINE inline __attribute__((always_inline))
#else
#define IV2_CLONES
#define IV2_INLINE inline
#endif

namespace iv2 {

/// Σ a·b in eight lanes: the order of the sum does not depend on the compiler's choice.
float dot(const float* a, const float* b, int64_t n);

}  // namespace iv2
