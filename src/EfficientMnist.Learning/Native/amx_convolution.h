// Square convolutions in bfloat16 on CPUs with AMX, all tensors channels-last. Nothing in here may be called on other CPUs.
#pragma once
#include <cstdint>

namespace amx {

using bf16 = uint16_t;

struct Convolution {
  int64_t height, width, inputs, outputs, size, stride;

  int64_t out_height() const { return (height - 1) / stride + 1; }
  int64_t out_width() const { return (width - 1) / stride + 1; }
};

// Padding is size / 2, size 1 or 3, stride 1 or 2, both channels multiples of 32.
bool supports(const Convolution& conv);

// Elements of a kernel, packed or not, and packing one of [outputs, size, size, inputs] for the forward pass or the data's gradient.
int64_t kernel_elements(const Convolution& conv);
void pack_forward(const Convolution& conv, const bf16* kernel, bf16* packed);
void pack_data_gradient(const Convolution& conv, const bf16* kernel, bf16* packed);

// Each works on so many images and may run on several threads at once for different ones.
void forward(const Convolution& conv, int64_t images, const bf16* input, const bf16* packed, bf16* output);
// The gradient of the input must be zero before where the kernel is smaller than the stride.
void data_gradient(const Convolution& conv, int64_t images, const bf16* gradient, const bf16* packed, bf16* input_gradient);
// Adds to sums, float32 [kernel_elements].
void weight_gradient(const Convolution& conv, int64_t images, const bf16* input, const bf16* gradient, float* sums);
// Rounds the sums to a kernel's gradient of [outputs, size, size, inputs].
void finish_weight_gradient(const Convolution& conv, const float* sums, bf16* kernel_gradient);

}  // namespace amx
