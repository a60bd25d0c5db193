// A convolution as matrix products without copying patches: images lie one after the other in a row of positions, each with a
// zero column to its right and a zero row below, so that what a tap of the kernel sees is the same row, shifted. With stride 2
// there are four such rows (planes), one for each parity of the input's rows and columns. With X the planes of the input, Y the
// output and s the shift of tap t:
//   forward           Y[q] = sum over t of X[plane(t)][q + s(t)] * W[t]
//   data gradient     dX[p][q] = sum over t in plane p of dY[q - s(t)] * W[t]'
//   weight gradient   dW[t] = sum over q of X[plane(t)][q + s(t)]' * dY[q]
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,fma,amx-tile,amx-bf16")
#include "amx_convolution.h"

#include <immintrin.h>

#include <cstdlib>
#include <cstring>

namespace amx {
namespace {

constexpr int64_t kTile = 16;            // rows of a tile, and float32 or pairs of bfloat16 in a row of it
constexpr int64_t kPair = 2 * kTile;     // two tiles side by side: products go by 2 x 2 tiles
constexpr int64_t kTileElements = kTile * kPair;
constexpr int64_t kGroup = 512;          // positions worked on at a time, what the inner caches hold
constexpr int64_t kWeightGroup = 256;  // the same for the gradient of the weights
constexpr int64_t kMaxTaps = 9;

int64_t up(int64_t value, int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

// Memory that a thread keeps for its next call.
class Scratch {
 public:
  ~Scratch() { std::free(memory_); }

  template <typename T>
  T* take(int64_t elements) {
    auto bytes = up(elements * static_cast<int64_t>(sizeof(T)), 64) + 64;
    if (bytes > bytes_) {
      std::free(memory_);
      memory_ = std::aligned_alloc(64, bytes);
      bytes_ = memory_ == nullptr ? 0 : bytes;
      if (memory_ == nullptr) std::abort();
    }
    return static_cast<T*>(memory_);
  }

 private:
  void* memory_ = nullptr;
  int64_t bytes_ = 0;
};

struct Tap {
  int64_t plane, shift;
};

// How images lie in the rows of positions.
struct Layout {
  explicit Layout(const Convolution& conv, int64_t at_once = kGroup)
      : conv(conv), height(conv.out_height()), width(conv.out_width()), pitch(width + 1), area((height + 1) * pitch),
        taps(conv.size * conv.size), planes(conv.stride * conv.stride), group(at_once / area < 1 ? 1 : at_once / area),
        margin(up(pitch + 1, kPair)), positions(up(group * area, kPair)), length(positions + 2 * margin) {
    for (int64_t t = 0; t < taps; t++) {
      auto y = t / conv.size - conv.size / 2, x = t % conv.size - conv.size / 2;
      if (conv.stride == 1) tap[t] = {0, y * pitch + x};
      else tap[t] = {(y & 1) * 2 + (x & 1), (y < 0 ? -pitch : 0) + (x < 0 ? -1 : 0)};
    }
  }

  const Convolution& conv;
  int64_t height, width, pitch, area;  // of the output; all planes are laid out like it
  int64_t taps, planes;
  int64_t group, margin, positions, length;
  Tap tap[kMaxTaps];
};

struct alignas(64) TileConfig {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {};
  uint8_t rows[16] = {};
};

class Tiles {
 public:
  Tiles() {
    TileConfig config;
    for (int i = 0; i < 8; i++) {
      config.row_bytes[i] = 64;
      config.rows[i] = kTile;
    }
    _tile_loadconfig(&config);
  }
  ~Tiles() { _tile_release(); }
};

// For whole multiples of 32 elements; a call of memcpy for each pixel would cost more than the copying.
void copy(const bf16* from, bf16* to, int64_t elements) {
  for (int64_t i = 0; i < elements; i += kPair) _mm512_storeu_si512(to + i, _mm512_loadu_si512(from + i));
}

// Images (channels-last) copied to their positions; what is not copied must be zero already.
void place(const Layout& at, int64_t images, const bf16* from, int64_t rows, int64_t columns, int64_t channels, int64_t step, bf16* planes) {
  for (int64_t n = 0; n < images; n++)
    for (int64_t y = 0; y < rows; y++) {
      auto source = from + (n * rows + y) * columns * channels;
      auto position = at.margin + n * at.area + y / step * at.pitch;
      if (step == 1) {
        copy(source, planes + position * channels, columns * channels);
        continue;
      }
      for (int64_t x = 0; x < columns; x++) {
        auto plane = planes + ((y & 1) * 2 + (x & 1)) * at.length * channels;
        copy(source + x * channels, plane + (position + x / 2) * channels, channels);
      }
    }
}

// 32 rows and columns of the product: for each tap 32 positions times its kernel, over all channels.
void multiply(const bf16* positions, const Tap* taps, int64_t count, int64_t depth, int64_t length, const bf16* packed, float* product) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  auto stride = depth * sizeof(bf16);
  for (int64_t t = 0; t < count; t++) {
    auto rows = positions + (taps[t].plane * length + taps[t].shift) * depth;
    for (int64_t k = 0; k < depth; k += kPair) {
      _tile_loadd(4, rows + k, stride);
      _tile_loadd(6, packed, 64);
      _tile_dpbf16ps(0, 4, 6);
      _tile_loadd(7, packed + kTileElements, 64);
      _tile_dpbf16ps(1, 4, 7);
      _tile_loadd(5, rows + kTile * depth + k, stride);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
      packed += 2 * kTileElements;
    }
  }
  _tile_stored(0, product, 128);
  _tile_stored(1, product + kTile, 128);
  _tile_stored(2, product + kTile * kPair, 128);
  _tile_stored(3, product + kTile * kPair + kTile, 128);
}

// Multiplies a group's positions and rounds the results to their pixels; target[q] is the pixel of position q or negative.
void multiply_group(const bf16* planes, const Layout& at, const Tap* taps, int64_t count, int64_t depth, const bf16* packed,
                    int64_t channels, const int32_t* target, int64_t used, bf16* output) {
  alignas(64) float product[kPair * kPair];
  for (int64_t c = 0; c < channels; c += kPair) {
    for (int64_t q = 0; q < used; q += kPair) {
      multiply(planes + (at.margin + q) * depth, taps, count, depth, at.length, packed, product);
      for (int64_t r = 0; r < kPair; r++) {
        if (target[q + r] < 0) continue;
        auto rounded = _mm512_cvtne2ps_pbh(_mm512_load_ps(product + r * kPair + kTile), _mm512_load_ps(product + r * kPair));
        _mm512_storeu_si512(output + target[q + r] * channels + c, (__m512i)rounded);
      }
    }
    packed += count * depth * kPair;
  }
}

// Adds to 32 rows and columns of sums: rows of channels by positions times a panel of pairs of positions by channels.
void multiply_sums(const bf16* rows, int64_t length, const bf16* panel, int64_t used, float* sums, int64_t columns) {
  auto width = columns * sizeof(float), stride = length * sizeof(bf16);
  auto lower = sums + kTile * columns;
  _tile_loadd(0, sums, width);
  _tile_loadd(1, sums + kTile, width);
  _tile_loadd(2, lower, width);
  _tile_loadd(3, lower + kTile, width);
  for (int64_t q = 0; q < used; q += kPair, panel += kPair * kPair) {
    _tile_loadd(4, rows + q, stride);
    _tile_loadd(6, panel, 128);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(7, panel + kPair, 128);
    _tile_dpbf16ps(1, 4, 7);
    _tile_loadd(5, rows + kTile * length + q, stride);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, sums, width);
  _tile_stored(1, sums + kTile, width);
  _tile_stored(2, lower, width);
  _tile_stored(3, lower + kTile, width);
}

// For each position of a group the pixel of a plane of an image of rows x columns, or -1.
void targets(const Layout& at, int64_t rows, int64_t columns, int64_t step, int64_t plane, int64_t images, int32_t* target) {
  for (int64_t q = 0; q < at.positions; q++) {
    auto n = q / at.area, y = q % at.area / at.pitch * step + plane / 2, x = q % at.area % at.pitch * step + plane % 2;
    auto inside = n < images && q % at.area / at.pitch < at.height && q % at.area % at.pitch < at.width && y < rows && x < columns;
    target[q] = inside ? static_cast<int32_t>((n * rows + y) * columns + x) : -1;
  }
}

// Two rows of 16 channels -> 16 pairs.
__m512i pairs(const bf16* first, const bf16* second) {
  auto low = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(first)));
  auto high = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(second)));
  return _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

// [count, channels] -> [channels / 32, count / 2, 32, 2]
void interleave(const bf16* rows, int64_t count, int64_t channels, bf16* to) {
  for (int64_t c = 0; c < channels; c += kPair)
    for (int64_t q = 0; q < count; q += 2, to += 2 * kPair) {
      auto first = rows + q * channels + c, second = first + channels;
      _mm512_storeu_si512(to, pairs(first, second));
      _mm512_storeu_si512(to + kPair, pairs(first + kTile, second + kTile));
    }
}

// [count, channels] -> [channels, count]
void transpose(const bf16* rows, int64_t count, int64_t channels, bf16* to) {
  for (int64_t q = 0; q < count; q += kPair)
    for (int64_t c = 0; c < channels; c += kTile) {
      __m512i a[kTile], b[kTile];
      for (int64_t i = 0; i < kTile; i++) a[i] = pairs(rows + (q + 2 * i) * channels + c, rows + (q + 2 * i + 1) * channels + c);
      for (int64_t i = 0; i < kTile; i += 2) {
        b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
        b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
      }
      for (int64_t i = 0; i < kTile; i += 4)
        for (int64_t j = 0; j < 2; j++) {
          a[i + 2 * j] = _mm512_unpacklo_epi64(b[i + j], b[i + j + 2]);
          a[i + 2 * j + 1] = _mm512_unpackhi_epi64(b[i + j], b[i + j + 2]);
        }
      for (int64_t i = 0; i < kTile; i += 8)
        for (int64_t j = 0; j < 4; j++) {
          b[i + j] = _mm512_shuffle_i32x4(a[i + j], a[i + j + 4], 0x88);
          b[i + j + 4] = _mm512_shuffle_i32x4(a[i + j], a[i + j + 4], 0xdd);
        }
      for (int64_t j = 0; j < 8; j++) {
        _mm512_storeu_si512(to + (c + j) * count + q, _mm512_shuffle_i32x4(b[j], b[j + 8], 0x88));
        _mm512_storeu_si512(to + (c + j + 8) * count + q, _mm512_shuffle_i32x4(b[j], b[j + 8], 0xdd));
      }
    }
}

}  // namespace

bool supports(const Convolution& conv) {
  return (conv.size == 1 || conv.size == 3) && (conv.stride == 1 || conv.stride == 2) && conv.inputs % kPair == 0 && conv.outputs % kPair == 0 &&
         conv.height > 0 && conv.width > 0 && conv.height * conv.width <= 1 << 16;
}

int64_t kernel_elements(const Convolution& conv) {
  return conv.size * conv.size * conv.inputs * conv.outputs;
}

void pack_forward(const Convolution& conv, const bf16* kernel, bf16* packed) {
  auto taps = conv.size * conv.size;
  for (int64_t o = 0; o < conv.outputs; o += kPair)
    for (int64_t t = 0; t < taps; t++)
      for (int64_t k = 0; k < conv.inputs; k += kPair)
        for (int64_t half = 0; half < kPair; half += kTile)
          for (int64_t r = 0; r < kPair; r += 2)
            for (int64_t c = 0; c < kTile; c++, packed += 2)
              std::memcpy(packed, kernel + ((o + half + c) * taps + t) * conv.inputs + k + r, 2 * sizeof(bf16));
}

void pack_data_gradient(const Convolution& conv, const bf16* kernel, bf16* packed) {
  Layout at(conv);
  auto of_output = conv.size * conv.size * conv.inputs;
  for (int64_t p = 0; p < at.planes; p++)
    for (int64_t i = 0; i < conv.inputs; i += kPair)
      for (int64_t t = 0; t < at.taps; t++) {
        if (at.tap[t].plane != p) continue;
        for (int64_t k = 0; k < conv.outputs; k += kPair)
          for (int64_t half = 0; half < kPair; half += kTile)
            for (int64_t r = 0; r < kPair; r += 2) {
              auto first = kernel + (k + r) * of_output + t * conv.inputs + i + half;
              _mm512_storeu_si512(packed, pairs(first, first + of_output));
              packed += kPair;
            }
      }
}

void forward(const Convolution& conv, int64_t images, const bf16* input, const bf16* packed, bf16* output) {
  Layout at(conv);
  Tiles tiles;
  static thread_local Scratch memory, map;
  auto elements = at.planes * at.length * conv.inputs;
  auto planes = memory.take<bf16>(elements);
  auto target = map.take<int32_t>(at.positions);
  for (int64_t n = 0; n < images; n += at.group) {
    auto count = images - n < at.group ? images - n : at.group;
    if (n == 0 || count < at.group) {
      std::memset(planes, 0, elements * sizeof(bf16));
      targets(at, at.height, at.width, 1, 0, count, target);
    }
    place(at, count, input + n * conv.height * conv.width * conv.inputs, conv.height, conv.width, conv.inputs, conv.stride, planes);
    multiply_group(planes, at, at.tap, at.taps, conv.inputs, packed, conv.outputs, target, up(count * at.area, kPair),
                   output + n * at.height * at.width * conv.outputs);
  }
}

void data_gradient(const Convolution& conv, int64_t images, const bf16* gradient, const bf16* packed, bf16* input_gradient) {
  Layout at(conv);
  Tiles tiles;
  static thread_local Scratch memory, map;
  auto elements = at.length * conv.outputs;
  auto plane = memory.take<bf16>(elements);
  auto target = map.take<int32_t>(at.planes * at.positions);
  for (int64_t n = 0; n < images; n += at.group) {
    auto count = images - n < at.group ? images - n : at.group;
    if (n == 0 || count < at.group) {
      std::memset(plane, 0, elements * sizeof(bf16));
      for (int64_t p = 0; p < at.planes; p++) targets(at, conv.height, conv.width, conv.stride, p, count, target + p * at.positions);
    }
    place(at, count, gradient + n * at.height * at.width * conv.outputs, at.height, at.width, conv.outputs, 1, plane);
    auto part = packed;
    for (int64_t p = 0; p < at.planes; p++) {
      Tap taps[kMaxTaps];
      int64_t used = 0;
      for (int64_t t = 0; t < at.taps; t++)
        if (at.tap[t].plane == p) taps[used++] = {0, -at.tap[t].shift};
      if (used == 0) continue;
      multiply_group(plane, at, taps, used, conv.outputs, part, conv.inputs, target + p * at.positions, up(count * at.area, kPair),
                     input_gradient + n * conv.height * conv.width * conv.inputs);
      part += used * conv.outputs * conv.inputs;
    }
  }
}

void weight_gradient(const Convolution& conv, int64_t images, const bf16* input, const bf16* gradient, float* sums) {
  Layout at(conv, kWeightGroup);
  Tiles tiles;
  static thread_local Scratch input_memory, turned_memory, gradient_memory, paired_memory;
  auto input_elements = at.planes * at.length * conv.inputs, gradient_elements = at.length * conv.outputs;
  auto planes = input_memory.take<bf16>(input_elements);
  auto turned = turned_memory.take<bf16>(input_elements);
  auto plane = gradient_memory.take<bf16>(gradient_elements);
  auto paired = paired_memory.take<bf16>(gradient_elements);
  for (int64_t n = 0; n < images; n += at.group) {
    auto count = images - n < at.group ? images - n : at.group;
    if (n == 0 || count < at.group) {
      std::memset(planes, 0, input_elements * sizeof(bf16));
      std::memset(plane, 0, gradient_elements * sizeof(bf16));
    }
    place(at, count, input + n * conv.height * conv.width * conv.inputs, conv.height, conv.width, conv.inputs, conv.stride, planes);
    place(at, count, gradient + n * at.height * at.width * conv.outputs, at.height, at.width, conv.outputs, 1, plane);
    auto used = up(count * at.area, kPair);
    for (int64_t p = 0; p < at.planes; p++) transpose(planes + p * at.length * conv.inputs, at.length, conv.inputs, turned + p * at.length * conv.inputs);
    interleave(plane + at.margin * conv.outputs, used, conv.outputs, paired);
    for (int64_t i = 0; i < conv.inputs; i += kPair)
      for (int64_t o = 0; o < conv.outputs; o += kPair)
        for (int64_t t = 0; t < at.taps; t++) {
          auto rows = turned + (at.tap[t].plane * conv.inputs + i) * at.length + at.margin + at.tap[t].shift;
          multiply_sums(rows, at.length, paired + o * used, used, sums + (t * conv.inputs + i) * conv.outputs + o, conv.outputs);
        }
  }
}

void finish_weight_gradient(const Convolution& conv, const float* sums, bf16* kernel_gradient) {
  auto of_output = conv.size * conv.size * conv.inputs;
  for (int64_t o = 0; o < conv.outputs; o += kTile)
    for (int64_t i = 0; i < of_output; i++) {
      alignas(32) bf16 rounded[kTile];
      _mm256_store_si256(reinterpret_cast<__m256i*>(rounded), (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(sums + i * conv.outputs + o)));
      for (int64_t j = 0; j < kTile; j++) kernel_gradient[(o + j) * of_output + i] = rounded[j];
    }
}

}  // namespace amx
