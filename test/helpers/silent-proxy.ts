/** A network that loses connections without a word: neither end of one is told, new ones work. */
import { once } from 'node:events';
import { createServer, connect as openSocket, type Socket } from 'node:net';

export interface SilentProxy extends AsyncDisposable {
  readonly port: number;
  /** Carries nothing more on the connections there are. */
  silence(): void;
}

export async function startSilentProxy(targetPort: number): Promise<SilentProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((socket) => {
    const pair = [socket, openSocket(targetPort, '127.0.0.1')] as const;
    pairs.add(pair);
    const [client, target] = pair;
    client.pipe(target).pipe(client);
    for (const end of pair) {
      end.on('error', () => undefined);
      end.on('close', () => {
        for (const other of pair) other.destroy();
        pairs.delete(pair);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    silence() {
      for (const [client, target] of pairs) {
        client.unpipe(target).pause();
        target.unpipe(client).pause();
      }
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const pair of pairs) for (const end of pair) end.destroy();
      await once(server, 'close');
    },
  };
}
