"""Calls our server with Python's grpcio. Prints one line of JSON for each scenario."""

import json
import sys
import threading
import time
import traceback

import grpc

from messages import load

address, descriptors = sys.argv[1:3]
messages = load(descriptors)
Request = messages["grpc.dropin.tests.v1.EchoRequest"]
Reply = messages["grpc.dropin.tests.v1.EchoReply"]
ECHO = "/grpc.dropin.tests.v1.Echo/"


class Client:
    def __init__(self, **options):
        self.channel = grpc.insecure_channel(address, **options)
        codec = dict(request_serializer=Request.SerializeToString, response_deserializer=Reply.FromString)
        self.unary = self.channel.unary_unary(ECHO + "Unary", **codec)
        self.collect = self.channel.stream_unary(ECHO + "Collect", **codec)
        self.expand = self.channel.unary_stream(ECHO + "Expand", **codec)
        self.chat = self.channel.stream_stream(ECHO + "Chat", **codec)
        self.missing = self.channel.unary_unary(ECHO + "Missing", **codec)
        self.nowhere = self.channel.unary_unary("/no.such.Service/Method", **codec)


client = Client()


def status_of(call):
    try:
        result = call()
        if hasattr(result, "__iter__"):
            list(result)
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "the condition never held"
        time.sleep(0.02)


def cancelled_count():
    return client.unary(Request(text="cancelled?")).count


def unary():
    blob = bytes(range(256)) * 400
    reply = client.unary(Request(text="grüße", payload=blob))
    assert (reply.text, reply.payload, reply.count) == ("grüße", blob, len(blob))


def empty_message():
    assert client.unary(Request()) == Reply()


def server_stream():
    assert [reply.text for reply in client.expand(Request(text="n", count=200))] == [f"n{i}" for i in range(200)]


def client_stream():
    reply = client.collect(Request(text=str(i)) for i in range(100))
    assert reply.count == 100 and reply.text == "".join(str(i) for i in range(100))


def duplex_stream():
    ready = threading.Semaphore(1)

    def requests():
        for i in range(50):
            # Only after the answer to the one before: nothing may wait in a buffer.
            assert ready.acquire(timeout=10)
            yield Request(text=str(i))

    seen = []
    for reply in client.chat(requests()):
        seen.append(reply.text)
        ready.release()
    assert seen == [str(i) for i in range(50)]


def large_message():
    reply = client.unary(Request(payload=b"x" * 3_900_000))
    assert reply.count == 3_900_000 and len(reply.payload) == 3_900_000


def metadata():
    blob = bytes(range(256))
    sent = [("x-echo-text", "plain text"), ("x-echo-blob-bin", blob), ("x-echo-blob-bin", b"")]
    for reply, call in [
        client.unary.with_call(Request(text="a"), metadata=sent),
        client.collect.with_call(iter([Request(text="a")]), metadata=sent),
    ]:
        for received in (call.initial_metadata(), call.trailing_metadata()):
            pairs = [(key, value) for key, value in received if key.startswith("x-echo")]
            assert sorted(pairs, key=repr) == sorted(sent, key=repr), pairs
    stream = client.expand(Request(text="a", count=1), metadata=sent)
    assert ("x-echo-text", "plain text") in stream.initial_metadata()
    list(stream)
    assert ("x-echo-blob-bin", blob) in stream.trailing_metadata()


def status_details():
    request = Request(status_code=9, status_detail="100 % süß\nzwei", payload=b"\x00\x01\xff")
    for call in (lambda: client.unary(request), lambda: client.collect(iter([request])), lambda: client.expand(request), lambda: client.chat(iter([request]))):
        error = status_of(call)
        assert error.code() == grpc.StatusCode.FAILED_PRECONDITION, error
        assert error.details() == "100 % süß\nzwei", error.details()
        assert ("grpc-status-details-bin", b"\x00\x01\xff") in error.trailing_metadata()


def status_after_messages():
    stream = client.expand(Request(text="n", count=3, status_code=5, status_detail="gone"))
    seen = []
    try:
        for reply in stream:
            seen.append(reply.text)
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND
    assert seen == ["n0", "n1", "n2"] and stream.code() == grpc.StatusCode.NOT_FOUND


def deadline():
    before = time.monotonic()
    error = status_of(lambda: client.unary(Request(delay_ms=60_000), timeout=0.3))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert time.monotonic() - before < 10
    error = status_of(lambda: client.expand(Request(count=100, delay_ms=50), timeout=0.4))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED


def cancellation():
    before = cancelled_count()
    call = client.unary.future(Request(delay_ms=60_000))
    time.sleep(0.3)
    call.cancel()
    until(lambda: cancelled_count() > before)
    before = cancelled_count()
    stream = client.expand(Request(count=1000, delay_ms=20))
    next(stream)
    stream.cancel()
    until(lambda: cancelled_count() > before)


def gzip():
    zipped = Client(compression=grpc.Compression.Gzip)
    blob = b"abc" * 50_000
    reply = zipped.unary(Request(text="x-gzip", payload=blob))
    assert reply.payload == blob
    assert [r.payload for r in zipped.expand(Request(count=3, payload=blob))] == [blob] * 3
    reply, call = zipped.unary.with_call(Request(payload=blob), metadata=[("x-show-encoding", "1")])
    shown = dict(call.trailing_metadata())
    assert shown.get("x-request-encoding") == "gzip", shown


def concurrent_streams():
    streams = 150
    barrier = threading.Barrier(streams)
    failures = []

    def one(number):
        try:
            queue = threading.Semaphore(1)

            def requests():
                for i in range(3):
                    assert queue.acquire(timeout=30)
                    yield Request(text=f"{number}.{i}")

            seen = []
            channel = channels[number % 2]
            for reply in channel.chat(requests()):
                seen.append(reply.text)
                if len(seen) == 1:
                    # All are open at once here.
                    barrier.wait(30)
                queue.release()
            assert seen == [f"{number}.{i}" for i in range(3)]
        except BaseException as error:
            failures.append(repr(error))
            barrier.abort()

    # A server allows 100 streams on a connection, so 150 take two.
    channels = [Client(options=[("grpc.use_local_subchannel_pool", 1)]) for _ in range(2)]
    threads = [threading.Thread(target=one, args=[i]) for i in range(streams)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures, failures[:3]


def oversize_request():
    error = status_of(lambda: client.unary(Request(payload=b"x" * 5_000_000)))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error
    error = status_of(lambda: client.collect(iter([Request(payload=b"x" * 5_000_000)])))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error
    unary()


def oversize_response():
    error = status_of(lambda: client.unary(Request(reply_size=5_000_000)))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error


def unimplemented():
    for call in (client.missing, client.nowhere):
        error = status_of(lambda: call(Request()))
        assert error.code() == grpc.StatusCode.UNIMPLEMENTED, error


def exception():
    error = status_of(lambda: client.unary(Request(text="throw")))
    assert error.code() == grpc.StatusCode.UNKNOWN and "secret" not in error.details(), error


def slow_reader():
    """Far more than the windows hold: the server has to wait for us, not to gather it all."""
    stream = client.expand(Request(count=400, reply_size=100_000))
    next(stream)
    time.sleep(1)
    assert sum(1 for _ in stream) == 399


def health():
    check, answer = messages["grpc.health.v1.HealthCheckRequest"], messages["grpc.health.v1.HealthCheckResponse"]
    codec = dict(request_serializer=check.SerializeToString, response_deserializer=answer.FromString)
    once = client.channel.unary_unary("/grpc.health.v1.Health/Check", **codec)
    watch = client.channel.unary_stream("/grpc.health.v1.Health/Watch", **codec)
    assert once(check()).status == 1
    assert status_of(lambda: once(check(service="nobody"))).code() == grpc.StatusCode.NOT_FOUND
    stream = watch(check())
    assert next(stream).status == 1
    stream.cancel()
    stream = watch(check(service="nobody"))
    assert next(stream).status == 3
    stream.cancel()


def reflection():
    from google.protobuf import descriptor_pb2

    for version in ("v1", "v1alpha"):
        ask = messages[f"grpc.reflection.{version}.ServerReflectionRequest"]
        answer = messages[f"grpc.reflection.{version}.ServerReflectionResponse"]
        info = client.channel.stream_stream(
            f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
            request_serializer=ask.SerializeToString,
            response_deserializer=answer.FromString,
        )
        listed, found, missing = info(iter([
            ask(list_services=""),
            ask(file_containing_symbol="grpc.dropin.tests.v1.Echo"),
            ask(file_containing_symbol="no.such.Symbol"),
        ]))
        names = [service.name for service in listed.list_services_response.service]
        assert "grpc.dropin.tests.v1.Echo" in names and f"grpc.reflection.{version}.ServerReflection" in names, names
        file = descriptor_pb2.FileDescriptorProto.FromString(found.file_descriptor_response.file_descriptor_proto[0])
        assert [method.name for method in file.service[0].method][:4] == ["Unary", "Collect", "Expand", "Chat"]
        assert missing.error_response.error_code == 5


SCENARIOS = [
    unary, empty_message, server_stream, client_stream, duplex_stream, large_message, metadata, status_details,
    status_after_messages, deadline, cancellation, gzip, concurrent_streams, oversize_request, oversize_response,
    unimplemented, exception, slow_reader, health, reflection,
]

for scenario in SCENARIOS:
    try:
        scenario()
        result = "ok"
    except BaseException:
        result = traceback.format_exc()
    print(json.dumps({"scenario": scenario.__name__, "result": result}), flush=True)
