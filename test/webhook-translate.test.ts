/** What the webhook channel translates, for any input there may be. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import channel from '../channels/webhook/channel.ts';
import { createBodySigner } from '../channels/webhook/signature.ts';
import {
  callbackSchema,
  readExternalId,
  readRetryAfterMs,
  toCallback,
  toInbound,
} from '../channels/webhook/translate.ts';
import type { Outbound } from '../src/channel.ts';
import { AssistantError } from '../src/errors.ts';
import { parseVariables } from '../src/settings.ts';
import { SECRET } from './helpers/webhook.ts';

const text = fc.string({ unit: 'binary' });
const citation = fc.record(
  { mark: fc.nat(), passageId: text, title: text, quote: text, url: fc.webUrl() },
  { requiredKeys: ['mark', 'passageId', 'title', 'quote'], noNullPrototype: true },
);
const file = fc.record(
  { fileId: text, name: text, mediaType: text, bytes: fc.nat(), url: fc.webUrl() },
  { requiredKeys: ['fileId', 'name', 'mediaType', 'bytes'], noNullPrototype: true },
);
const outbound: fc.Arbitrary<Outbound> = fc.record({
  conversationId: fc.uuid(),
  protocolNumber: fc.stringMatching(/^\d{15}$/),
  contactId: fc.uuid(),
  seq: fc.nat(),
  address: fc.string({ minLength: 1 }),
  idempotencyKey: fc.string({ minLength: 1 }),
  by: text,
  activity: fc.record(
    {
      type: fc.constant('message' as const),
      text,
      buttons: fc.array(fc.record({ title: text, value: text }, { noNullPrototype: true })),
      citations: fc.array(citation),
      files: fc.array(file),
    },
    { requiredKeys: ['type', 'text'], noNullPrototype: true },
  ),
});

/** The inbound message, or undefined where the ids were refused. */
function inbound(from: string, id: string) {
  try {
    return toInbound({ type: 'message', id, from, text: 'oi' });
  } catch (error) {
    assert.ok(error instanceof AssistantError && error.code === 'invalid-request', String(error));
    return undefined;
  }
}

describe('webhook: translate', () => {
  it('makes a callback that says all there is, and travels unchanged', () => {
    fc.assert(
      fc.property(outbound, (message) => {
        const callback = toCallback(message);
        assert.deepEqual(callbackSchema.parse(JSON.parse(JSON.stringify(callback))), callback);
        assert.deepEqual(
          [callback.id, callback.to, callback.text, callback.seq],
          [message.idempotencyKey, message.address, message.activity.text, message.seq],
        );
        assert.deepEqual(callback.buttons, message.activity.buttons ?? []);
        assert.deepEqual(callback.citations, message.activity.citations ?? []);
      }),
    );
  });

  it('takes ids for the same only when person and id are the same', () => {
    // Cut at two places, one text makes two pairs that look alike when joined.
    const whole = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ':', '\n'), maxLength: 8 });
    const place = fc.nat({ max: 8 });
    fc.assert(
      fc.property(whole, place, place, (joined, one, other) => {
        const pairs = [one, other].map((cut) => [joined.slice(0, cut), joined.slice(cut + 1)] as const);
        const [first, second] = pairs.map(([from, id]) => inbound(from, id));
        if (!first || !second) return;
        assert.equal(first.externalId === second.externalId, isDeepStrictEqual(pairs[0], pairs[1]));
        assert.equal(first.address, pairs[0]?.[0]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses ids that no database keeps', () => {
    for (const id of ['', 'a\u0000b', 'a\nb', '\ud800', 'x'.repeat(201)]) {
      assert.equal(inbound('ana', id), undefined, JSON.stringify(id));
      assert.equal(inbound(id, '1'), undefined, JSON.stringify(id));
    }
    assert.ok(inbound('x'.repeat(200), 'y'.repeat(200)));
  });

  it('reads any retry-after as up to an hour, or as nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String), fc.date().map(String)), (header) => {
        const waitMs = readRetryAfterMs(header, Date.now());
        assert.ok(waitMs === undefined || (waitMs >= 0 && waitMs <= 3_600_000), String(waitMs));
      }),
    );
    const now = Date.parse('2026-01-01T00:00:00Z');
    assert.equal(readRetryAfterMs('7', now), 7_000);
    assert.equal(readRetryAfterMs('Thu, 01 Jan 2026 00:00:09 GMT', now), 9_000);
    assert.equal(readRetryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now), 0);
    assert.equal(readRetryAfterMs('86400', now), 3_600_000);
    assert.equal(readRetryAfterMs('soon', now), undefined);
    assert.equal(readRetryAfterMs(undefined, now), undefined);
  });

  it('finds the receiver’s id in an answer, and overlooks everything else', () => {
    assert.equal(readExternalId('{"id":"m-1","more":true}'), 'm-1');
    assert.equal(readExternalId(`{"id":"${'x'.repeat(128)}"}`)?.length, 128);
    const useless = [
      '',
      'ok',
      '[]',
      'null',
      '{"id":1}',
      '{"id":""}',
      '{"id":"a\\u0000"}',
      '{"id":"\\ud800"}',
    ];
    for (const answer of [...useless, `{"id":"${'x'.repeat(129)}"}`, '{"id":"m-1"']) {
      assert.equal(readExternalId(answer), undefined, answer);
    }
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (answer) => void readExternalId(answer)));
  });

  it('knows its own signature, and no other', () => {
    const signer = createBodySigner(SECRET);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.string(), (bytes, place, forged) => {
        const body = Buffer.from(bytes);
        const signature = signer.sign(body);
        assert.ok(signer.isSigned(body, signature));
        assert.ok(!signer.isSigned(body, forged));
        const changed = Buffer.from(body);
        changed[place % body.length] = ~(changed[place % body.length] ?? 0);
        assert.ok(!signer.isSigned(changed, signature));
      }),
    );
    assert.ok(!signer.isSigned(Buffer.from('x'), undefined));
  });
});

describe('webhook: settings', () => {
  const read = (variables: Record<string, string>) => () => parseVariables(channel.settings, variables);

  it('come together, or not at all', () => {
    assert.deepEqual(read({})(), { WEBHOOK_FORM: 'buttons' });
    assert.ok(read({ WEBHOOK_URL: 'https://x.example/in', WEBHOOK_SECRET: SECRET })());
    assert.throws(read({ WEBHOOK_URL: 'https://x.example/in' }), /WEBHOOK_SECRET: is missing.*needs both/);
    assert.throws(read({ WEBHOOK_SECRET: SECRET }), /WEBHOOK_URL: is missing.*needs both/);
  });

  it('say what is wrong with them', () => {
    const secret = { WEBHOOK_SECRET: SECRET };
    assert.throws(read({ ...secret, WEBHOOK_URL: 'ftp://x.example' }), /WEBHOOK_URL: must begin with http/);
    assert.throws(read({ ...secret, WEBHOOK_URL: 'nonsense' }), /WEBHOOK_URL: must begin with http/);
    assert.throws(
      read({ ...secret, WEBHOOK_URL: 'https://a:b@x.example' }),
      /WEBHOOK_URL: must not hold a user/,
    );
    assert.throws(read({ WEBHOOK_FORM: 'voice' }), /WEBHOOK_FORM: must be one of buttons, text, keypad/);
    const short = { WEBHOOK_URL: 'https://x.example', WEBHOOK_SECRET: 'short' };
    assert.throws(read(short), /WEBHOOK_SECRET: must have 32 characters/);
  });
});
