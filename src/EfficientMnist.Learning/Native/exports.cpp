// What C# calls. This file is compiled for any x86-64, so that asking what the processor can do is safe on each.
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "amx_convolution.h"
#include "avx512_norm.h"

#define EML_EXPORT extern "C" __attribute__((visibility("default")))

using amx::bf16;
using amx::Convolution;

// The system lets a process use the tiles only once it has asked for them; that holds for all its threads.
EML_EXPORT int eml_available() {
  constexpr long kRequestPermission = 0x1023, kTileData = 18;
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("amx-bf16") &&
         syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

EML_EXPORT int eml_convolution_supports(const Convolution* conv) { return amx::supports(*conv); }

// Each packs the kernel of [outputs, size, size, inputs] anew: it changes with every step.
EML_EXPORT void eml_convolution_forward(const Convolution* conv, int64_t images, const bf16* input, const bf16* kernel, bf16* output) {
  std::vector<bf16> packed(amx::kernel_elements(*conv));
  amx::pack_forward(*conv, kernel, packed.data());
  amx::forward(*conv, images, input, packed.data(), output);
}

EML_EXPORT void eml_convolution_data_gradient(const Convolution* conv, int64_t images, const bf16* gradient, const bf16* kernel,
                                              bf16* input_gradient) {
  std::vector<bf16> packed(amx::kernel_elements(*conv));
  amx::pack_data_gradient(*conv, kernel, packed.data());
  // Pixels that no tap of the kernel falls on.
  if (conv->size < conv->stride) std::memset(input_gradient, 0, images * conv->height * conv->width * conv->inputs * sizeof(bf16));
  amx::data_gradient(*conv, images, gradient, packed.data(), input_gradient);
}

// Adds to sums, which a later call rounds to the kernel's gradient: parts of a batch may have sums of their own.
EML_EXPORT void eml_convolution_weight_gradient(const Convolution* conv, int64_t images, const bf16* input, const bf16* gradient, float* sums) {
  amx::weight_gradient(*conv, images, input, gradient, sums);
}

EML_EXPORT void eml_convolution_finish_weight_gradient(const Convolution* conv, const float* sums, bf16* kernel_gradient) {
  amx::finish_weight_gradient(*conv, sums, kernel_gradient);
}

EML_EXPORT void eml_norm_moments(const bf16* x, int64_t rows, int64_t channels, float* sums) { norm::moments(x, rows, channels, sums); }

EML_EXPORT void eml_norm_forward(const bf16* x, const bf16* addend, int64_t rows, int64_t channels, const float* scale, const float* shift,
                                 float slope, bf16* y) {
  norm::forward(x, addend, rows, channels, scale, shift, slope, y);
}

EML_EXPORT void eml_norm_gradient_moments(const bf16* x, const bf16* addend, const bf16* gradient, int64_t rows, int64_t channels,
                                          const float* scale, const float* shift, const float* mean, float slope, bf16* inner, float* sums) {
  norm::gradient_moments(x, addend, gradient, rows, channels, scale, shift, mean, slope, inner, sums);
}

EML_EXPORT void eml_norm_data_gradient(const bf16* x, const bf16* gradient, int64_t rows, int64_t channels, const float* scale,
                                       const float* shift, float slope, const float* of_gradient, const float* of_input, const float* constant,
                                       bf16* input_gradient) {
  norm::data_gradient(x, gradient, rows, channels, scale, shift, slope, of_gradient, of_input, constant, input_gradient);
}
