/**
 * A server that answers as CNJ's DataJud does, and refuses what DataJud would refuse: another method, an
 * index there is none of, another key, another form of the request. It misbehaves on order.
 *
 * Sources: CNJ, DataJud-Wiki, "Ex. 1" and the list of endpoints (91 indices); what errors look like was
 * observed by others: an object `error` and a `status`, as Elasticsearch has them.
 */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const STATES = 'ac al ap am ba ce df es go ma mt ms mg pa pb pr pe pi rj rn rs ro rr sc se sp to'.split(' ');
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

/** As the Wiki lists them, written down by rule. */
export const INDICES: readonly string[] = [
  ...['tst', 'tse', 'stj', 'stm', 'tjmmg', 'tjmrs', 'tjmsp'],
  ...upTo(6).map((region) => `trf${region}`),
  ...upTo(24).map((region) => `trt${region}`),
  ...STATES.map((state) => (state === 'df' ? 'tre-dft' : `tre-${state}`)),
  ...STATES.map((state) => (state === 'df' ? 'tjdft' : `tj${state}`)),
];

/** The answer to the Wiki's first example, and its number; undefined where it is not on this machine. */
const EXAMPLE = join(import.meta.dirname, '../../../shared/data/datajud/official-example1.json');
export const EXAMPLE_NUMBER = '00008323520184013202';
export const officialExample: string | undefined = existsSync(EXAMPLE)
  ? readFileSync(EXAMPLE, 'utf8')
  : undefined;

const requestBody = z.strictObject({
  query: z.strictObject({ match: z.strictObject({ numeroProcesso: z.string().regex(/^\d{20}$/) }) }),
});

/** How one request is answered. */
export interface DatajudReply {
  /** What is found: each `_source`. */
  readonly sources?: readonly object[];
  readonly timedOut?: boolean;
  readonly failedShards?: number;
  /** The whole body, in place of what was found. */
  readonly raw?: string;
  readonly contentType?: string;
  readonly status?: number;
  readonly retryAfter?: string;
  readonly delayMs?: number;
  /** `cut`: half of it, as if it were whole. `hang`: nothing at all. `stall`: half of it, and no more. */
  readonly end?: 'whole' | 'cut' | 'hang' | 'stall' | 'reset';
}

export interface DatajudRequest {
  readonly index: string;
  readonly caseNumber: string;
}

export interface DatajudServer extends AsyncDisposable {
  readonly url: string;
  /** Those that were well-formed. */
  readonly requests: readonly DatajudRequest[];
  /** Those that were refused, and why. */
  readonly refused: readonly string[];
  /** For every request from now on. */
  reply(reply: DatajudReply | ((request: DatajudRequest, before: number) => DatajudReply)): void;
}

export const KEY = 'a-key-of-these-tests';

function writeAnswer({ sources = [], timedOut = false, failedShards = 0 }: DatajudReply): string {
  const hits = sources.map((source, at) => ({ _index: 'i', _id: `id-${at}`, _score: 13.9, _source: source }));
  return JSON.stringify({
    took: 41,
    timed_out: timedOut,
    _shards: { total: 7, successful: 7 - failedShards, skipped: 0, failed: failedShards },
    hits: { total: { value: hits.length, relation: 'eq' }, max_score: hits.length ? 13.9 : null, hits },
  });
}

const errorBody = (type: string, status: number): string =>
  JSON.stringify({ error: { type, reason: type, root_cause: [{ type, reason: type }] }, status });

async function send(response: ServerResponse, reply: DatajudReply): Promise<void> {
  const { status = 200, contentType = 'application/json; charset=UTF-8', retryAfter, end = 'whole' } = reply;
  if (reply.delayMs) await pause(reply.delayMs);
  if (end === 'hang') return;
  if (end === 'reset') return void response.destroy();
  const failed = status >= 400 ? errorBody('as_scripted', status) : writeAnswer(reply);
  const body = Buffer.from(reply.raw ?? failed);
  response.writeHead(status, {
    'content-type': contentType,
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  if (end === 'whole') return void response.end(body);
  const half = body.subarray(0, body.length / 2);
  if (end === 'cut') response.end(half);
  else response.write(half);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

export interface DatajudServerOptions {
  readonly indices?: readonly string[];
}

/** Listens on a port of its own, on this machine only. */
export async function startDatajud({ indices = INDICES }: DatajudServerOptions = {}): Promise<DatajudServer> {
  const requests: DatajudRequest[] = [];
  const refused: string[] = [];
  let replyTo: (request: DatajudRequest, before: number) => DatajudReply = () => ({});

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '', headers } = incoming;
    const refuse = (status: number, why: string) => {
      refused.push(why);
      return send(response, { status, raw: errorBody(why, status) });
    };
    if (headers.authorization !== `APIKey ${KEY}`) return refuse(401, 'security_exception');
    const index = /^\/api_publica_([a-z0-9-]+)\/_search$/.exec(url)?.[1];
    if (index === undefined || !indices.includes(index)) return refuse(404, 'index_not_found_exception');
    if (method !== 'POST') return refuse(405, 'method_not_allowed');
    if (headers['content-type'] !== 'application/json') return refuse(406, 'content_type_header');
    const body = requestBody.safeParse(await readBody(incoming).catch(() => undefined));
    if (!body.success) return refuse(400, 'x_content_parse_exception');
    const request = { index, caseNumber: body.data.query.match.numeroProcesso };
    requests.push(request);
    await send(response, replyTo(request, requests.length - 1));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    refused,
    reply(reply) {
      replyTo = typeof reply === 'function' ? reply : () => reply;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A number that carries its check digits. @param court `8.26` */
export function makeNumber(court: string, sequence = 1234, year = 2021): string {
  const [segment = '', code = ''] = court.split('.');
  const [head, tail] = [String(sequence).padStart(7, '0'), `${year}${segment}${code}0100`];
  const check = 98n - (BigInt(`${head}${tail}00`) % 97n);
  return `${head}${String(check).padStart(2, '0')}${tail}`;
}

export const movement = (codigo: number, nome: string, day: string, ...details: readonly string[]) => ({
  codigo,
  nome,
  dataHora: day.length > 10 ? day : `${day}T12:00:00.000Z`,
  ...(details.length > 0
    ? {
        complementosTabelados: details.map((detail, at) => ({
          codigo: at,
          valor: at,
          nome: detail,
          descricao: 'situacao_da_audiencia',
        })),
      }
    : {}),
});

/** A case as DataJud has it. */
export const makeSource = (numeroProcesso: string, fields: object = {}) => ({
  numeroProcesso,
  classe: { codigo: 7, nome: 'Procedimento Comum Cível' },
  sistema: { codigo: 3, nome: 'SAJ' },
  formato: { codigo: 1, nome: 'Eletrônico' },
  tribunal: 'TJSP',
  dataHoraUltimaAtualizacao: '2026-10-02T09:10:11.000Z',
  grau: 'G1',
  '@timestamp': '2026-10-03T00:00:00.000Z',
  dataAjuizamento: '2021-03-04T00:00:00.000Z',
  movimentos: [
    movement(26, 'Distribuição', '2021-03-04'),
    movement(51, 'Conclusão', '2026-09-30', 'para julgamento'),
  ],
  nivelSigilo: 0,
  orgaoJulgador: { codigoMunicipioIBGE: 3550308, codigo: 1234, nome: '2ª Vara Cível' },
  assuntos: [{ codigo: 6220, nome: 'Indenização por Dano Moral' }],
  ...fields,
});
