// Faster routes through operators of libtorch 1.13 for bfloat16 on CPUs with AMX, where its oneDNN is far from what the
// processor can do. They take the operators' places in the dispatcher, below autograd, and hand everything else on to the
// stock ones. TORCHBRIDGE_KERNELS=stock leaves them out. Later libtorches bring their own and are left alone.
#include <torch/version.h>
#if TORCH_VERSION_MAJOR == 1 && TORCH_VERSION_MINOR == 13
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/ops/convolution_backward_native.h>
#include <ATen/ops/convolution_native.h>
#include <ATen/ops/leaky_relu_backward_cpu_dispatch.h>
#include <ATen/ops/leaky_relu_cpu_dispatch.h>
#include <ATen/ops/native_batch_norm_backward_native.h>
#include <ATen/ops/native_batch_norm_native.h>
#include <torch/library.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "amx_convolution.h"
#include "avx512_layers.h"

namespace {

using at::IntArrayRef;
using at::Tensor;
using OptionalTensor = c10::optional<Tensor>;
using Three = std::tuple<Tensor, Tensor, Tensor>;

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

template <typename T = amx::bf16>
T* data(const Tensor& tensor) { return static_cast<T*>(tensor.data_ptr()); }

bool is_images(const Tensor& tensor) {
  return tensor.scalar_type() == at::kBFloat16 && tensor.dim() == 4 && tensor.numel() > 0 && tensor.layout() == at::kStrided;
}

bool is_vector(const OptionalTensor& tensor, int64_t length) {
  return tensor.has_value() && tensor->defined() && tensor->scalar_type() == at::kFloat && tensor->numel() == length && tensor->is_contiguous();
}

bool absent(const OptionalTensor& tensor) { return !tensor.has_value() || !tensor->defined(); }

bool all_equal(IntArrayRef list, int64_t value) {
  for (auto element : list)
    if (element != value) return false;
  return true;
}

// What a convolution comes down to, if it is one for us.
c10::optional<amx::Convolution> square(const Tensor& input, const Tensor& weight, IntArrayRef stride, IntArrayRef padding,
                                       IntArrayRef dilation, bool transposed, int64_t groups) {
  if (transposed || groups != 1 || !is_images(input) || !is_images(weight) || stride.empty() || !all_equal(stride, stride[0]) ||
      weight.size(2) != weight.size(3) || weight.size(1) != input.size(1) || !all_equal(padding, weight.size(2) / 2) || !all_equal(dilation, 1))
    return {};
  amx::Convolution conv{input.size(2), input.size(3), weight.size(1), weight.size(0), weight.size(2), stride[0]};
  return amx::supports(conv) ? c10::make_optional(conv) : c10::nullopt;
}

// The images in equal parts, one for each thread, so that equal numbers of threads give equal sums.
template <typename F>
void parts(int64_t images, const F& work) {
  auto each = (images + at::get_num_threads() - 1) / at::get_num_threads();
  at::parallel_for(0, (images + each - 1) / each, 1, [&](int64_t begin, int64_t end) {
    for (auto part = begin; part < end; part++) work(part, part * each, std::min(each, images - part * each));
  });
}

Tensor convolution(const Tensor& input, const Tensor& weight, const OptionalTensor& bias, IntArrayRef stride, IntArrayRef padding,
                   IntArrayRef dilation, bool transposed, IntArrayRef output_padding, int64_t groups) {
  auto conv = absent(bias) ? square(input, weight, stride, padding, dilation, transposed, groups) : c10::nullopt;
  if (!conv) return at::native::convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups);
  auto x = input.contiguous(kChannelsLast), w = weight.contiguous(kChannelsLast);
  auto packed = at::empty({amx::kernel_elements(*conv)}, x.options());
  amx::pack_forward(*conv, data(w), data(packed));
  auto y = at::empty({x.size(0), conv->outputs, conv->out_height(), conv->out_width()}, x.options(), kChannelsLast);
  parts(x.size(0), [&](int64_t, int64_t first, int64_t count) {
    amx::forward(*conv, count, data(x) + first * x.stride(0), data(packed), data(y) + first * y.stride(0));
  });
  return y;
}

Three convolution_backward(const Tensor& gradient, const Tensor& input, const Tensor& weight, at::OptionalIntArrayRef bias,
                           IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed, IntArrayRef output_padding,
                           int64_t groups, std::array<bool, 3> mask) {
  auto conv = mask[2] ? c10::nullopt : square(input, weight, stride, padding, dilation, transposed, groups);
  if (!conv || !is_images(gradient))
    return at::native::convolution_backward(gradient, input, weight, bias, stride, padding, dilation, transposed, output_padding, groups, mask);
  auto g = gradient.contiguous(kChannelsLast);
  Tensor dx, dw;
  if (mask[0]) {
    auto w = weight.contiguous(kChannelsLast);
    auto packed = at::empty({amx::kernel_elements(*conv)}, w.options());
    amx::pack_data_gradient(*conv, data(w), data(packed));
    dx = at::empty(input.sizes(), input.options(), kChannelsLast);
    if (conv->size < conv->stride) dx.zero_();
    parts(g.size(0), [&](int64_t, int64_t first, int64_t count) {
      amx::data_gradient(*conv, count, data(g) + first * g.stride(0), data(packed), data(dx) + first * dx.stride(0));
    });
  }
  if (mask[1]) {
    auto x = input.contiguous(kChannelsLast);
    auto sums = at::zeros({at::get_num_threads(), amx::kernel_elements(*conv)}, x.options().dtype(at::kFloat));
    parts(g.size(0), [&](int64_t part, int64_t first, int64_t count) {
      amx::weight_gradient(*conv, count, data(x) + first * x.stride(0), data(g) + first * g.stride(0), data<float>(sums) + part * sums.size(1));
    });
    if (sums.size(0) > 1) sums = sums.sum(0);
    dw = at::empty(weight.sizes(), weight.options(), kChannelsLast);
    amx::finish_weight_gradient(*conv, data<float>(sums), data(dw));
  }
  return {dx, dw, Tensor()};
}

bool is_normed(const Tensor& input, const OptionalTensor& weight) {
  return is_images(input) && input.size(1) % layers::kChannels == 0 && input.is_contiguous(kChannelsLast) && is_vector(weight, input.size(1));
}

constexpr int64_t kRows = 512;  // of a part of a sum over all pixels

int64_t row_parts(int64_t rows) { return (rows + kRows - 1) / kRows; }

// Sums over the rows, two for each channel: parts of fixed size, added up in order whatever the number of threads.
template <typename F>
std::vector<double> sums(int64_t rows, int64_t channels, const F& part) {
  auto count = row_parts(rows);
  std::vector<float> partial(count * 2 * channels);
  at::parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) part(i * kRows, std::min(kRows, rows - i * kRows), partial.data() + i * 2 * channels);
  });
  std::vector<double> total(2 * channels);
  for (int64_t i = 0; i < count; i++)
    for (int64_t c = 0; c < 2 * channels; c++) total[c] += partial[i * 2 * channels + c];
  return total;
}

Three batch_norm(const Tensor& input, const OptionalTensor& weight, const OptionalTensor& bias, const OptionalTensor& running_mean,
                 const OptionalTensor& running_var, bool training, double momentum, double eps) {
  auto channels = input.dim() == 4 ? input.size(1) : 0;
  if (!training || !is_normed(input, weight) || !is_vector(bias, channels) ||
      !(absent(running_mean) ? absent(running_var) : is_vector(running_mean, channels) && is_vector(running_var, channels)))
    return at::native::batch_norm_cpu(input, weight, bias, running_mean, running_var, training, momentum, eps);
  auto rows = input.numel() / channels;
  auto x = data(input);
  auto total = sums(rows, channels, [&](int64_t first, int64_t count, float* out) { layers::moments(x + first * channels, count, channels, out); });
  auto options = input.options().dtype(at::kFloat);
  auto mean = at::empty({channels}, options), inverse = at::empty({channels}, options);
  std::vector<float> scale(channels), shift(channels);
  for (int64_t c = 0; c < channels; c++) {
    auto m = total[c] / rows, variance = std::max(0.0, total[channels + c] / rows - m * m), s = 1 / std::sqrt(variance + eps);
    data<float>(mean)[c] = static_cast<float>(m);
    data<float>(inverse)[c] = static_cast<float>(s);
    scale[c] = static_cast<float>(s * data<float>(*weight)[c]);
    shift[c] = static_cast<float>(data<float>(*bias)[c] - m * s * data<float>(*weight)[c]);
    if (absent(running_mean)) continue;
    auto &old_mean = data<float>(*running_mean)[c], &old_variance = data<float>(*running_var)[c];
    auto unbiased = rows > 1 ? variance * rows / (rows - 1) : variance;
    old_mean = static_cast<float>(momentum * m + (1 - momentum) * old_mean);
    old_variance = static_cast<float>(momentum * unbiased + (1 - momentum) * old_variance);
  }
  auto output = at::empty(input.sizes(), input.options(), kChannelsLast);
  auto y = data(output);
  at::parallel_for(0, row_parts(rows), 1, [&](int64_t begin, int64_t end) {
    auto first = begin * kRows, count = std::min(end * kRows, rows) - first;
    layers::scale(x + first * channels, count, channels, scale.data(), shift.data(), y + first * channels);
  });
  return {output, mean, inverse};
}

Three batch_norm_backward(const Tensor& gradient, const Tensor& input, const OptionalTensor& weight, const OptionalTensor& running_mean,
                          const OptionalTensor& running_var, const OptionalTensor& saved_mean, const OptionalTensor& saved_inverse,
                          bool training, double eps, std::array<bool, 3> mask) {
  auto channels = input.dim() == 4 ? input.size(1) : 0;
  if (!training || !is_normed(input, weight) || !is_images(gradient) || !is_vector(saved_mean, channels) || !is_vector(saved_inverse, channels))
    return at::native::batch_norm_backward_cpu(gradient, input, weight, running_mean, running_var, saved_mean, saved_inverse, training, eps, mask);
  auto contiguous = gradient.contiguous(kChannelsLast);
  auto rows = input.numel() / channels;
  auto x = data(input), g = data(contiguous);
  auto mean = data<float>(*saved_mean), inverse = data<float>(*saved_inverse), w = data<float>(*weight);
  auto total = sums(rows, channels, [&](int64_t first, int64_t count, float* out) {
    layers::gradient_moments(x + first * channels, g + first * channels, count, channels, mean, out);
  });
  auto dw = at::empty({channels}, weight->options()), db = at::empty({channels}, weight->options());
  std::vector<float> of_gradient(channels), of_input(channels), constant(channels);
  for (int64_t c = 0; c < channels; c++) {
    auto product = total[channels + c] * inverse[c];
    data<float>(dw)[c] = static_cast<float>(product);
    data<float>(db)[c] = static_cast<float>(total[c]);
    // dx = w / s * (g - mean(g) - xhat * mean(g * xhat))
    auto outer = static_cast<double>(w[c]) * inverse[c], slope = outer * inverse[c] * product / rows;
    of_gradient[c] = static_cast<float>(outer);
    of_input[c] = static_cast<float>(-slope);
    constant[c] = static_cast<float>(slope * mean[c] - outer * total[c] / rows);
  }
  Tensor input_gradient;
  if (mask[0]) {
    input_gradient = at::empty(input.sizes(), input.options(), kChannelsLast);
    auto dx = data(input_gradient);
    at::parallel_for(0, row_parts(rows), 1, [&](int64_t begin, int64_t end) {
      auto first = begin * kRows, count = std::min(end * kRows, rows) - first, at = first * channels;
      layers::combine(g + at, x + at, count, channels, of_gradient.data(), of_input.data(), constant.data(), dx + at);
    });
  }
  return {input_gradient, mask[1] ? dw : Tensor(), mask[2] ? db : Tensor()};
}

bool is_dense(const Tensor& tensor) {
  return tensor.scalar_type() == at::kBFloat16 && tensor.numel() > 0 && tensor.layout() == at::kStrided && tensor.is_non_overlapping_and_dense();
}

Tensor leaky_relu(const Tensor& input, const at::Scalar& slope) {
  if (!is_dense(input)) return at::cpu::leaky_relu(input, slope);
  auto output = at::empty_strided(input.sizes(), input.strides(), input.options());
  auto x = data(input), y = data(output);
  at::parallel_for(0, input.numel(), at::internal::GRAIN_SIZE, [&](int64_t begin, int64_t end) {
    layers::leaky(x + begin, x + begin, end - begin, slope.to<float>(), y + begin);
  });
  return output;
}

Tensor leaky_relu_backward(const Tensor& gradient, const Tensor& input, const at::Scalar& slope, bool is_result) {
  if (!is_dense(input) || gradient.scalar_type() != at::kBFloat16 || gradient.sizes() != input.sizes())
    return at::cpu::leaky_relu_backward(gradient, input, slope, is_result);
  auto output = at::empty_strided(input.sizes(), input.strides(), input.options());
  // Pooling's gradient, for one, has strides of its own.
  auto alike = gradient.strides() == input.strides() ? gradient : at::empty_like(output).copy_(gradient);
  auto x = data(input), g = data(alike), y = data(output);
  at::parallel_for(0, input.numel(), at::internal::GRAIN_SIZE, [&](int64_t begin, int64_t end) {
    layers::leaky(x + begin, g + begin, end - begin, slope.to<float>(), y + begin);
  });
  return output;
}

// The dispatcher warns of each place taken.
struct Silent final : c10::WarningHandler {
  void process(const c10::SourceLocation&, const std::string&, bool) override {}
};

torch::Library* install() {
  auto wish = std::getenv("TORCHBRIDGE_KERNELS");
  if ((wish != nullptr && std::strcmp(wish, "stock") == 0) || !amx::available()) return nullptr;
  Silent silent;
  c10::Warning::WarningHandlerGuard guard(&silent);
  auto library = new torch::Library(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
  library->impl("convolution", TORCH_FN(convolution));
  library->impl("convolution_backward", TORCH_FN(convolution_backward));
  library->impl("native_batch_norm", TORCH_FN(batch_norm));
  library->impl("native_batch_norm_backward", TORCH_FN(batch_norm_backward));
  library->impl("leaky_relu", TORCH_FN(leaky_relu));
  library->impl("leaky_relu_backward", TORCH_FN(leaky_relu_backward));
  return library;
}

// For as long as the process lives.
[[maybe_unused]] const auto installed = install();

}  // namespace
#endif
