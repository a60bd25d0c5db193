using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static double clip_grad_norm_(IEnumerable<Parameter> parameters, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var silent = no_grad();
                var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                if (gradients.Length == 0)
                {
                    return 0;
                }

                var norms = Aten.List("_foreach_norm.Scalar", gradients, norm_type);
                var total = Aten.Call("norm.Scalar", stack(norms), norm_type).ToDouble();
                var coefficient = max_norm / (total + 1e-6);
                if (coefficient < 1)
                {
                    Aten.Do("_foreach_mul_.Scalar", gradients, coefficient);
                }

                return total;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> parameters, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var silent = no_grad();
                foreach (var parameter in parameters)
                {
                    parameter.grad?.clamp_(-clip_value, clip_value);
                }
            }

            public static Tensor parameters_to_vector(IEnumerable<Tensor> parameters) => cat([.. parameters.Select(parameter => parameter.flatten())]);

            public static void vector_to_parameters(Tensor vec, IEnumerable<Tensor> parameters)
            {
                using var scope = NewDisposeScope();
                using var silent = no_grad();
                var at = 0L;
                foreach (var parameter in parameters)
                {
                    parameter.copy_(vec.narrow(0, at, parameter.numel()).view_as(parameter));
                    at += parameter.numel();
                }
            }
        }
    }
}
