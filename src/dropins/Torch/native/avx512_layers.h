// Elementwise layers and their sums over bfloat16 rows of channels; no libtorch in here. Only where amx::available().
#pragma once
#include <cstdint>

namespace layers {

using bf16 = uint16_t;

constexpr int64_t kChannels = 32;  // all but leaky want a multiple of them

// [channels] sums of x, then of x squared.
void moments(const bf16* x, int64_t rows, int64_t channels, float* sums);
// [channels] sums of g, then of g * (x - mean).
void gradient_moments(const bf16* x, const bf16* g, int64_t rows, int64_t channels, const float* mean, float* sums);
// y = x * scale + shift
void scale(const bf16* x, int64_t rows, int64_t channels, const float* scale, const float* shift, bf16* y);
// y = g * of_gradient + x * of_input + constant
void combine(const bf16* g, const bf16* x, int64_t rows, int64_t channels, const float* of_gradient, const float* of_input, const float* constant, bf16* y);
// y = x > 0 ? g : slope * g
void leaky(const bf16* x, const bf16* g, int64_t count, float slope, bf16* y);

}  // namespace layers
