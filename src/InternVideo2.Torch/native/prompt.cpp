// New tokens of each text through one layer of a LLaMA decoder (float32, CPU, no gradients): matrix products over all tokens, between them one pass each
// of what is not a product, and attention in blocks that leave out what no query of theirs sees.
#include "blas.h"
#include "decoder.h"
#include "product.h"
#include "rows.h"

#include <limits>
#include <vector>

namespace {

using iv2::Matrix;

constexpr int64_t kQueries = 64;  // rows of a block of attention
constexpr int64_t kKeys = 256;    // columns of a block: 64 × 256 floats stay in a core's second-level cache along with keys and values

struct Prompt {
  iv2::DecoderSizes s;
  iv2::DecoderLayer layer;
  int64_t count;                  // new tokens of each text
  const float *cosines, *sines;   // batch × count × half a head's width
  const int64_t* starts;          // batch: the first column that the text may see
  float *x, *seen;                // batch × count × width
  float *queries, *mixed;         // batch × count × heads × head width
  float *keys, *values;           // batch × count × key heads × head width
  float *gates, *hidden;          // batch × count × hidden
};

/// y = W x + beta · y for each row.
void multiply(const Matrix& m, int64_t rows, const float* x, float beta, float* y) {
  if (iv2::has_product(rows)) iv2::product(rows, m.outputs, m.inputs, x, m.weight, beta, y);
  else iv2::gemm(false, true, rows, m.outputs, m.inputs, 1.0f, x, m.inputs, m.weight, m.inputs, beta, y, m.outputs);
  if (m.rank == 0) return;
  std::vector<float> inner(rows * m.rank);
  iv2::gemm(false, true, rows, m.rank, m.inputs, 1.0f, x, m.inputs, m.down, m.inputs, 0.0f, inner.data(), m.rank);
  iv2::gemm(false, true, rows, m.outputs, m.rank, m.scale, inner.data(), m.rank, m.up, m.rank, 1.0f, y, m.outputs);
}

void normalise(const Prompt& p, const float* weight, int64_t rows) {
  const int64_t n = p.s.width;
  iv2::for_rows(rows, n, [&](int64_t r) { iv2::row_norm(p.x + r * n, weight, p.seen + r * n, n, static_cast<float>(p.s.epsilon)); });
}

/// to ← from with channel i turned together with channel i + half. The same memory is allowed.
IV2_CLONES void rotate(const float* from, float* to, const float* cosines, const float* sines, int64_t half) {
  for (int64_t i = 0; i < half; i++) {
    const float low = from[i], high = from[i + half];
    to[i] = low * cosines[i] - high * sines[i];
    to[i + half] = high * cosines[i] + low * sines[i];
  }
}

/// Turns keys to their positions and puts them into the cache, with the values as they are.
void keep(const Prompt& p) {
  const auto& s = p.s;
  const int64_t d = s.head_width;
  iv2::for_rows(s.batch * p.count, s.shared(), [&](int64_t r) {
    const int64_t b = r / p.count, column = s.length + r % p.count;
    for (int64_t head = 0; head < s.key_heads; head++) {
      const int64_t from = r * s.shared() + head * d, to = ((b * s.key_heads + head) * s.capacity + column) * d;
      rotate(p.keys + from, p.layer.keys + to, p.cosines + r * d / 2, p.sines + r * d / 2, d / 2);
      std::copy_n(p.values + from, d, p.layer.values + to);
    }
  });
}

/// Attention of one head for `rows` queries, the first of which stands at `column`.
void attend(const Prompt& p, int64_t b, int64_t head, const float* q, float* out, int64_t column, int64_t rows, std::vector<float>& scores) {
  const auto& s = p.s;
  const int64_t d = s.head_width, stride = s.mixed(), key_head = head / (s.heads / s.key_heads), limit = column + rows;
  const float* keys = p.layer.keys + (b * s.key_heads + key_head) * s.capacity * d;
  const float* values = p.layer.values + (b * s.key_heads + key_head) * s.capacity * d;
  const auto first_seen = [&](int64_t r) { return std::max(p.starts[b], s.window > 0 ? column + r + 1 - s.window : 0); };
  std::vector<float> maximum(rows, -std::numeric_limits<float>::infinity()), sum(rows, 0.0f);
  const int64_t begin = std::min(first_seen(0), column);  // at least one block, so that padding gets finite values, too
  for (int64_t start = begin; start < limit; start += kKeys) {
    const int64_t columns = std::min(kKeys, limit - start);
    iv2::gemm(false, true, rows, columns, d, 1.0f / std::sqrt(static_cast<float>(d)), q, stride, keys + start * d, d, 0.0f, scores.data(), columns);
    for (int64_t r = 0; r < rows; r++) {
      float *row = scores.data() + r * columns, correction = 1.0f;
      const int64_t from = std::min(columns, std::max<int64_t>(0, first_seen(r) - start));
      const int64_t to = std::max(from, std::min(columns, column + r + 1 - start));
      if (from < to) {
        const float now = std::max(maximum[r], iv2::row_max(row + from, to - from));
        correction = std::exp(maximum[r] - now);
        sum[r] = sum[r] * correction + iv2::row_exp(row + from, to - from, now);
        maximum[r] = now;
      }
      std::fill(row, row + from, 0.0f);
      std::fill(row + to, row + columns, 0.0f);
      if (start > begin && correction != 1.0f) iv2::row_scale(out + r * stride, d, correction);
    }
    iv2::gemm(false, false, rows, d, columns, 1.0f, scores.data(), columns, values + start * d, d, start == begin ? 0.0f : 1.0f, out, stride);
  }
  for (int64_t r = 0; r < rows; r++) iv2::row_scale(out + r * stride, d, sum[r] > 0 ? 1.0f / sum[r] : 0.0f);
}

/// Turns and answers the queries of the last `kept` tokens of each text.
void attend(const Prompt& p, int64_t kept) {
  const auto& s = p.s;
  const int64_t d = s.head_width, skipped = p.count - kept, blocks = (kept + kQueries - 1) / kQueries, tasks = s.batch * s.heads * blocks;
  iv2::SerialGemm serial;
  at::parallel_for(0, tasks, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> scores(kQueries * kKeys);
    for (int64_t task = begin; task < end; task++) {
      const int64_t b = task / blocks / s.heads, head = task / blocks % s.heads, first = task % blocks * kQueries;
      const int64_t rows = std::min(kQueries, kept - first), offset = (b * kept + first) * s.mixed() + head * d;
      for (int64_t r = 0; r < rows; r++) {
        float* query = p.queries + offset + r * s.mixed();
        const int64_t angle = (b * p.count + skipped + first + r) * d / 2;
        rotate(query, query, p.cosines + angle, p.sines + angle, d / 2);
      }
      attend(p, b, head, p.queries + offset, p.mixed + offset, s.length + skipped + first, rows, scores);
    }
  });
}

/// Leaves the last row of each text, one behind the other.
void keep_last(float* rows, int64_t batch, int64_t count, int64_t width) {
  for (int64_t b = 0; b < batch; b++) std::copy_n(rows + (b * count + count - 1) * width, width, rows + b * width);
}

void run(const Prompt& p, bool last) {
  const auto& s = p.s;
  const int64_t all = s.batch * p.count, kept = last ? 1 : p.count, rows = s.batch * kept;
  normalise(p, p.layer.norm1, all);
  multiply(p.layer.key, all, p.seen, 0.0f, p.keys);
  multiply(p.layer.value, all, p.seen, 0.0f, p.values);
  keep(p);
  if (last && p.count > 1) {
    keep_last(p.x, s.batch, p.count, s.width);
    keep_last(p.seen, s.batch, p.count, s.width);
  }
  multiply(p.layer.query, rows, p.seen, 0.0f, p.queries);
  attend(p, kept);
  multiply(p.layer.projection, rows, p.mixed, 1.0f, p.x);
  normalise(p, p.layer.norm2, rows);
  multiply(p.layer.gate, rows, p.seen, 0.0f, p.gates);
  multiply(p.layer.expand, rows, p.seen, 0.0f, p.hidden);
  iv2::for_rows(rows, s.hidden, [&](int64_t r) { iv2::row_gate(p.gates + r * s.hidden, p.hidden + r * s.hidden, s.hidden); });
  multiply(p.layer.contract, rows, p.gates, 1.0f, p.x);
}

}  // namespace

/// handles: the layer as for iv2_decoder_step, then cosines and sines, batch × count × half a head's width. x: batch × count × width, overwritten with what
/// the layer makes of it; after the last layer only its first batch rows count, one of the last token of each text. The new keys and values are written
/// from column `length` of the caches on. workspace: batch × count × (width + 2 · heads · head width + 2 · key heads · head width + 2 · hidden) numbers.
/// *done stays 0 if there is no matrix product to do it with.
IV2_API int32_t iv2_decoder_read(void* const* handles, const double* scales, const int64_t* sizes, double epsilon, const int64_t* starts, int32_t last,
                                 void* x, void* workspace, int32_t* done) {
  return iv2::guarded([&] {
    *done = 0;
    if (!iv2::has_gemm()) return;
    const iv2::DecoderSizes s(sizes, epsilon);
    iv2::DecoderHandles next(handles, scales);
    const auto layer = next.layer(s);
    const auto tokens = iv2::borrow(x);
    const float *cosines = next.floats(), *sines = next.floats();
    const int64_t rows = s.batch * tokens.size(1);
    float* space = iv2::borrow(workspace).data_ptr<float>();
    const auto take = [&](int64_t width) {
      float* taken = space;
      space += rows * width;
      return taken;
    };
    float* seen = take(s.width);
    float *queries = take(s.mixed()), *mixed = take(s.mixed()), *keys = take(s.shared()), *values = take(s.shared());
    float *gates = take(s.hidden), *hidden = take(s.hidden);
    run({s, layer, tokens.size(1), cosines, sines, starts, tokens.data_ptr<float>(), seen, queries, mixed, keys, values, gates, hidden}, last != 0);
    *done = 1;
  });
}
