// The single-precision matrix product, by oneDNN where libtorch brings it (a tenth faster here than its BLAS), else by the BLAS.
#pragma once

#include <cstdint>

namespace iv2 {

/// Whether either is loaded. Without one the fused kernels step aside for plain operators.
bool has_gemm();

/// While alive, products run on the calling thread only: the caller splits the work itself.
class SerialGemm {
 public:
  SerialGemm();
  ~SerialGemm();
  SerialGemm(const SerialGemm&) = delete;
  SerialGemm& operator=(const SerialGemm&) = delete;

 private:
  bool counted_ = false;
};

/// Row-major C (m × n) = alpha · op(A) · op(B) + beta · C with row strides lda, ldb, ldc; op transposes if asked.
void gemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda,
          const float* b, int64_t ldb, float beta, float* c, int64_t ldc);

}  // namespace iv2
