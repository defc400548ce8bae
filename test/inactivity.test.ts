/** The watch for a citizen who went away: at each of its timers, over time, and in the started program. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import inactivity from '../dialogs/inactivity/dialog.ts';
import type { ConversationFacts, DialogInput, Effect } from '../src/index.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { PLAIN_ROUTING } from './helpers/policy.ts';
import { createCitizen, type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

const SILENCE_MS = 30 * 60_000;
const DAY_MS = 86_400_000;
const FACTS: ConversationFacts = {
  protocolNumber: '263254839201576',
  locale: 'pt-BR',
  channel: 'web',
  status: 'open',
  silentMs: 0,
  misses: 0,
  now: new Date('2026-11-21T12:00:00Z'),
  lastAnswer: undefined,
  inProgress: undefined,
  isAttended: false,
};
const fires = (name: string): DialogInput => ({ type: 'timer', name, payload: { silenceMs: SILENCE_MS } });
const respond = (input: DialogInput, facts: Partial<ConversationFacts>) =>
  inactivity.respond({
    dialog: 'inactivity',
    input,
    state: undefined,
    conversation: { ...FACTS, ...facts },
    routing: PLAIN_ROUTING,
    memory: undefined,
    options: [],
    wording: () => undefined,
  });

function inShort(effect: Effect): string {
  if (effect.type === 'reply') return `reply ${effect.response}`;
  if (effect.type === 'set-timer') return `${effect.name} in ${effect.afterMs}`;
  return effect.type;
}

describe('inactivity', () => {
  const rows: readonly (readonly [string, Partial<ConversationFacts>, string])[] = [
    ['silence', { silentMs: SILENCE_MS }, `reply still-there + close in ${SILENCE_MS}`],
    ['silence', { silentMs: SILENCE_MS * 9 }, `reply still-there + close in ${SILENCE_MS}`],
    ['silence', { silentMs: SILENCE_MS - 1 }, 'silence in 1'],
    ['silence', { silentMs: 60_000 }, `silence in ${SILENCE_MS - 60_000}`],
    ['silence', { silentMs: SILENCE_MS * 9, status: 'waiting' }, `silence in ${SILENCE_MS}`],
    ['close', { silentMs: SILENCE_MS }, 'reply closed + close'],
    ['close', { silentMs: SILENCE_MS * 2 }, `reply still-there + close in ${SILENCE_MS}`],
    ['close', { silentMs: 60_000 }, `silence in ${SILENCE_MS - 60_000}`],
    ['close', { silentMs: SILENCE_MS * 9, status: 'waiting' }, `silence in ${SILENCE_MS}`],
    [
      'silence',
      { silentMs: SILENCE_MS, inProgress: 'form' },
      `reply still-there-unfinished + close in ${SILENCE_MS}`,
    ],
    ['close', { silentMs: SILENCE_MS, inProgress: 'form' }, `reply kept + kept in ${DAY_MS}`],
    ['kept', { silentMs: DAY_MS, inProgress: 'form' }, `kept in ${DAY_MS}`],
    ['kept', { silentMs: DAY_MS * 30, inProgress: 'form' }, 'reply closed + close'],
    ['kept', { silentMs: 60_000 }, `silence in ${SILENCE_MS}`],
    ['kept', { silentMs: DAY_MS * 30, status: 'waiting' }, `silence in ${SILENCE_MS}`],
    ['close', { silentMs: SILENCE_MS * 9, status: 'closed' }, ''],
    ['silence', { silentMs: SILENCE_MS * 9, status: 'closed' }, ''],
  ];
  for (const [name, facts, expected] of rows) {
    it(`${name} ${JSON.stringify(facts)} -> ${expected || 'nothing'}`, () => {
      assert.equal(respond(fires(name), facts).map(inShort).join(' + '), expected);
    });
  }

  it('leaves what a citizen says or taps to others', () => {
    const taps: DialogInput = { type: 'choice', value: 'go:inactivity', title: 'x' };
    assert.deepEqual(respond(taps, {}).map(inShort), ['pass']);
  });

  it('keeps to the time that was set when the watch began', () => {
    const effects = respond(fires('silence'), { silentMs: 1 });
    assert.deepEqual(effects, [
      { type: 'set-timer', name: 'silence', afterMs: SILENCE_MS - 1, payload: { silenceMs: SILENCE_MS } },
    ]);
  });
});

/** What happens to a conversation while time passes, minutes after what happened before. */
interface Happening {
  readonly afterMinutes: number;
  readonly what: 'speaks' | 'asks for a person' | 'comes back';
}

/** A conversation with a clock: its timers fire `lateMs` after they are due. */
function live(happenings: readonly Happening[], lateMs: number) {
  const facts = { status: 'open' as ConversationFacts['status'], lastWordAt: 0, citizenSpokeAt: 0 };
  let timer = { name: 'silence', dueAt: SILENCE_MS };
  const asked: number[] = [];
  const closings: { at: number; citizenSilentMs: number }[] = [];
  const apply = (effect: Effect, at: number) => {
    if (effect.type === 'set-timer') timer = { name: effect.name, dueAt: at + (effect.afterMs ?? 0) };
    if (effect.type === 'reply') facts.lastWordAt = at;
    if (effect.type === 'reply' && effect.response === 'still-there') asked.push(at);
    if (effect.type !== 'close') return;
    closings.push({ at, citizenSilentMs: at - facts.citizenSpokeAt });
    facts.status = 'closed';
  };
  const passTo = (end: number) => {
    while (facts.status !== 'closed' && timer.dueAt + lateMs <= end) {
      const at = timer.dueAt + lateMs;
      const before = timer;
      const { status, lastWordAt } = facts;
      for (const effect of respond(fires(timer.name), { status, silentMs: at - lastWordAt }))
        apply(effect, at);
      assert.ok(closings.length > 0 || timer !== before, 'the watch goes on as long as the conversation');
    }
  };
  let now = 0;
  for (const { afterMinutes, what } of happenings) {
    now += afterMinutes * 60_000;
    passTo(now);
    if (facts.status === 'closed') break;
    facts.lastWordAt = facts.citizenSpokeAt = now;
    if (what !== 'speaks') facts.status = what === 'comes back' ? 'open' : 'waiting';
  }
  const waits = facts.status === 'waiting';
  passTo(now + 10 * SILENCE_MS);
  return { asked, closings, waits };
}

describe('a conversation under watch', () => {
  const happenings = fc.array(
    fc.record({
      afterMinutes: fc.integer({ min: 0, max: 70 }),
      what: fc.constantFrom('speaks' as const, 'asks for a person' as const, 'comes back' as const),
    }),
    { maxLength: 12 },
  );

  it('is never closed on somebody who spoke of late, and never unasked', () => {
    fc.assert(
      fc.property(happenings, fc.integer({ min: 0, max: 5 * SILENCE_MS }), (given, late) => {
        const { asked, closings } = live(given, late);
        for (const { at, citizenSilentMs } of closings) {
          assert.ok(citizenSilentMs >= SILENCE_MS, `closed after ${citizenSilentMs} ms`);
          assert.ok((asked.at(-1) ?? at) + SILENCE_MS <= at, 'they had as long again to answer');
        }
      }),
    );
  });

  it('comes to its end once, unless a person is awaited', () => {
    fc.assert(
      fc.property(happenings, fc.integer({ min: 0, max: 59_000 }), (given, late) => {
        const { closings, waits } = live(given, late);
        assert.equal(closings.length, waits ? 0 : 1);
      }),
    );
  });
});

describe('a citizen who falls silent', () => {
  const stack = new AsyncDisposableStack();
  const silenceMs = 1_200;
  let program: Program;
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    const variables = { DATA_DIR: path, INACTIVITY_MINUTES: String(silenceMs / 60_000) };
    program = stack.use(await startProgram(variables));
  });
  after(() => stack.disposeAsync());
  const saidBy = async (citizen: ReturnType<typeof createCitizen>, dialog: string) =>
    (await citizen.read()).lines.filter((line) => line.dialog === dialog);

  it('is asked, then told, and finds the conversation closed', async () => {
    const citizen = createCitizen(program.url);
    const { protocolNumber } = await citizen.send('bom dia');
    const [question] = await until(async () => {
      const lines = await saidBy(citizen, 'inactivity');
      return lines.length > 0 && lines;
    }, 'the question');
    assert.match(question?.text ?? '', /ainda/);
    assert.deepEqual(
      question?.buttons.map(({ value }) => value),
      ['go:what-can-you-do', 'go:goodbye'],
    );
    assert.equal((await citizen.read()).status, 'open');
    await until(async () => (await citizen.read()).status === 'closed', 'the close');
    const [, told] = await saidBy(citizen, 'inactivity');
    assert.equal(told?.text.replaceAll(/\D/g, ''), protocolNumber);
    const next = await citizen.send('oi de novo');
    assert.notEqual(next.protocolNumber, protocolNumber);
  });

  /** Somebody who says one thing and goes away; resolves when their conversation was closed. */
  async function comeAndGo(): Promise<void> {
    const other = createCitizen(program.url);
    await other.ask('bom dia');
    await until(async () => (await other.read()).status === 'closed', 'the other’s close');
  }

  it('is not asked while they talk, and is once they stop', async () => {
    const citizen = createCitizen(program.url);
    await citizen.ask('bom dia');
    let isOver = false;
    const other = comeAndGo().finally(() => {
      isOver = true;
    });
    let askedAt = 0;
    await until(async () => {
      if (Date.now() - askedAt > silenceMs / 4) {
        await citizen.ask('obrigado');
        askedAt = Date.now();
      }
      return isOver;
    }, 'somebody else’s silence to have its end');
    await other;
    assert.deepEqual(await saidBy(citizen, 'inactivity'), []);
    await until(async () => (await citizen.read()).status === 'closed', 'the close');
    assert.equal((await saidBy(citizen, 'inactivity')).length, 2);
  });

  it('keeps their place while they wait for a person', async () => {
    const citizen = createCitizen(program.url);
    await citizen.ask('quero falar com uma pessoa');
    await comeAndGo();
    assert.equal((await citizen.read()).status, 'waiting');
    assert.deepEqual(await saidBy(citizen, 'inactivity'), []);
  });
});
