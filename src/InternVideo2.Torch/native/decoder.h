// What a LLaMA decoder is made of, as C# passes it; shared by the reading of prompts and the writing of tokens.
#pragma once

#include "iv2torch.h"

#include <cstdint>

namespace iv2 {

/// y = W x, with an adapter + scale · B (A x).
struct Matrix {
  const float* weight;
  int64_t outputs, inputs;
  const int8_t* rounded = nullptr;  // in place of the weight: its rows divided by row_scales
  const float* row_scales = nullptr;
  const float *down = nullptr, *up = nullptr;
  int64_t rank = 0;
  float scale = 0;
};

struct DecoderLayer {
  const float *norm1, *norm2;
  Matrix query, key, value, projection, gate, expand, contract;
  float *keys, *values;  // batch × key heads × capacity × head width
};

/// window: tokens that a token sees, 0: all before it.
struct DecoderSizes {
  int64_t batch, width, heads, key_heads, head_width, hidden, depth, length, capacity, window;
  double epsilon;

  DecoderSizes(const int64_t* n, double eps)
      : batch(n[0]), width(n[1]), heads(n[2]), key_heads(n[3]), head_width(n[4]), hidden(n[5]), depth(n[6]), length(n[7]), capacity(n[8]), window(n[9]), epsilon(eps) {}

  int64_t mixed() const { return heads * head_width; }
  int64_t shared() const { return key_heads * head_width; }
};

/// Takes what C# passes piece by piece; see FusedDecoder.cs for the order.
class DecoderHandles {
 public:
  DecoderHandles(void* const* handles, const double* scales) : handles_(handles), scales_(scales) {}

  float* floats() { return data(*handles_++); }

  Matrix matrix(int64_t outputs, int64_t inputs) {
    Matrix m{nullptr, outputs, inputs};
    if (handles_[1] == nullptr) {
      m.weight = data(handles_[0]);
    } else {
      m.rounded = borrow(handles_[0]).data_ptr<int8_t>();
      m.row_scales = data(handles_[1]);
    }
    if (handles_[2] != nullptr) {
      m.rank = static_cast<c10::TensorImpl*>(handles_[2])->size(0);
      m.down = data(handles_[2]);
      m.up = data(handles_[3]);
      m.scale = static_cast<float>(*scales_);
    }
    handles_ += 4;
    scales_++;
    return m;
  }

  DecoderLayer layer(const DecoderSizes& s) {
    DecoderLayer layer;
    layer.norm1 = floats();
    layer.norm2 = floats();
    layer.query = matrix(s.mixed(), s.width);
    layer.key = matrix(s.shared(), s.width);
    layer.value = matrix(s.shared(), s.width);
    layer.projection = matrix(s.width, s.mixed());
    layer.gate = matrix(s.hidden, s.width);
    layer.expand = matrix(s.hidden, s.width);
    layer.contract = matrix(s.width, s.hidden);
    layer.keys = floats();
    layer.values = floats();
    return layer;
  }

 private:
  static float* data(void* handle) { return borrow(handle).data_ptr<float>(); }

  void* const* handles_;
  const double* scales_;
};

}  // namespace iv2
