// softmax(q kᵀ · scale) v for float32 on the CPU, in blocks that stay in cache: the N × M matrix of weights is never stored. Causal: a query attends
// to its own key and earlier ones, and blocks that no query of theirs sees are left out.
// Forward keeps one number per query (the logarithm of its softmax denominator), from which backward recomputes the weights.
#include "blas.h"
#include "iv2torch.h"
#include "rows.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

constexpr int64_t kQueries = 64;  // rows of a block
constexpr int64_t kKeys = 512;    // columns of a block: 64 × 512 floats are 128 kB, half of a core's second-level cache or less

/// grad ← weight · (grad − mean) · scale: the derivative of softmax along one row.
IV2_CLONES void row_softmax_backward(const float* weight, float* grad, int64_t n, float mean, float scale) {
  for (int64_t i = 0; i < n; i++) grad[i] = weight[i] * (grad[i] - mean) * scale;
}

/// One head of a B H N D tensor whose last axis is dense.
struct Head {
  float* data;
  int64_t row;  // elements from one token to the next
};

Head head(const at::Tensor& tensor, int64_t b, int64_t h) {
  return {tensor.data_ptr<float>() + b * tensor.stride(0) + h * tensor.stride(1), tensor.stride(2)};
}

/// A new tensor B H N D whose memory is laid out B N H D, so that joining the heads again is a view.
at::Tensor empty_heads(const at::Tensor& like, int64_t tokens, int64_t width) {
  return at::empty({like.size(0), tokens, like.size(1), width}, like.options()).transpose(1, 2);
}

/// The keys from `start` on that the query sees, of a block of `columns`. At least one, since blocks of keys begin at multiples of kQueries.
int64_t visible(bool causal, int64_t query, int64_t start, int64_t columns) { return causal ? std::min(columns, query + 1 - start) : columns; }

/// The keys that some query of a block sees.
int64_t block_keys(bool causal, int64_t keys, int64_t first, int64_t rows) { return causal ? std::min(keys, first + rows) : keys; }

static_assert(kKeys % kQueries == 0);

void forward_block(Head q, Head k, Head v, Head out, float* lse, int64_t first, int64_t rows, int64_t keys, int64_t d, int64_t dv,
                   float scale, bool causal, std::vector<float>& scores) {
  std::vector<float> maximum(rows, -std::numeric_limits<float>::infinity()), sum(rows, 0.0f);
  const int64_t limit = block_keys(causal, keys, first, rows);
  for (int64_t start = 0; start < limit; start += kKeys) {
    const int64_t columns = std::min(kKeys, limit - start);
    iv2::gemm(false, true, rows, columns, d, scale, q.data + first * q.row, q.row, k.data + start * k.row, k.row, 0.0f, scores.data(), columns);
    for (int64_t r = 0; r < rows; r++) {
      float* row = scores.data() + r * columns;
      const int64_t seen = visible(causal, first + r, start, columns);
      const float before = maximum[r], now = std::max(before, iv2::row_max(row, seen));
      const float correction = start == 0 ? 0.0f : std::exp(before - now);
      sum[r] = sum[r] * correction + iv2::row_exp(row, seen, now);
      std::fill(row + seen, row + columns, 0.0f);
      maximum[r] = now;
      if (start > 0) iv2::row_scale(out.data + (first + r) * out.row, dv, correction);
    }
    iv2::gemm(false, false, rows, dv, columns, 1.0f, scores.data(), columns, v.data + start * v.row, v.row, start == 0 ? 0.0f : 1.0f,
              out.data + first * out.row, out.row);
  }
  for (int64_t r = 0; r < rows; r++) {
    iv2::row_scale(out.data + (first + r) * out.row, dv, 1.0f / sum[r]);
    lse[first + r] = maximum[r] + std::log(sum[r]);
  }
}

std::pair<at::Tensor, at::Tensor> forward(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, float scale, bool causal) {
  const int64_t batch = q.size(0), heads = q.size(1), queries = q.size(2), keys = k.size(2), d = q.size(3), dv = v.size(3);
  auto out = empty_heads(q, queries, dv);
  auto lse = at::empty({batch, heads, queries}, q.options());
  const int64_t blocks = (queries + kQueries - 1) / kQueries;
  iv2::SerialGemm serial;
  at::parallel_for(0, batch * heads * blocks, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> scores(kQueries * kKeys);
    for (int64_t task = begin; task < end; task++) {
      const int64_t b = task / blocks / heads, h = task / blocks % heads, first = task % blocks * kQueries;
      forward_block(head(q, b, h), head(k, b, h), head(v, b, h), head(out, b, h), lse.data_ptr<float>() + (b * heads + h) * queries,
                    first, std::min(kQueries, queries - first), keys, d, dv, scale, causal, scores);
    }
  });
  return {out, lse};
}

struct Gradients {
  at::Tensor q, k, v;
};

Gradients backward(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& out, const at::Tensor& lse,
                   const at::Tensor& grad, float scale, bool causal) {
  const int64_t batch = q.size(0), heads = q.size(1), queries = q.size(2), keys = k.size(2), d = q.size(3), dv = v.size(3);
  Gradients result{empty_heads(q, queries, d), empty_heads(k, keys, d), empty_heads(v, keys, dv)};
  iv2::SerialGemm serial;
  // One task per head: its key and value gradients are sums over all blocks of queries, always in the same order.
  at::parallel_for(0, batch * heads, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> weights(kQueries * kKeys), slopes(kQueries * kKeys), mean(kQueries);
    for (int64_t task = begin; task < end; task++) {
      const int64_t b = task / heads, h = task % heads;
      const Head hq = head(q, b, h), hk = head(k, b, h), hv = head(v, b, h), ho = head(out, b, h), hg = head(grad, b, h);
      const Head dq = head(result.q, b, h), dk = head(result.k, b, h), dvs = head(result.v, b, h);
      const float* logs = lse.data_ptr<float>() + task * queries;
      if (causal) {  // not every block of queries adds to every key
        for (int64_t key = 0; key < keys; key++) {
          std::fill_n(dk.data + key * dk.row, d, 0.0f);
          std::fill_n(dvs.data + key * dvs.row, dv, 0.0f);
        }
      }
      for (int64_t first = 0; first < queries; first += kQueries) {
        const int64_t rows = std::min(kQueries, queries - first), limit = block_keys(causal, keys, first, rows);
        for (int64_t r = 0; r < rows; r++) mean[r] = iv2::dot(ho.data + (first + r) * ho.row, hg.data + (first + r) * hg.row, dv);
        for (int64_t start = 0; start < limit; start += kKeys) {
          const int64_t columns = std::min(kKeys, limit - start);
          const float accumulate_keys = first == 0 && !causal ? 0.0f : 1.0f, accumulate_queries = start == 0 ? 0.0f : 1.0f;
          iv2::gemm(false, true, rows, columns, d, scale, hq.data + first * hq.row, hq.row, hk.data + start * hk.row, hk.row, 0.0f,
                    weights.data(), columns);
          iv2::gemm(false, true, rows, columns, dv, 1.0f, hg.data + first * hg.row, hg.row, hv.data + start * hv.row, hv.row, 0.0f,
                    slopes.data(), columns);
          for (int64_t r = 0; r < rows; r++) {
            float* row = weights.data() + r * columns;
            const int64_t seen = visible(causal, first + r, start, columns);
            iv2::row_exp(row, seen, logs[first + r]);
            std::fill(row + seen, row + columns, 0.0f);
          }
          iv2::gemm(true, false, columns, dv, rows, 1.0f, weights.data(), columns, hg.data + first * hg.row, hg.row, accumulate_keys,
                    dvs.data + start * dvs.row, dvs.row);
          for (int64_t r = 0; r < rows; r++) {
            row_softmax_backward(weights.data() + r * columns, slopes.data() + r * columns, columns, mean[r], scale);
          }
          iv2::gemm(false, false, rows, d, columns, 1.0f, slopes.data(), columns, hk.data + start * hk.row, hk.row, accumulate_queries,
                    dq.data + first * dq.row, dq.row);
          iv2::gemm(true, false, columns, d, rows, 1.0f, slopes.data(), columns, hq.data + first * hq.row, hq.row, accumulate_keys,
                    dk.data + start * dk.row, dk.row);
        }
      }
    }
  });
  return result;
}

/// The same gradients from operators that can be differentiated again.
Gradients differentiable_backward(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& grad, double scale, bool causal) {
  auto scores = at::matmul(q, k.transpose(-2, -1)) * scale;
  if (causal) {
    const auto later = at::ones({q.size(2), k.size(2)}, q.options().dtype(at::kBool)).triu(1);
    scores = scores.masked_fill(later, -std::numeric_limits<double>::infinity());
  }
  auto weights = at::softmax(scores, -1);
  auto slopes = at::matmul(grad, v.transpose(-2, -1));
  auto inner = weights * (slopes - (slopes * weights).sum(-1, true)) * scale;
  return {at::matmul(inner, k), at::matmul(inner.transpose(-2, -1), q), at::matmul(weights.transpose(-2, -1), grad)};
}

at::Tensor dense_rows(const at::Tensor& tensor) { return tensor.stride(3) == 1 ? tensor : tensor.contiguous(); }

struct Attention : torch::autograd::Function<Attention> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, bool causal) {
    auto [out, lse] = ::forward(q, k, v, static_cast<float>(scale), causal);
    context->saved_data["causal"] = causal;
    context->saved_data["scale"] = scale;
    context->save_for_backward({q, k, v, out, lse});
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const double scale = context->saved_data["scale"].toDouble();
    const bool causal = context->saved_data["causal"].toBool();
    const auto grad = dense_rows(grads[0]);
    const auto found = c10::GradMode::is_enabled()
                           ? differentiable_backward(saved[0], saved[1], saved[2], grad, scale, causal)
                           : ::backward(saved[0], saved[1], saved[2], saved[3], saved[4], grad, static_cast<float>(scale), causal);
    return {found.q, found.k, found.v, at::Tensor(), at::Tensor()};
  }
};

bool applicable(const at::Tensor& tensor) { return iv2::applicable(tensor) && tensor.dim() == 4; }

}  // namespace

/// q: B H N D, k: B H M D, v: B H M E, causal only where N = M; result B H N E in memory order B N H E. *result stays null if the fast path does not apply.
IV2_API int32_t iv2_attention(void* query, void* key, void* value, double scale, int32_t causal, void** result) {
  return iv2::guarded([&] {
    *result = nullptr;
    auto q = iv2::borrow(query), k = iv2::borrow(key), v = iv2::borrow(value);
    if (!iv2::has_gemm() || !applicable(q) || !applicable(k) || !applicable(v)) return;
    if (q.size(0) != k.size(0) || q.size(0) != v.size(0) || q.size(1) != k.size(1) || q.size(1) != v.size(1) || q.size(3) != k.size(3) ||
        k.size(2) != v.size(2) || (causal != 0 && q.size(2) != k.size(2))) {
      return;  // plain operators broadcast, or say what is wrong
    }
    *result = iv2::release(Attention::apply(dense_rows(q), dense_rows(k), dense_rows(v), scale, causal != 0));
  });
}
