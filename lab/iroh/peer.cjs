// A real iroh endpoint. `pair RELAY`: two of them, one sends to the other and reads it back. `dial RELAY ID`: one that dials a
// node by its id (hexadecimal) until it is stopped. Says what happens, a line each.
const { Endpoint, EndpointAddr, EndpointId, RelayMode, presetMinimal } = require('@number0/iroh')

const ALPN = Array.from(Buffer.from('usb-share-interop/1'))
const say = (line) => process.stdout.write(line + '\n')

async function endpoint(relay) {
  const builder = Endpoint.builder()
  presetMinimal(builder)
  builder.alpns([ALPN])
  builder.relayMode(RelayMode.customFromUrls([relay]))
  const bound = await builder.bind()
  await bound.online()
  say('online ' + Buffer.from(bound.id().toBytes()).toString('hex'))
  return bound
}

async function pair(relay) {
  const server = await endpoint(relay)
  const client = await endpoint(relay)
  const served = (async () => {
    const connection = await (await (await server.acceptNext()).accept()).connect()
    const stream = await connection.acceptBi()
    const data = await stream.recv.readToEnd(1 << 20)
    await stream.send.writeAll(data)
    await stream.send.finish()
    await connection.closed()
  })()
  const connection = await client.connect(new EndpointAddr(server.id(), relay), ALPN)
  say('paths ' + connection.paths().map((path) => (path.isRelay ? 'relay' : 'ip')).join(' '))
  const stream = await connection.openBi()
  const sent = Array.from({ length: 100000 }, (_, i) => i % 251)
  await stream.send.writeAll(sent)
  await stream.send.finish()
  const back = await stream.recv.readToEnd(1 << 20)
  say('echoed ' + (Buffer.compare(Buffer.from(sent), Buffer.from(back)) === 0 ? back.length : 'wrong'))
  connection.close(0n, [])
  await served
}

async function dial(relay, id) {
  const bound = await endpoint(relay)
  const address = new EndpointAddr(EndpointId.fromBytes(Array.from(Buffer.from(id, 'hex'))), relay)
  await bound.connect(address, ALPN).catch((error) => say('failed ' + error.message.split('\n')[0]))
}

const [, , command, ...args] = process.argv
const commands = { pair, dial }
commands[command](...args).then(
  () => process.exit(0),
  (error) => {
    say('error ' + error.message)
    process.exit(1)
  },
)
