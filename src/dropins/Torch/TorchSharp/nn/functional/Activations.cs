using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor input, bool inplace = false) => inplace ? input.Do("relu_", input) : Aten.Call("relu", input);
            public static Tensor relu6(Tensor input, bool inplace = false) => inplace ? input.Do("relu6_", input) : Aten.Call("relu6", input);
            public static Tensor sigmoid(Tensor input, bool inplace = false) => inplace ? input.sigmoid_() : input.sigmoid();
            public static Tensor tanh(Tensor input, bool inplace = false) => inplace ? input.tanh_() : input.tanh();
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.Do("silu_", x) : Aten.Call("silu", x);
            public static Tensor gelu(Tensor x, bool inplace = false) => inplace ? x.Do("gelu_", x) : x.gelu();
            public static Tensor mish(Tensor x, bool inplace = false) => inplace ? x.Do("mish_", x) : Aten.Call("mish", x);
            public static Tensor hardswish(Tensor x, bool inplace = false) => inplace ? x.Do("hardswish_", x) : Aten.Call("hardswish", x);
            public static Tensor hardsigmoid(Tensor x, bool inplace = false) => inplace ? x.Do("hardsigmoid_", x) : Aten.Call("hardsigmoid", x);
            public static Tensor selu(Tensor x, bool inplace = false) => inplace ? x.Do("selu_", x) : Aten.Call("selu", x);
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => inplace ? input.leaky_relu_(negative_slope) : input.leaky_relu(negative_slope);
            public static Tensor elu(Tensor x, double alpha = 1.0, bool inplace = false) => inplace ? x.Do("elu_", x, alpha) : x.elu(alpha);
            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => x.softplus(beta, threshold);
            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) => inplace ? x.Do("hardtanh_", x, min_val, max_val) : Aten.Call("hardtanh", x, min_val, max_val);
            public static Tensor logsigmoid(Tensor x) => Aten.Call("log_sigmoid", x);
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace ? input.Do("dropout_", input, p, training) : Aten.Call("dropout", input, p, training);
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace ? input.Do("feature_dropout_", input, p, training) : Aten.Call("feature_dropout", input, p, training);
        }
    }
}
