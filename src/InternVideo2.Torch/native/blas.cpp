#include "blas.h"

#include <dlfcn.h>

namespace {

using Sgemm = void (*)(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*,
                       const float*, const int*, const float*, float*, const int*);

Sgemm sgemm() {
  static const auto found = reinterpret_cast<Sgemm>(dlsym(RTLD_DEFAULT, "sgemm_"));
  return found;
}

// OpenBLAS built on pthreads does not see that it is called from an OpenMP region; the other BLAS libraries do.
int (*openblas_get())() {
  static const auto found = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  return found;
}

void (*openblas_set())(int) {
  static const auto found = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  return found;
}

}  // namespace

namespace iv2 {

bool has_blas() { return sgemm() != nullptr; }

SerialBlas::SerialBlas() {
  if (openblas_get() == nullptr || openblas_set() == nullptr) return;
  threads_ = openblas_get()();
  openblas_set()(1);
}

SerialBlas::~SerialBlas() {
  if (threads_ > 0) openblas_set()(threads_);
}

void gemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda,
          const float* b, int64_t ldb, float beta, float* c, int64_t ldc) {
  // BLAS is column-major: it computes Cᵀ = op(B)ᵀ · op(A)ᵀ.
  const int im = static_cast<int>(m), in = static_cast<int>(n), ik = static_cast<int>(k);
  const int ia = static_cast<int>(lda), ib = static_cast<int>(ldb), ic = static_cast<int>(ldc);
  sgemm()(transpose_b ? "T" : "N", transpose_a ? "T" : "N", &in, &im, &ik, &alpha, b, &ib, a, &ia, &beta, c, &ic);
}

}  // namespace iv2
