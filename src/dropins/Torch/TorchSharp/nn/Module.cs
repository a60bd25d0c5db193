using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A part of a network: parameters, buffers and further modules, found in its fields by RegisterComponents().</summary>
        public partial class Module : IDisposable
        {
            private readonly List<(string Name, Module Module)> _modules = [];
            private readonly List<(string Name, Parameter Parameter)> _parameters = [];
            private readonly List<(string Name, Tensor Buffer, bool Persistent)> _buffers = [];
            private bool _training = true;
            private bool _registered;

            protected string name;

            protected Module(string name) => this.name = name;

            public virtual bool training => _training;

            public virtual string GetName() => name;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, module) in _modules)
                {
                    module.train(train);
                }
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                ArgumentNullException.ThrowIfNull(fn);
                foreach (var (_, module) in _modules)
                {
                    module.apply(fn);
                }

                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    ClearGradient(parameter, set_to_none);
                }
            }

            public Module requires_grad_(bool requires_grad = true)
            {
                foreach (var parameter in parameters())
                {
                    parameter.requires_grad = requires_grad;
                }

                return this;
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (_buffers.Exists(buffer => buffer.Name == name))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }

                _buffers.Add((name, tensor, persistent));
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                if (_parameters.Exists(parameter => parameter.Name == name))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }

                _parameters.Add((name, param));
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_module(string name, Module submodule)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                if (submodule is null)
                {
                    _modules.RemoveAll(module => module.Name == name);
                    return;
                }

                if (name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                }

                if (_modules.Exists(module => module.Name == name))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }

                submodule.RegisterComponents();
                _modules.Add((name, submodule));
            }

            protected virtual void RegisterComponents()
            {
                if (_registered)
                {
                    return;
                }

                foreach (var field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    var component = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    if (_modules.Exists(m => m.Name == component) || _parameters.Exists(p => p.Name == component) || _buffers.Exists(b => b.Name == component))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(component, module);
                            break;
                        case Parameter parameter:
                            register_parameter(component, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(component, tensor);
                            break;
                    }
                }

                _registered = true;
            }

            protected void ConditionallyRegisterParameter(string name, Tensor? value)
            {
                var index = _parameters.FindIndex(parameter => parameter.Name == name);
                if (value is null)
                {
                    _parameters.RemoveAll(parameter => parameter.Name == name);
                    return;
                }

                var own = value as Parameter ?? new Parameter(value);
                if (index < 0)
                {
                    _parameters.Add((name, own));
                }
                else
                {
                    _parameters[index] = (name, own);
                }
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value)
            {
                var index = _buffers.FindIndex(buffer => buffer.Name == name);
                if (value is null)
                {
                    _buffers.RemoveAll(buffer => buffer.Name == name);
                }
                else if (index < 0)
                {
                    _buffers.Add((name, value, true));
                }
                else
                {
                    _buffers[index] = (name, value, _buffers[index].Persistent);
                }
            }

            protected void ClearModules() => _modules.Clear();

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                foreach (var (_, buffer, _) in _buffers)
                {
                    buffer.Dispose();
                }

                foreach (var (_, parameter) in _parameters)
                {
                    parameter.Dispose();
                }

                foreach (var (_, module) in _modules)
                {
                    module.Dispose();
                }
            }

            internal static void ClearGradient(Tensor parameter, bool setToNone)
            {
                if (setToNone)
                {
                    parameter.grad = null;
                    return;
                }

                using var gradient = parameter.grad;
                using var _ = no_grad();
                gradient?.zero_();
            }

            private protected void RegisterAll() => RegisterComponents();
        }
    }
}
