/** What the API tells of a protocol while its citizen waits for a person, and talks to one. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { mountRest } from '../channels/web/rest.ts';
import type { ChannelContext } from '../src/channel.ts';
import type { EventBody } from '../src/event.ts';
import { createHttp } from '../src/http/server.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { createProtocolNumber } from '../src/protocol-number.ts';
import type { WaitingPlace } from '../src/queues.ts';

const NUMBER = createProtocolNumber(new Date());

describe('a protocol in the API', () => {
  let http: FastifyInstance;
  let place: WaitingPlace | undefined;
  let bodies: readonly EventBody[] = [];

  before(async () => {
    const options = { trustProxy: false, origins: [], version: '0', metrics: createMetrics() };
    http = await createHttp({ ...options, log: createLog('silent') });
    const at = new Date('2026-11-23T12:00:00Z');
    const context = {
      http,
      verifyAddress: () => 'me',
      findContact: async () => 'contact',
      findPlace: async () => place,
      findProtocol: async () => ({
        protocolNumber: NUMBER,
        conversationId: 'c',
        status: 'waiting',
        openedAt: at,
        lastEventAt: at,
      }),
      transcript: async () =>
        bodies.map((body, index) => ({
          event: { conversationId: 'c', seq: index + 1, body, understanding: null, createdAt: at },
          protocolNumber: NUMBER,
          externalId: null,
          delivery: 'sent',
        })),
    } as unknown as ChannelContext;
    mountRest(context);
  });
  after(() => http.close());

  async function read() {
    const headers = { authorization: 'Bearer mine' };
    const answer = await http.inject({ url: `/api/v1/protocols/${NUMBER}`, headers });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  }

  it('says where they stand, and how long it is likely to take', async () => {
    place = { position: 3, estimate: { lowMs: 240_000, highMs: 540_000 }, isAttended: true };
    assert.deepEqual((await read()).queue, place);
    place = { position: 3, estimate: undefined, isAttended: false };
    assert.deepEqual((await read()).queue, { position: 3, estimate: null, isAttended: false });
    place = undefined;
    assert.equal((await read()).queue, null);
  });

  it('tells whose the words and files are, and nothing that people note for each other', async () => {
    const by = { personId: 'p', name: 'Ana Souza' };
    const file = {
      fileId: 'f',
      name: 'guia.pdf',
      mediaType: 'application/pdf',
      bytes: 3,
      url: 'https://x/f',
    };
    bodies = [
      { type: 'ticket-assigned', ticketId: 't', to: by, by: null },
      { type: 'note-added', kind: 'note', by, text: 'cuidado', mentions: [] },
      {
        type: 'reply-added',
        activity: { type: 'message', text: 'Segue a guia.', files: [file] },
        reason: { dialog: 'desk', rule: 'person' },
        by,
      },
    ];
    const { lines } = await read();
    assert.deepEqual(
      lines.map(({ from, by: name, text, files }: Record<string, unknown>) => ({ from, name, text, files })),
      [
        { from: 'system', name: 'Ana', text: 'ticket-assigned', files: [] },
        { from: 'person', name: 'Ana', text: 'Segue a guia.', files: [file] },
      ],
    );
  });
});
