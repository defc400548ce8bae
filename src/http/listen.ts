/** Listening, and where. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { AssistantError } from '../errors.ts';

export interface Listening {
  readonly port: number;
  readonly host: string;
}

/** @throws AssistantError `configuration` when somebody else listens there */
export async function listen(http: FastifyInstance, { port, host }: Listening): Promise<void> {
  try {
    await http.listen({ port, host });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    const sentence = `Port ${port} of ${host} is taken. Stop what uses it, or set PORT to another.`;
    throw new AssistantError('configuration', sentence, { cause: error });
  }
}

/** Where it listens, as this machine reaches it. */
export function localUrl(http: FastifyInstance, host: string): string {
  const { port } = http.server.address() as AddressInfo;
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}
