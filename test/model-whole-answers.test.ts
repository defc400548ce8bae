/** Whatever model servers do: a reader has one whole answer in hand, or an error, and few requests were made for it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AssistantError } from '../src/errors.ts';
import { MOST_ATTEMPTS } from '../src/models/pool.ts';
import { RETRY_RESERVE, RETRY_SHARE } from '../src/models/retry-budget.ts';
import { askModel, type ModelHouse, openModelHouse } from './helpers/model-house.ts';
import type { ChatReply } from './helpers/openai-server.ts';

/** Of a first token; what stalls before it costs a test as long. */
const FIRST_TOKEN_MS = 400;
const TOKEN_MS = 300;

const ends = fc.constantFrom<NonNullable<ChatReply['end']>>(
  'done',
  'reset',
  'cut',
  'stall',
  'garbage',
  'error',
  'abort',
  'endless',
  'idle',
);

/** Its tokens are written when it is asked, so that no two answers have one in common. */
type Behaviour = Omit<ChatReply, 'tokens'> & { readonly count: number };

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ count: fc.integer({ min: 1, max: 6 }), end: fc.constant('done' as const) }),
  },
  { weight: 4, arbitrary: fc.record({ count: fc.integer({ min: 0, max: 6 }), end: ends }) },
  {
    weight: 2,
    arbitrary: fc.record({
      count: fc.constant(0),
      status: fc.constantFrom(400, 401, 404, 408, 429, 500, 503),
      hangs: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ count: 0, page: '<html>' }) },
  { weight: 1, arbitrary: fc.constant({ count: 2, headersDelayMs: 60_000 }) },
);

interface Scene {
  readonly primary: number;
  readonly fallback: number;
  /** One after the other, whichever server is asked. */
  readonly behaviours: readonly Behaviour[];
  /** Asked together, and what each reader says to a restart; undefined: it cannot be asked. */
  readonly readers: readonly (boolean | undefined)[];
}

const scene: fc.Arbitrary<Scene> = fc.record({
  primary: fc.integer({ min: 1, max: 3 }),
  fallback: fc.integer({ min: 0, max: 2 }),
  behaviours: fc.array(behaviour, { minLength: 1, maxLength: 12 }),
  readers: fc.array(fc.constantFrom(true, false, undefined), { minLength: 1, maxLength: 8 }),
});

/** What each server wrote in answers that were whole. */
function script({ primary, fallback }: ModelHouse, behaviours: readonly Behaviour[]): ReadonlySet<string> {
  const whole = new Set<string>();
  let asked = 0;
  for (const server of [...primary, ...fallback]) {
    server.reply(() => {
      const { count, ...reply } = behaviours[asked % behaviours.length] as Behaviour;
      const tokens = Array.from({ length: count }, (_, at) => `<${asked}.${at}>`);
      asked++;
      if (reply.end === 'done') whole.add(tokens.join(''));
      return { ...reply, tokens };
    });
  }
  return whole;
}

async function play({ behaviours, readers, ...servers }: Scene): Promise<void> {
  const timeouts = { firstTokenTimeoutMs: FIRST_TOKEN_MS, tokenTimeoutMs: TOKEN_MS };
  const startedAt = performance.now();
  await using house = await openModelHouse({ ...servers, ...timeouts });
  const whole = script(house, behaviours);
  const ended = await Promise.allSettled(
    readers.map((agrees) => askModel(house, agrees === undefined ? {} : { restart: () => agrees })),
  );
  for (const end of ended) {
    if (end.status === 'fulfilled') {
      assert.ok(whole.has(end.value.text), `“${end.value.text}” is no whole answer`);
      assert.ok(end.value.report.attempts <= MOST_ATTEMPTS);
    } else assert.ok(end.reason instanceof AssistantError, String(end.reason));
  }
  const retries = RETRY_RESERVE + readers.length * RETRY_SHARE + (performance.now() - startedAt) / 1_000;
  assert.ok(house.requests() <= readers.length + retries);
  assert.ok(house.requests() <= readers.length * MOST_ATTEMPTS);
  assert.deepEqual(
    house.pool.states().filter(({ inFlight }) => inFlight !== 0),
    [],
    'nothing is left under way',
  );
}

describe('a reader of model servers', () => {
  it('has one whole answer of one server, or an error, whatever the servers do', async () => {
    await fc.assert(fc.asyncProperty(scene, play), { numRuns: 25 });
  });
});
