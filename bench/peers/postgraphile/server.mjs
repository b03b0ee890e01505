// PostGraphile with its defaults, as production runs it: node server.mjs CONNECTION-URL PORT
import './platform.mjs'
import { createServer } from 'node:http'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'

const [url, port] = process.argv.slice(2)
const server = createServer()
server.on('error', fault => {
  console.error(fault.message)
  process.exit(1)
})
const serv = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: url, schemas: ['public'] })],
  grafserv: { graphiql: false, watch: false }
}).createServ(grafserv)
await serv.addTo(server)
server.listen(Number(port), '127.0.0.1')
