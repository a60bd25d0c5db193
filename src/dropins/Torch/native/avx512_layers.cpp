#include "avx512_layers.h"

#if defined(__AVX512BF16__) && defined(__AVX512BW__) && defined(__linux__)
#include <immintrin.h>

namespace layers {
namespace {

constexpr int64_t kHalf = kChannels / 2;

__m512 load(const bf16* from) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))), 16));
}

void store(bf16* to, __m512 low, __m512 high) { _mm512_storeu_si512(to, (__m512i)_mm512_cvtne2ps_pbh(high, low)); }

}  // namespace

void moments(const bf16* x, int64_t rows, int64_t channels, float* sums) {
  for (int64_t c = 0; c < channels; c += kChannels) {
    __m512 sum[2] = {_mm512_setzero_ps(), _mm512_setzero_ps()}, square[2] = {sum[0], sum[0]};
    for (int64_t r = 0; r < rows; r++)
      for (int i = 0; i < 2; i++) {
        auto value = load(x + r * channels + c + i * kHalf);
        sum[i] = _mm512_add_ps(sum[i], value);
        square[i] = _mm512_fmadd_ps(value, value, square[i]);
      }
    for (int i = 0; i < 2; i++) {
      _mm512_storeu_ps(sums + c + i * kHalf, sum[i]);
      _mm512_storeu_ps(sums + channels + c + i * kHalf, square[i]);
    }
  }
}

void gradient_moments(const bf16* x, const bf16* g, int64_t rows, int64_t channels, const float* mean, float* sums) {
  for (int64_t c = 0; c < channels; c += kChannels) {
    __m512 sum[2] = {_mm512_setzero_ps(), _mm512_setzero_ps()}, product[2] = {sum[0], sum[0]};
    const __m512 middle[2] = {_mm512_loadu_ps(mean + c), _mm512_loadu_ps(mean + c + kHalf)};
    for (int64_t r = 0; r < rows; r++)
      for (int i = 0; i < 2; i++) {
        auto at = r * channels + c + i * kHalf;
        auto gradient = load(g + at);
        sum[i] = _mm512_add_ps(sum[i], gradient);
        product[i] = _mm512_fmadd_ps(gradient, _mm512_sub_ps(load(x + at), middle[i]), product[i]);
      }
    for (int i = 0; i < 2; i++) {
      _mm512_storeu_ps(sums + c + i * kHalf, sum[i]);
      _mm512_storeu_ps(sums + channels + c + i * kHalf, product[i]);
    }
  }
}

void scale(const bf16* x, int64_t rows, int64_t channels, const float* scale, const float* shift, bf16* y) {
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < channels; c += kChannels) {
      auto at = r * channels + c;
      auto low = _mm512_fmadd_ps(load(x + at), _mm512_loadu_ps(scale + c), _mm512_loadu_ps(shift + c));
      auto high = _mm512_fmadd_ps(load(x + at + kHalf), _mm512_loadu_ps(scale + c + kHalf), _mm512_loadu_ps(shift + c + kHalf));
      store(y + at, low, high);
    }
}

void combine(const bf16* g, const bf16* x, int64_t rows, int64_t channels, const float* of_gradient, const float* of_input, const float* constant, bf16* y) {
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < channels; c += kChannels) {
      auto at = r * channels + c;
      __m512 sum[2];
      for (int64_t i = 0; i < 2; i++) {
        auto half = i * kHalf;
        sum[i] = _mm512_fmadd_ps(load(x + at + half), _mm512_loadu_ps(of_input + c + half), _mm512_loadu_ps(constant + c + half));
        sum[i] = _mm512_fmadd_ps(load(g + at + half), _mm512_loadu_ps(of_gradient + c + half), sum[i]);
      }
      store(y + at, sum[0], sum[1]);
    }
}

void leaky(const bf16* x, const bf16* g, int64_t count, float slope, bf16* y) {
  auto factor = _mm512_set1_ps(slope);
  for (int64_t i = 0; i < count; i += kChannels) {
    auto left = count - i;
    auto mask = left >= kChannels ? ~__mmask32{0} : (__mmask32{1} << left) - 1;
    auto sign = _mm512_maskz_loadu_epi16(mask, x + i), gradient = _mm512_maskz_loadu_epi16(mask, g + i);
    // Positive as numbers: neither sign bit nor zero nor, beyond infinity, not a number.
    auto positive = _mm512_cmp_epu16_mask(_mm512_sub_epi16(sign, _mm512_set1_epi16(1)), _mm512_set1_epi16(0x7f80), _MM_CMPINT_LT);
    auto low = _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(gradient)), 16));
    auto high = _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(gradient, 1)), 16));
    auto sloped = (__m512i)_mm512_cvtne2ps_pbh(_mm512_mul_ps(high, factor), _mm512_mul_ps(low, factor));
    _mm512_mask_storeu_epi16(y + i, mask, _mm512_mask_blend_epi16(positive, sloped, gradient));
  }
}

}  // namespace layers
#else
namespace layers {
void moments(const bf16*, int64_t, int64_t, float*) {}
void gradient_moments(const bf16*, const bf16*, int64_t, int64_t, const float*, float*) {}
void scale(const bf16*, int64_t, int64_t, const float*, const float*, bf16*) {}
void combine(const bf16*, const bf16*, int64_t, int64_t, const float*, const float*, const float*, bf16*) {}
void leaky(const bf16*, const bf16*, int64_t, float, bf16*) {}
}  // namespace layers
#endif
