#include "blas.h"

#include <dlfcn.h>

#include <mutex>

namespace {

template <typename Function>
Function find(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

// oneDNN, which libtorch brings along: row-major, threaded by OpenMP, serial inside a parallel region.
using OneDnn = int (*)(char, char, int64_t, int64_t, int64_t, float, const float*, int64_t, const float*, int64_t, float, float*, int64_t);

OneDnn onednn() {
  static const auto found = find<OneDnn>("dnnl_sgemm");
  return found;
}

using Blas = void (*)(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*,
                      const float*, const int*, const float*, float*, const int*);

Blas blas() {
  static const auto found = find<Blas>("sgemm_");
  return found;
}

// OpenBLAS built on pthreads does not see that it is called from an OpenMP region; the other BLAS libraries do.
int (*openblas_get())() {
  static const auto found = find<int (*)()>("openblas_get_num_threads");
  return found;
}

void (*openblas_set())(int) {
  static const auto found = find<void (*)(int)>("openblas_set_num_threads");
  return found;
}

// Several threads may ask for serial products at a time: the first remembers the number of threads, the last brings it back.
std::mutex serial;
int serial_users = 0, usual_threads = 0;

}  // namespace

namespace iv2 {

bool has_gemm() { return onednn() != nullptr || blas() != nullptr; }

SerialGemm::SerialGemm() {
  if (onednn() != nullptr || openblas_get() == nullptr || openblas_set() == nullptr) return;
  const std::lock_guard<std::mutex> lock(serial);
  counted_ = true;
  if (serial_users++ > 0) return;
  usual_threads = openblas_get()();
  openblas_set()(1);
}

SerialGemm::~SerialGemm() {
  if (!counted_) return;
  const std::lock_guard<std::mutex> lock(serial);
  if (--serial_users == 0) openblas_set()(usual_threads);
}

void gemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda,
          const float* b, int64_t ldb, float beta, float* c, int64_t ldc) {
  const char ta = transpose_a ? 'T' : 'N', tb = transpose_b ? 'T' : 'N';
  if (onednn() != nullptr) {
    onednn()(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    return;
  }
  // BLAS is column-major: it computes Cᵀ = op(B)ᵀ · op(A)ᵀ.
  const int im = static_cast<int>(m), in = static_cast<int>(n), ik = static_cast<int>(k);
  const int ia = static_cast<int>(lda), ib = static_cast<int>(ldb), ic = static_cast<int>(ldc);
  blas()(&tb, &ta, &in, &im, &ik, &alpha, b, &ib, a, &ia, &beta, c, &ic);
}

}  // namespace iv2
