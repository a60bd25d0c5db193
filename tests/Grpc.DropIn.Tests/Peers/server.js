// The echo service on @grpc/grpc-js. Prints its port; ends with its standard input.
const path = require("path");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const definition = loader.loadSync(path.join(__dirname, "echo.proto"), { keepCase: true, defaults: true });
const service = grpc.loadPackageDefinition(definition).grpc.dropin.tests.v1.Echo.service;
let cancelled = 0;

function begin(call) {
  const echoed = new grpc.Metadata();
  for (const key of ["x-echo-text", "x-echo-blob-bin"])
    for (const value of call.metadata.get(key)) echoed.add(key, value);
  call.sendMetadata(echoed);
  return echoed;
}

function failure(request, echoed) {
  if (!request.status_code) return null;
  const metadata = echoed.clone();
  metadata.set("grpc-status-details-bin", request.payload);
  return { code: request.status_code, details: request.status_detail, metadata };
}

function replyTo(request) {
  const payload = request.reply_size ? Buffer.alloc(request.reply_size, 7) : request.payload;
  return { text: request.text, payload, count: request.payload.length };
}

// Resolves to false when the call was cancelled meanwhile.
function wait(call, request) {
  if (!request.delay_ms) return Promise.resolve(true);
  return new Promise(resolve => {
    const onCancelled = () => {
      clearTimeout(timer);
      cancelled++;
      resolve(false);
    };
    const timer = setTimeout(() => {
      call.off("cancelled", onCancelled);
      resolve(true);
    }, request.delay_ms);
    call.once("cancelled", onCancelled);
  });
}

const implementation = {
  async Unary(call, callback) {
    const echoed = begin(call);
    if (call.request.text === "cancelled?") return callback(null, { count: cancelled }, echoed);
    if (!(await wait(call, call.request))) return;
    const error = failure(call.request, echoed);
    error ? callback(error) : callback(null, replyTo(call.request), echoed);
  },

  Collect(call, callback) {
    const echoed = begin(call);
    const texts = [];
    let failed = false;
    call.on("data", request => {
      const error = failure(request, echoed);
      if (error && !failed) {
        failed = true;
        callback(error);
      }
      texts.push(request.text);
    });
    call.on("end", () => failed || callback(null, { text: texts.join(""), count: texts.length }, echoed));
  },

  async Expand(call) {
    const echoed = begin(call);
    for (let i = 0; i < call.request.count; i++) {
      if (!(await wait(call, call.request))) return;
      const reply = replyTo(call.request);
      reply.text += i;
      call.write(reply);
    }
    const error = failure(call.request, echoed);
    error ? call.emit("error", error) : call.end(echoed);
  },

  Chat(call) {
    const echoed = begin(call);
    call.on("data", request => {
      const error = failure(request, echoed);
      error ? call.emit("error", error) : call.write(replyTo(request));
    });
    call.on("cancelled", () => cancelled++);
    call.on("end", () => call.end(echoed));
  },
};

const server = new grpc.Server();
server.addService(service, implementation);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`PORT ${port}`);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
