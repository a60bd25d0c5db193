using System.Linq.Expressions;
using System.Reflection;

namespace EfficientMnist.Core.Options;

/// <summary>A property of an immutable record: what <c>record with { Property = value }</c> does, for a property known by name only.</summary>
internal sealed class RecordProperty<T, TValue>
{
    private static readonly MethodInfo Copy = typeof(T).GetMethod("<Clone>$") ?? throw new ArgumentException($"{typeof(T)} is no record.");

    private readonly PropertyInfo _property;

    public RecordProperty(Expression<Func<T, TValue>> property)
    {
        _property = property.Body is MemberExpression { Member: PropertyInfo { SetMethod: not null } found, Expression: ParameterExpression }
            ? found
            : throw new ArgumentException($"{property} is no property of {typeof(T).Name} that can be initialised.", nameof(property));
    }

    public TValue Get(T record) => (TValue)_property.GetValue(record)!;

    public T With(T record, TValue value)
    {
        var copy = Copy.Invoke(record, null)!;
        _property.SetValue(copy, value);
        return (T)copy;
    }
}
