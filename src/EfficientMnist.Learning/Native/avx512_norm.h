// Batch normalisation, an addend and a leaky rectifier in one pass over maps in bfloat16, channels last: rows of channels, a multiple
// of 32. With s and t the norm's scale and shift of a channel:
//   y = leaky(s * x + t + a)
// Nothing in here may be called on CPUs without AVX-512 for bfloat16.
#pragma once
#include <cstdint>

namespace norm {

using bf16 = uint16_t;

// sums: of the values and of their squares, float32 [2, channels], overwritten.
void moments(const bf16* x, int64_t rows, int64_t channels, float* sums);

// addend may be null.
void forward(const bf16* x, const bf16* addend, int64_t rows, int64_t channels, const float* scale, const float* shift, float slope, bf16* y);

// sums: of g, the gradient before the rectifier, and of g * (x - mean), float32 [2, channels], overwritten. g is stored where
// inner is not null.
void gradient_moments(const bf16* x, const bf16* addend, const bf16* gradient, int64_t rows, int64_t channels, const float* scale,
                      const float* shift, const float* mean, float slope, bf16* inner, float* sums);

// of_gradient * g + of_input * x + constant, with g as before and no addend.
void data_gradient(const bf16* x, const bf16* gradient, int64_t rows, int64_t channels, const float* scale, const float* shift, float slope,
                   const float* of_gradient, const float* of_input, const float* constant, bf16* input_gradient);

}  // namespace norm
