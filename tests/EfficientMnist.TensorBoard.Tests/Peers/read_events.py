"""Reads an event file without the writer's code: every checksum is computed anew, and the messages are described here.

read_events.py FILE    prints a line of JSON for each event.
"""
import json
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

F = descriptor_pb2.FieldDescriptorProto


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 & -(crc & 1))
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        header = data[at:at + 8]
        (length,) = struct.unpack("<Q", header)
        assert struct.unpack("<I", data[at + 8:at + 12])[0] == masked(header), f"length checksum at {at}"
        body = data[at + 12:at + 12 + length]
        assert len(body) == length, f"cut short at {at}"
        (checksum,) = struct.unpack("<I", data[at + 12 + length:at + 16 + length])
        assert checksum == masked(body), f"data checksum at {at}"
        yield body
        at += 16 + length


def message(file, name, *fields):
    made = file.message_type.add(name=name)
    for number, field, kind, label, of in fields:
        made.field.add(name=field, number=number, type=kind, label=label, type_name=of)


def event_class():
    one, many = F.LABEL_OPTIONAL, F.LABEL_REPEATED
    file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="tb", syntax="proto3")
    message(file, "Event", (1, "wall_time", F.TYPE_DOUBLE, one, None), (2, "step", F.TYPE_INT64, one, None), (3, "file_version", F.TYPE_STRING, one, None),
            (5, "summary", F.TYPE_MESSAGE, one, ".tb.Summary"), (7, "session_log", F.TYPE_MESSAGE, one, ".tb.SessionLog"))
    message(file, "SessionLog", (1, "status", F.TYPE_INT32, one, None))
    message(file, "Summary", (1, "value", F.TYPE_MESSAGE, many, ".tb.Value"))
    message(file, "Value", (1, "tag", F.TYPE_STRING, one, None), (2, "simple_value", F.TYPE_FLOAT, one, None), (4, "image", F.TYPE_MESSAGE, one, ".tb.Image"))
    message(file, "Image", (1, "height", F.TYPE_INT32, one, None), (2, "width", F.TYPE_INT32, one, None), (3, "colorspace", F.TYPE_INT32, one, None),
            (4, "encoded_image_string", F.TYPE_BYTES, one, None))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("tb.Event"))


def main():
    event_of = event_class()
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    for body in records(data):
        event = event_of.FromString(body)
        assert event.SerializeToString() == body, "fields that are not known"
        values = []
        for value in event.summary.value:
            if value.HasField("image"):
                image = value.image
                width, height = struct.unpack(">II", image.encoded_image_string[16:24])
                assert image.encoded_image_string[:8] == b"\x89PNG\r\n\x1a\n"
                values.append([value.tag, [image.width, image.height, image.colorspace, width, height]])
            else:
                values.append([value.tag, round(value.simple_value, 6)])
        print(json.dumps({"time": event.wall_time, "step": event.step, "version": event.file_version, "session": event.session_log.status, "values": values}))


main()
