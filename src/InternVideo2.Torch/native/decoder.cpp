// One new token of each text through all layers of a LLaMA decoder and its head, in one call (float32, CPU, no gradients): at one token at a time the
// work is reading every weight once, and starting a few hundred operators would cost as much again.
#include "decoder.h"
#include "int8.h"
#include "rows.h"

#include <omp.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace {

using iv2::DecoderLayer;
using iv2::Matrix;
using iv2::Lanes;
using iv2::UnalignedLanes;

/// y[j] = Σ w[j·n + i]·x[i] for four rows j, in eight lanes each.
IV2_CLONES void four_rows(const float* w, const float* x, int64_t n, float* y) {
  Lanes a = {}, b = {}, c = {}, d = {};
  const float *wa = w, *wb = w + n, *wc = w + 2 * n, *wd = w + 3 * n;
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Lanes v = *reinterpret_cast<const UnalignedLanes*>(x + i);
    a += *reinterpret_cast<const UnalignedLanes*>(wa + i) * v;
    b += *reinterpret_cast<const UnalignedLanes*>(wb + i) * v;
    c += *reinterpret_cast<const UnalignedLanes*>(wc + i) * v;
    d += *reinterpret_cast<const UnalignedLanes*>(wd + i) * v;
  }
  float sums[4] = {};
  for (int lane = 0; lane < 8; lane++) {
    sums[0] += a[lane];
    sums[1] += b[lane];
    sums[2] += c[lane];
    sums[3] += d[lane];
  }
  for (; i < n; i++) {
    for (int row = 0; row < 4; row++) sums[row] += w[row * n + i] * x[i];
  }
  for (int row = 0; row < 4; row++) y[row] = sums[row];
}

/// out += weight · row
IV2_CLONES void add_scaled(float* out, const float* row, float weight, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] += weight * row[i];
}

/// Threads that meet. They wait actively, since the next piece of work is microseconds away, and give way when it is not.
class Meeting {
 public:
  explicit Meeting(int threads) : threads_(threads) {}

  void wait() {
    const int round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) == threads_ - 1) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; round_.load(std::memory_order_acquire) == round; spins++) {
      if (spins > 2000) std::this_thread::yield();
    }
  }

 private:
  const int threads_;
  std::atomic<int> arrived_{0};
  std::atomic<int> round_{0};
};

/// The part of `count` that belongs to a thread, in whole fours.
std::pair<int64_t, int64_t> share(int64_t count, int thread, int threads) {
  const int64_t fours = (count + 3) / 4;
  return {std::min(count, fours * thread / threads * 4), std::min(count, fours * (thread + 1) / threads * 4)};
}

void rows_of(const float* w, int64_t begin, int64_t end, int64_t inputs, const float* x, float* y) {
  int64_t row = begin;
  for (; row + 4 <= end; row += 4) four_rows(w + row * inputs, x, inputs, y + row);
  for (; row < end; row++) y[row] = iv2::dot(w + row * inputs, x, inputs);
}

/// Rows begin … end of y for each of the texts, a block of weights at a time so that it is read from memory once.
void multiply(const Matrix& m, int64_t begin, int64_t end, const float* x, float* y, int64_t stride, int64_t batch) {
  constexpr int64_t kBlock = 4;
  for (int64_t first = begin; first < end; first += kBlock) {
    const int64_t last = std::min(end, first + kBlock);
    for (int64_t b = 0; b < batch; b++) {
      if (m.rounded == nullptr) rows_of(m.weight, first, last, m.inputs, x + b * m.inputs, y + b * stride);
      else iv2::int8_rows(m.rounded, m.row_scales, first, last, m.inputs, x + b * m.inputs, y + b * stride);
    }
  }
  if (m.rank == 0) return;
  std::vector<float> inner(m.rank);
  for (int64_t b = 0; b < batch; b++) {
    rows_of(m.down, 0, m.rank, m.inputs, x + b * m.inputs, inner.data());
    for (int64_t row = begin; row < end; row++) y[b * stride + row] += m.scale * iv2::dot(m.up + row * m.rank, inner.data(), m.rank);
  }
}

/// What the threads of one call share.
struct Step {
  iv2::DecoderSizes s;
  std::vector<DecoderLayer> layers;
  const float *final_norm = nullptr, *frequencies = nullptr;
  Matrix head{};
  const int64_t *positions = nullptr, *starts = nullptr;
  float *x = nullptr, *logits = nullptr;
  std::vector<float> queries, new_keys, new_values, mixed, hidden, values;

  explicit Step(const iv2::DecoderSizes& sizes) : s(sizes) {}
};

void normalise(const Step& step, const float* weight, float* out) {
  const int64_t n = step.s.width;
  for (int64_t b = 0; b < step.s.batch; b++) {
    iv2::row_norm(step.x + b * n, weight, out + b * n, n, static_cast<float>(step.s.epsilon));
  }
}

/// Turns channel i with channel i + d/2 by an angle that grows with the position.
void rotate(const Step& step, float* head, int64_t position) {
  const int64_t half = step.s.head_width / 2;
  for (int64_t i = 0; i < half; i++) {
    const float angle = static_cast<float>(position) * step.frequencies[i], c = std::cos(angle), s = std::sin(angle);
    const float low = head[i], high = head[i + half];
    head[i] = low * c - high * s;
    head[i + half] = high * c + low * s;
  }
}

/// Keeps key and value of one key head, and lets the query heads that share it look at all tokens they may see.
void attend(Step& step, const DecoderLayer& layer, int64_t b, int64_t key_head, std::vector<float>& scores) {
  const auto& s = step.s;
  const int64_t d = s.head_width, group = s.heads / s.key_heads;
  float* keys = layer.keys + (b * s.key_heads + key_head) * s.capacity * d;
  float* values = layer.values + (b * s.key_heads + key_head) * s.capacity * d;
  float* key = step.new_keys.data() + (b * s.key_heads + key_head) * d;
  const float* value = step.new_values.data() + (b * s.key_heads + key_head) * d;
  rotate(step, key, step.positions[b]);
  std::copy(key, key + d, keys + s.length * d);
  std::copy(value, value + d, values + s.length * d);
  const int64_t end = s.length + 1, first = std::max(step.starts[b], s.window > 0 ? end - s.window : 0), count = end - first;
  for (int64_t head = key_head * group; head < (key_head + 1) * group; head++) {
    float *query = step.queries.data() + (b * s.heads + head) * d, *out = step.mixed.data() + (b * s.heads + head) * d;
    rotate(step, query, step.positions[b]);
    rows_of(keys + first * d, 0, count, d, query, scores.data());
    iv2::row_scale(scores.data(), count, 1.0f / std::sqrt(static_cast<float>(d)));
    const float sum = iv2::row_exp(scores.data(), count, iv2::row_max(scores.data(), count));
    std::fill(out, out + d, 0.0f);
    for (int64_t j = 0; j < count; j++) add_scaled(out, values + (first + j) * d, scores[j] / sum, d);
  }
}

void run(Step& step, int thread, int threads, Meeting& meeting) {
  const auto& s = step.s;
  std::vector<float> seen(s.batch * s.width), scores(s.length + 1), branch(s.batch * s.width);
  const auto part = [&](const Matrix& m) { return share(m.outputs, thread, threads); };
  const auto add = [&](const Matrix& m, const float* from) {
    const auto [begin, end] = part(m);
    multiply(m, begin, end, from, branch.data(), s.width, s.batch);
    for (int64_t b = 0; b < s.batch; b++) {
      for (int64_t i = begin; i < end; i++) step.x[b * s.width + i] += branch[b * s.width + i];
    }
  };
  for (const auto& layer : step.layers) {
    normalise(step, layer.norm1, seen.data());
    for (const auto& [matrix, out] : {std::pair{&layer.query, &step.queries}, {&layer.key, &step.new_keys}, {&layer.value, &step.new_values}}) {
      const auto [begin, end] = part(*matrix);
      multiply(*matrix, begin, end, seen.data(), out->data(), matrix->outputs, s.batch);
    }
    meeting.wait();
    for (int64_t task = thread; task < s.batch * s.key_heads; task += threads) attend(step, layer, task / s.key_heads, task % s.key_heads, scores);
    meeting.wait();
    add(layer.projection, step.mixed.data());
    meeting.wait();
    normalise(step, layer.norm2, seen.data());
    const auto [begin, end] = part(layer.gate);
    multiply(layer.gate, begin, end, seen.data(), step.hidden.data(), s.hidden, s.batch);
    multiply(layer.expand, begin, end, seen.data(), step.values.data(), s.hidden, s.batch);
    for (int64_t b = 0; b < s.batch; b++) iv2::row_gate(step.hidden.data() + b * s.hidden + begin, step.values.data() + b * s.hidden + begin, end - begin);
    meeting.wait();
    add(layer.contract, step.hidden.data());
    meeting.wait();
  }
  normalise(step, step.final_norm, seen.data());
  const auto [begin, end] = part(step.head);
  multiply(step.head, begin, end, seen.data(), step.logits, step.head.outputs, s.batch);
}

}  // namespace

/// handles: per layer norm1, norm2, then weight, row scales (null: the weight is float32, else int8), A, B (null without adapter) of query, key, value,
/// projection, gate, expand, contract, then keys and values; at the end the final norm, the head's weight, row scales, A, B, and the rotary frequencies.
/// scales: of the adapters, in the same order.
/// x: batch × width embeddings, overwritten; logits: batch × vocabulary. The new keys and values are written at column `length` of the caches.
IV2_API int32_t iv2_decoder_step(void* const* handles, const double* scales, const int64_t* sizes, double epsilon, const int64_t* positions,
                                 const int64_t* starts, void* x, void* logits) {
  return iv2::guarded([&] {
    Step step(iv2::DecoderSizes(sizes, epsilon));
    const auto& s = step.s;
    const int64_t mixed = s.mixed(), shared = s.shared();
    iv2::DecoderHandles next(handles, scales);
    for (int64_t i = 0; i < s.depth; i++) step.layers.push_back(next.layer(s));
    step.final_norm = next.floats();
    step.head = next.matrix(iv2::borrow(logits).size(1), s.width);
    step.frequencies = next.floats();
    step.positions = positions;
    step.starts = starts;
    step.x = iv2::borrow(x).data_ptr<float>();
    step.logits = iv2::borrow(logits).data_ptr<float>();
    step.queries.resize(s.batch * mixed);
    step.mixed.resize(s.batch * mixed);
    step.new_keys.resize(s.batch * shared);
    step.new_values.resize(s.batch * shared);
    step.hidden.resize(s.batch * s.hidden);
    step.values.resize(s.batch * s.hidden);
    const int threads = omp_in_parallel() ? 1 : at::get_num_threads();
    std::unique_ptr<Meeting> meeting;
#pragma omp parallel num_threads(threads)
    {
#pragma omp single
      meeting = std::make_unique<Meeting>(omp_get_num_threads());
      run(step, omp_get_thread_num(), omp_get_num_threads(), *meeting);
    }
  });
}
