using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Move(device, dtype, non_blocking);

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => Move(new Device(deviceType, deviceIndex), null, non_blocking);

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Move(null, dtype, non_blocking);

            private Module Move(Device? device, ScalarType? dtype, bool nonBlocking)
            {
                if (dtype is { } type && !is_floating_point(type))
                {
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
                }

                if (device is not null)
                {
                    InitializeDeviceType(device.type);
                }

                foreach (var (_, module) in _modules)
                {
                    if (device is null)
                    {
                        module._to(dtype!.Value, nonBlocking);
                    }
                    else if (dtype is null)
                    {
                        module._to(device.type, device.index, nonBlocking);
                    }
                    else
                    {
                        module._to(device, dtype.Value, nonBlocking);
                    }
                }

                using var silent = no_grad();
                for (var i = 0; i < _parameters.Count; i++)
                {
                    var (name, before) = _parameters[i];
                    if (!Differs(before, device, dtype))
                    {
                        continue;
                    }

                    using var moved = before.to(dtype ?? before.dtype, device ?? before.device, non_blocking: nonBlocking);
                    var after = new Parameter(moved, before.requires_grad);
                    using var gradient = before.grad;
                    if (gradient is not null)
                    {
                        using var movedGradient = gradient.to(after.dtype, after.device);
                        after.grad = movedGradient;
                    }

                    _parameters[i] = (name, after);
                    Replace(before, after);
                }

                for (var i = 0; i < _buffers.Count; i++)
                {
                    var (name, before, persistent) = _buffers[i];
                    var own = before.is_floating_point() ? dtype : null;
                    if (Differs(before, device, own))
                    {
                        var after = before.to(own ?? before.dtype, device ?? before.device, non_blocking: nonBlocking).DetachFromDisposeScope();
                        _buffers[i] = (name, after, persistent);
                        Replace(before, after);
                    }
                }

                return this;
            }

            private static bool Differs(Tensor tensor, Device? device, ScalarType? dtype) =>
                (dtype.HasValue && tensor.dtype != dtype)
                || (device is not null && (tensor.device_type != device.type || (device.index >= 0 && device.type != DeviceType.CPU && tensor.device_index != device.index)));

            /// <summary>Moved parameters are new tensors; the fields that held the old ones must follow.</summary>
            private void Replace(Tensor before, Tensor after)
            {
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                    {
                        if (typeof(Tensor).IsAssignableFrom(field.FieldType) && ReferenceEquals(field.GetValue(this), before))
                        {
                            field.SetValue(this, after);
                        }
                    }
                }

                before.Dispose();
            }
        }
    }
}
