#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,fma")
#include "avx512_norm.h"

#include <immintrin.h>

#include <algorithm>

namespace norm {
namespace {

constexpr int64_t kHalf = 16;        // float32 in a register
constexpr int64_t kLine = 2 * kHalf; // channels in a cache line
constexpr int64_t kBlock = 128;      // rows summed before their sums are added up: the inner cache holds them, and sums stay exact

struct Pair {
  __m512 low, high;
};

__m512 widen(const bf16* from) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))), 16));
}

Pair load(const bf16* from) { return {widen(from), widen(from + kHalf)}; }

Pair load(const float* from) { return {_mm512_loadu_ps(from), _mm512_loadu_ps(from + kHalf)}; }

void store(bf16* to, Pair value) { _mm512_storeu_si512(to, (__m512i)_mm512_cvtne2ps_pbh(value.high, value.low)); }

void add(float* to, Pair value) {
  _mm512_storeu_ps(to, _mm512_add_ps(_mm512_loadu_ps(to), value.low));
  _mm512_storeu_ps(to + kHalf, _mm512_add_ps(_mm512_loadu_ps(to + kHalf), value.high));
}

Pair fused(Pair a, Pair b, Pair c) { return {_mm512_fmadd_ps(a.low, b.low, c.low), _mm512_fmadd_ps(a.high, b.high, c.high)}; }

Pair sum(Pair a, Pair b) { return {_mm512_add_ps(a.low, b.low), _mm512_add_ps(a.high, b.high)}; }

Pair difference(Pair a, Pair b) { return {_mm512_sub_ps(a.low, b.low), _mm512_sub_ps(a.high, b.high)}; }

// Of each number the value where the sign is positive, slope times it elsewhere.
__m512 sloped(__m512 value, __m512 sign, __m512 slope) {
  return _mm512_mask_mul_ps(value, _mm512_cmp_ps_mask(sign, _mm512_setzero_ps(), _CMP_NGT_UQ), value, slope);
}

Pair sloped(Pair value, Pair sign, __m512 slope) { return {sloped(value.low, sign.low, slope), sloped(value.high, sign.high, slope)}; }

}  // namespace

void moments(const bf16* x, int64_t rows, int64_t channels, float* sums) {
  std::fill(sums, sums + 2 * channels, 0.f);
  for (int64_t first = 0; first < rows; first += kBlock)
    for (int64_t c = 0; c < channels; c += kLine) {
      auto end = std::min(first + kBlock, rows);
      Pair values{_mm512_setzero_ps(), _mm512_setzero_ps()}, squares = values;
      for (auto r = first; r < end; r++) {
        auto value = load(x + r * channels + c);
        values = sum(values, value);
        squares = fused(value, value, squares);
      }
      add(sums + c, values);
      add(sums + channels + c, squares);
    }
}

void forward(const bf16* x, const bf16* addend, int64_t rows, int64_t channels, const float* scale, const float* shift, float slope, bf16* y) {
  auto factor = _mm512_set1_ps(slope);
  for (int64_t first = 0; first < rows; first += kBlock)
    for (int64_t c = 0; c < channels; c += kLine) {
      auto end = std::min(first + kBlock, rows);
      auto s = load(scale + c), t = load(shift + c);
      for (auto r = first; r < end; r++) {
        auto at = r * channels + c;
        auto inner = fused(load(x + at), s, t);
        if (addend != nullptr) inner = sum(inner, load(addend + at));
        store(y + at, sloped(inner, inner, factor));
      }
    }
}

void gradient_moments(const bf16* x, const bf16* addend, const bf16* gradient, int64_t rows, int64_t channels, const float* scale,
                      const float* shift, const float* mean, float slope, bf16* inner, float* sums) {
  auto factor = _mm512_set1_ps(slope);
  std::fill(sums, sums + 2 * channels, 0.f);
  for (int64_t first = 0; first < rows; first += kBlock)
    for (int64_t c = 0; c < channels; c += kLine) {
      auto end = std::min(first + kBlock, rows);
      auto s = load(scale + c), t = load(shift + c), middle = load(mean + c);
      Pair gradients{_mm512_setzero_ps(), _mm512_setzero_ps()}, products = gradients;
      for (auto r = first; r < end; r++) {
        auto at = r * channels + c;
        auto value = load(x + at), sign = fused(value, s, t);
        if (addend != nullptr) sign = sum(sign, load(addend + at));
        auto g = sloped(load(gradient + at), sign, factor);
        if (inner != nullptr) store(inner + at, g);
        gradients = sum(gradients, g);
        products = fused(g, difference(value, middle), products);
      }
      add(sums + c, gradients);
      add(sums + channels + c, products);
    }
}

void data_gradient(const bf16* x, const bf16* gradient, int64_t rows, int64_t channels, const float* scale, const float* shift, float slope,
                   const float* of_gradient, const float* of_input, const float* constant, bf16* input_gradient) {
  auto factor = _mm512_set1_ps(slope);
  for (int64_t first = 0; first < rows; first += kBlock)
    for (int64_t c = 0; c < channels; c += kLine) {
      auto end = std::min(first + kBlock, rows);
      auto s = load(scale + c), t = load(shift + c), a = load(of_gradient + c), b = load(of_input + c), k = load(constant + c);
      for (auto r = first; r < end; r++) {
        auto at = r * channels + c;
        auto value = load(x + at);
        auto g = sloped(load(gradient + at), fused(value, s, t), factor);
        store(input_gradient + at, fused(g, a, fused(value, b, k)));
      }
    }
}

}  // namespace norm
