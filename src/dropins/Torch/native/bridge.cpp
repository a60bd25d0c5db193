// The bridge between TorchSharp's managed half and the libtorch that is installed (1.13 to 2.x).
//
// One function, eml_call, calls any ATen operator by its handle with boxed arguments; the rest is what is not an operator:
// tensors' lifetime and metadata, autograd, generators, modes, devices. Every function that can fail returns 0 or -1 and
// leaves the message for eml_error.
//
// A tensor handle is the TensorImpl itself with one reference owned by the caller; null is the undefined tensor.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <atomic>
#include <cstring>
#include <string>
#include <vector>

#define API extern "C" __attribute__((visibility("default")))

namespace {

using Handle = at::TensorImpl*;

enum Kind : int32_t {
  kNone = 0, kTensor, kInt, kDouble, kBool, kString, kIntList, kDoubleList, kBoolList, kTensorList, kOptionalTensorList,
  kDevice, kGenerator, kDefault
};

// Mirrored by NativeValue in C#. Lists: pointer and count; devices: type in `bits`, index in `count`.
struct Value {
  int32_t kind;
  int32_t count;
  union {
    int64_t bits;
    double number;
    void* pointer;
  };
};

struct Info {
  int32_t dtype, device_type, device_index, dimensions;
  int32_t requires_grad, is_leaf, contiguous, element_size;
  int64_t elements;
  const int64_t* sizes;
  const int64_t* strides;
  void* data;
};

#ifdef __GLIBC__
// Networks free and take the same large blocks in each step: handing them back to the system in between costs page faults,
// a seventh of a training step on a CPU.
[[maybe_unused]] const auto keep_memory =
    mallopt(M_ARENA_MAX, 1) + mallopt(M_MMAP_THRESHOLD, 1 << 28) + mallopt(M_TRIM_THRESHOLD, 1 << 30) + mallopt(M_TOP_PAD, 1 << 26);
#endif

thread_local std::string error;
std::atomic<int64_t> live{0};

at::Tensor borrow(Handle handle) {
  if (handle == nullptr) return {};
  c10::raw::intrusive_ptr::incref(handle);
  return at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(handle));
}

Handle give(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live.fetch_add(1, std::memory_order_relaxed);
  return tensor.unsafeReleaseTensorImpl();
}

void release(Handle handle) {
  live.fetch_sub(1, std::memory_order_relaxed);
  c10::raw::intrusive_ptr::decref(handle);
}

template <typename F>
int guarded(F body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    error = e.what();
  } catch (...) {
    error = "unknown native exception";
  }
  return -1;
}

std::vector<at::Tensor> tensors(const Handle* handles, int32_t count) {
  std::vector<at::Tensor> list;
  list.reserve(count);
  for (int32_t i = 0; i < count; i++) list.push_back(borrow(handles[i]));
  return list;
}

c10::IValue box(const Value& value) {
  switch (value.kind) {
    case kNone: return {};
    case kTensor: return borrow(static_cast<Handle>(value.pointer));
    case kInt: return value.bits;
    case kDouble: return value.number;
    case kBool: return value.bits != 0;
    case kString: return std::string(static_cast<const char*>(value.pointer), value.count);
    case kIntList: {
      auto data = static_cast<const int64_t*>(value.pointer);
      return std::vector<int64_t>(data, data + value.count);
    }
    case kDoubleList: {
      auto data = static_cast<const double*>(value.pointer);
      return std::vector<double>(data, data + value.count);
    }
    case kBoolList: {
      c10::List<bool> list;
      for (int32_t i = 0; i < value.count; i++) list.push_back(static_cast<const int64_t*>(value.pointer)[i] != 0);
      return list;
    }
    case kTensorList: return tensors(static_cast<const Handle*>(value.pointer), value.count);
    case kOptionalTensorList: {
      c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
      for (int32_t i = 0; i < value.count; i++) {
        auto handle = static_cast<const Handle*>(value.pointer)[i];
        list.push_back(handle == nullptr ? c10::IValue() : c10::IValue(borrow(handle)));
      }
      return list;
    }
    case kDevice: return c10::Device(static_cast<c10::DeviceType>(value.bits), static_cast<c10::DeviceIndex>(value.count));
    case kGenerator: return *static_cast<at::Generator*>(value.pointer);
    default: TORCH_CHECK(false, "unknown argument kind ", value.kind);
  }
}

// Lists of results stay in this buffer until the thread's next call; the caller owns the handles in it.
thread_local std::vector<Handle> results;

Value unbox(c10::IValue value) {
  Value out{kNone, 0, {0}};
  if (value.isTensor()) {
    out.kind = kTensor;
    out.pointer = give(std::move(value).toTensor());
  } else if (value.isTensorList()) {
    results.clear();
    for (auto& tensor : value.toTensorVector()) results.push_back(give(tensor));
    out.kind = kTensorList;
    out.count = static_cast<int32_t>(results.size());
    out.pointer = results.data();
  } else if (value.isInt()) {
    out.kind = kInt;
    out.bits = value.toInt();
  } else if (value.isDouble()) {
    out.kind = kDouble;
    out.number = value.toDouble();
  } else if (value.isBool()) {
    out.kind = kBool;
    out.bits = value.toBool();
  } else {
    TORCH_CHECK(value.isNone(), "a result of type ", value.tagKind(), " is not supported");
  }
  return out;
}

// An autograd node whose backward is managed code.
using Backward = int32_t (*)(int64_t id, const Handle* grads, int32_t n_grads, Handle* out, int32_t n_out);
using Forget = void (*)(int64_t id);

struct ManagedNode final : torch::autograd::Node {
  ManagedNode(int64_t id, int32_t inputs, Backward backward, Forget forget)
      : id(id), inputs(inputs), backward(backward), forget(forget) {}
  ~ManagedNode() override { forget(id); }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& grads) override {
    std::vector<Handle> in, out(inputs, nullptr);
    for (auto& grad : grads) in.push_back(give(std::move(grad)));
    TORCH_CHECK(backward(id, in.data(), static_cast<int32_t>(in.size()), out.data(), inputs) == 0,
                "the backward of a custom autograd function threw an exception");
    torch::autograd::variable_list list;
    for (auto handle : out) {
      list.push_back(borrow(handle));
      if (handle != nullptr) release(handle);
    }
    return list;
  }

  int64_t id;
  int32_t inputs;
  Backward backward;
  Forget forget;
};

}  // namespace

API const char* eml_error() { return error.c_str(); }
API const char* eml_version() { return TORCH_VERSION; }
API int64_t eml_live() { return live.load(std::memory_order_relaxed); }

// Finds an operator ("aten::add", "Tensor"); null where this libtorch does not have it.
API void* eml_find(const char* name, const char* overload) {
  void* found = nullptr;
  guarded([&] {
    auto op = c10::Dispatcher::singleton().findSchema({name, overload});
    if (op.has_value()) found = new c10::OperatorHandle(*op);
    else error = std::string("libtorch ") + TORCH_VERSION + " has no operator " + name + "." + overload;
  });
  return found;
}

// Calls an operator. Missing trailing arguments, and those of kind kDefault, take the schema's default. With capacity 0 the
// results are dropped (in-place operators); otherwise up to `capacity` are written and *n_out says how many.
API int32_t eml_call(const c10::OperatorHandle* op, const Value* args, int32_t n_args, Value* out, int32_t capacity, int32_t* n_out) {
  return guarded([&] {
    const auto& schema = op->schema().arguments();
    torch::jit::Stack stack;
    stack.reserve(schema.size());
    TORCH_CHECK(static_cast<size_t>(n_args) <= schema.size(), "too many arguments for ", op->schema());
    for (size_t i = 0; i < schema.size(); i++) {
      if (i < static_cast<size_t>(n_args) && args[i].kind != kDefault) {
        stack.push_back(box(args[i]));
      } else {
        TORCH_CHECK(schema[i].default_value().has_value(), "argument ", schema[i].name(), " is missing for ", op->schema());
        stack.push_back(*schema[i].default_value());
      }
    }
    op->callBoxed(stack);
    int32_t count = capacity == 0 ? 0 : static_cast<int32_t>(stack.size());
    TORCH_CHECK(count <= capacity, "too many results from ", op->schema());
    for (int32_t i = 0; i < count; i++) out[i] = unbox(std::move(stack[i]));
    if (n_out != nullptr) *n_out = count;
  });
}

API void eml_free(Handle handle) {
  if (handle != nullptr) release(handle);
}

API Handle eml_alias(Handle handle) { return give(borrow(handle)); }

API int32_t eml_info(Handle handle, Info* info) {
  return guarded([&] {
    auto tensor = borrow(handle);
    auto device = tensor.device();
    *info = {static_cast<int32_t>(tensor.scalar_type()), static_cast<int32_t>(device.type()), device.index(),
             static_cast<int32_t>(tensor.dim()), tensor.requires_grad(), tensor.is_leaf(), tensor.is_contiguous(),
             static_cast<int32_t>(tensor.element_size()), tensor.numel(), tensor.sizes().data(), tensor.strides().data(),
             tensor.has_storage() ? tensor.data_ptr() : nullptr};
  });
}

API int32_t eml_contiguous_in(Handle handle, int32_t format) {
  return borrow(handle).is_contiguous(static_cast<c10::MemoryFormat>(format));
}

API int32_t eml_set_requires_grad(Handle handle, int32_t value) {
  return guarded([&] { borrow(handle).set_requires_grad(value != 0); });
}

API int32_t eml_grad(Handle handle, Handle* grad) {
  return guarded([&] { *grad = give(borrow(handle).mutable_grad()); });
}

API int32_t eml_set_grad(Handle handle, Handle grad) {
  return guarded([&] { borrow(handle).mutable_grad() = borrow(grad); });
}

API int32_t eml_set_data(Handle handle, Handle data) {
  return guarded([&] { borrow(handle).set_data(borrow(data)); });
}

API int32_t eml_backward(const Handle* roots, int32_t n, const Handle* grads, int32_t retain, int32_t create) {
  return guarded([&] {
    torch::autograd::backward(tensors(roots, n), grads == nullptr ? std::vector<at::Tensor>() : tensors(grads, n), retain != 0, create != 0);
  });
}

API int32_t eml_gradients(const Handle* outputs, int32_t n, const Handle* inputs, int32_t m, const Handle* grads,
                          int32_t retain, int32_t create, int32_t allow_unused, Handle* out) {
  return guarded([&] {
    auto list = torch::autograd::grad(tensors(outputs, n), tensors(inputs, m),
                                      grads == nullptr ? std::vector<at::Tensor>() : tensors(grads, n), retain != 0, create != 0, allow_unused != 0);
    for (int32_t i = 0; i < m; i++) out[i] = give(list[i]);
  });
}

// Hangs managed code into the graph: `outputs` become functions of `inputs`. An output that is an input itself is replaced
// by an alias of it. Returns with *attached = 0 when no gradient is wanted.
API int32_t eml_attach(int64_t id, const Handle* inputs, int32_t n, Handle* outputs, int32_t m, Backward backward, Forget forget,
                       int32_t* attached) {
  *attached = 0;
  return guarded([&] {
    auto in = tensors(inputs, n);
    bool wanted = false;
    for (auto& tensor : in) wanted = wanted || (tensor.defined() && tensor.requires_grad());
    if (!wanted || !at::GradMode::is_enabled()) return;
    std::shared_ptr<ManagedNode> node(new ManagedNode(id, n, backward, forget), torch::autograd::deleteNode);
    *attached = 1;
    node->set_next_edges(torch::autograd::collect_next_edges(in));
    for (int32_t i = 0; i < m; i++) {
      auto output = borrow(outputs[i]);
      for (int32_t j = 0; j < n; j++) {
        if (outputs[i] != inputs[j]) continue;
        output = output.detach();
        outputs[i] = give(output);
        break;
      }
      torch::autograd::set_history(output, node);
    }
  });
}

API int32_t eml_grad_mode(int32_t value) {
  auto before = at::GradMode::is_enabled();
  if (value >= 0) at::GradMode::set_enabled(value != 0);
  return before;
}

API void* eml_inference_begin(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }
API void eml_inference_end(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
API int32_t eml_is_inference() { return c10::InferenceMode::is_enabled(); }

API int32_t eml_manual_seed(int64_t seed) {
  return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

// A generator of its own (fresh) or the device's default one.
API void* eml_generator(int32_t device_type, int32_t device_index, int32_t fresh) {
  at::Generator* generator = nullptr;
  guarded([&] {
    c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    auto shared = device.is_cpu() ? at::detail::getDefaultCPUGenerator() : at::globalContext().defaultGenerator(device);
    generator = new at::Generator(fresh ? shared.clone() : shared);
  });
  return generator;
}

API void eml_generator_free(at::Generator* generator) { delete generator; }

API int32_t eml_generator_seed(at::Generator* generator, int64_t seed) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_current_seed(static_cast<uint64_t>(seed));
  });
}

API int64_t eml_generator_initial_seed(at::Generator* generator) { return static_cast<int64_t>(generator->current_seed()); }

API int32_t eml_generator_state(at::Generator* generator, Handle* state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    *state = give(generator->get_state());
  });
}

API int32_t eml_generator_set_state(at::Generator* generator, Handle state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_state(borrow(state));
  });
}

API int32_t eml_set_default_dtype(int32_t dtype) {
  return guarded([&] { c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype))); });
}

// OpenBLAS, which distributions build libtorch against, keeps threads of its own: two callers at once would wait for one
// another there, spinning. With one thread each multiplies by itself.
static void set_blas_threads(int32_t n) {
  using Set = void (*)(int);
  static const auto set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set) set(n);
}

API void eml_set_threads(int32_t n) {
  at::set_num_threads(n);
  set_blas_threads(n);
}
API int32_t eml_threads() { return at::get_num_threads(); }
API int32_t eml_set_interop_threads(int32_t n) { return guarded([&] { at::set_num_interop_threads(n); }); }
API int32_t eml_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }

API int32_t eml_cuda_available() {
  int32_t available = 0;
  guarded([&] { available = torch::cuda::is_available(); });
  return available;
}

API int32_t eml_cuda_count() {
  int32_t count = 0;
  guarded([&] { count = static_cast<int32_t>(torch::cuda::device_count()); });
  return count;
}

API int32_t eml_cuda_synchronize(int64_t device) {
  return guarded([&] { torch::cuda::synchronize(device); });
}

API void eml_allow_tf32(int32_t matmul, int32_t cudnn) {
  if (matmul >= 0) at::globalContext().setAllowTF32CuBLAS(matmul != 0);
  if (cudnn >= 0) at::globalContext().setAllowTF32CuDNN(cudnn != 0);
}

API int32_t eml_get_tf32(int32_t cudnn) {
  return cudnn ? at::globalContext().allowTF32CuDNN() : at::globalContext().allowTF32CuBLAS();
}

API void eml_cudnn_benchmark(int32_t value) { at::globalContext().setBenchmarkCuDNN(value != 0); }
