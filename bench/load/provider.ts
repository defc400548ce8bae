/** The messaging provider: takes what the assistant sends, and lets people hear it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Heard } from './people.ts';

/** Above what clients keep idle connections for, so that they, not we, close them. */
const KEEP_ALIVE_MS = 65_000;
const ACCEPTED = '{}';

/** Returns its address. */
export async function startProvider(onHeard: (heard: Heard) => void): Promise<string> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      onHeard(JSON.parse(body) as Heard);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': ACCEPTED.length });
      response.end(ACCEPTED);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/outbound`;
}
