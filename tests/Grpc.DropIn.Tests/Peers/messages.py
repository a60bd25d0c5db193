"""Message classes from the descriptors that the tests wrote beside this file: no protoc needed."""

import pathlib

from google.protobuf import descriptor_pb2, descriptor_pool

try:
    from google.protobuf.message_factory import GetMessageClass
except ImportError:
    from google.protobuf.message_factory import MessageFactory

    GetMessageClass = MessageFactory().GetPrototype


def load(folder):
    """Every message of the descriptor files in a folder, by full name."""
    pool = descriptor_pool.DescriptorPool()
    classes = {}
    for path in sorted(pathlib.Path(folder).glob("*.desc")):
        file = descriptor_pb2.FileDescriptorProto.FromString(path.read_bytes())
        pool.Add(file)
        for message in file.message_type:
            name = f"{file.package}.{message.name}"
            classes[name] = GetMessageClass(pool.FindMessageTypeByName(name))
    return classes
