using EfficientMnist.Contracts.V1;
using Google.Protobuf.Reflection;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class ContractTests
{
    [Fact]
    public void Contract_HasNoFieldForALabel()
    {
        var service = DatasetStoreReflection.Descriptor.Services.Single();
        var seen = new HashSet<string>();
        var pending = new Queue<MessageDescriptor>(service.Methods.SelectMany(method => new[] { method.InputType, method.OutputType }));
        var fields = new List<string>();
        var switches = new List<string>();
        while (pending.TryDequeue(out var message))
        {
            if (!seen.Add(message.FullName)) continue;
            foreach (var field in message.Fields.InDeclarationOrder())
            {
                fields.Add(field.FullName);
                if (field.FieldType == FieldType.Bool) switches.Add(field.FullName);
                if (field.FieldType == FieldType.Message) pending.Enqueue(field.MessageType);
            }
        }
        Assert.Contains("efficientmnist.v1.StreamImagesResponse.pixels", fields);
        // An import counts for the person whose files they are, and keeps none of it.
        string[] counts = ["efficientmnist.v1.ImportResult.classes", "efficientmnist.v1.ImportResult.unlabelled", "efficientmnist.v1.ClassCount.name", "efficientmnist.v1.ClassCount.pool", "efficientmnist.v1.ClassCount.test"];
        Assert.Subset(fields.ToHashSet(), counts.ToHashSet());
        fields.RemoveAll(counts.Contains);
        // A yes or no about a whole data set tells no label.
        Assert.DoesNotContain(fields.Except(switches), field => field.Contains("label", StringComparison.OrdinalIgnoreCase) || field.Contains("target", StringComparison.OrdinalIgnoreCase));
        // Names of all classes are no label; a class of one image would be.
        Assert.Equal(["efficientmnist.v1.Dataset.class_names"], fields.Where(field => field.Contains("class", StringComparison.OrdinalIgnoreCase)));
    }
}
