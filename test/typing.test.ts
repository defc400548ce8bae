/** Who is typing: what the widget tells, and what the assistant makes of it, end to end. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../channels/web/protocol.ts';
import { awaitsAnswer, reduce, startState } from '../channels/web/widget/state.ts';
import { createTypingNotices } from '../channels/web/widget/typing.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

describe('the widget tells that somebody types', () => {
  function open(isAwaited = () => true, isWithPerson = () => false) {
    const told: number[] = [];
    let now = 0;
    const clock = () => now;
    const notices = createTypingNotices(isAwaited, isWithPerson, () => void told.push(now), clock);
    return {
      told,
      notices,
      pass: (ms: number) => {
        now += ms;
      },
    };
  }

  it('at once after a message of theirs, and again once a second', () => {
    const { notices, told, pass } = open();
    notices.noteSent();
    for (let key = 0; key < 30; key++) {
      pass(100);
      notices.noteTyped();
    }
    assert.deepEqual(told, [100, 1_100, 2_100]);
  });

  it('not before any message, not long after one, and not once it was answered', () => {
    let isAnswered = false;
    const { notices, told, pass } = open(() => !isAnswered);
    notices.noteTyped();
    notices.noteSent();
    pass(5_001);
    notices.noteTyped();
    notices.noteSent();
    isAnswered = true;
    notices.noteTyped();
    assert.deepEqual(told, []);
  });

  it('anew after the next message, which ended the typing before it', () => {
    const { notices, told, pass } = open();
    notices.noteSent();
    notices.noteTyped();
    pass(10);
    notices.noteSent();
    pass(10);
    notices.noteTyped();
    assert.deepEqual(told, [0, 20]);
  });

  it('to a person as long as they type, every 3 s', () => {
    const { notices, told, pass } = open(
      () => false,
      () => true,
    );
    for (let key = 0; key < 100; key++) {
      pass(100);
      notices.noteTyped();
    }
    assert.deepEqual(told, [100, 3_100, 6_100, 9_100]);
  });

  it('six times a message at most, however fast they type', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 }), (pauses) => {
        const { notices, told, pass } = open();
        notices.noteSent();
        for (const ms of pauses) {
          pass(ms);
          notices.noteTyped();
        }
        assert.ok(told.length <= 6 && told.every((at) => at <= 5_000), told.join());
      }),
    );
  });

  it('knows from what is on screen whether an answer is still to come', () => {
    const line = { conversationId: 'A', protocolNumber: '263250123456731', at: 0 };
    const message = { clientId: 'x', type: 'message', text: 'oi' } as const;
    const written = reduce(startState(), { type: 'written', message, at: 0 });
    const answer = { ok: true, conversationId: 'A', protocolNumber: line.protocolNumber, seq: 1 } as const;
    const kept = reduce(written, { type: 'acknowledged', clientId: 'x', answer, at: 0 });
    const body = { from: 'assistant', text: 'olá', buttons: [], citations: [], taskId: null } as const;
    const answered = reduce(kept, { type: 'lines', lines: [{ ...line, seq: 2, body }] });
    assert.deepEqual([startState(), written, kept, answered].map(awaitsAnswer), [false, true, true, false]);
  });
});

const QUESTION = 'O que você sabe fazer?';
/** More is coming, as it seems: where nothing is typed, it is answered after more than a second. */
const PIECE = 'queria saber da';

describe('a visitor who types', () => {
  const stack = new AsyncDisposableStack();
  let program: Program;
  let counter = 0;
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    program = stack.use(await startProgram({ DATA_DIR: path }));
  });
  after(() => stack.disposeAsync());

  async function visit() {
    const socket: Socket<ServerEvents, ClientEvents> = io(`${program.url}/chat`, {
      transports: ['websocket'],
      forceNew: true,
    });
    stack.defer(() => void socket.disconnect());
    const heard: string[] = [];
    socket.on('lines', (lines, seen) => {
      for (const { body } of lines) if (body.from === 'assistant') heard.push(body.text);
      seen(lines.at(-1)?.seq ?? 0);
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('session', () => resolve());
      socket.once('connect_error', reject);
    });
    return {
      heard,
      say: (text: string) =>
        socket.emitWithAck('message', { clientId: `id-${++counter}`, type: 'message', text }),
      /** Goes on until it is disposed of, as the widget would tell of it, but more often. */
      type(): Disposable {
        socket.emit('typing');
        const keys = setInterval(() => socket.emit('typing'), 250);
        return { [Symbol.dispose]: () => clearInterval(keys) };
      },
    };
  }

  it('is answered once, after the piece that they were typing', async () => {
    const [typist, other] = [await visit(), await visit()];
    await Promise.all([typist.say('bom dia'), other.say('bom dia')]);
    {
      using _keys = typist.type();
      await until(() => other.heard.length > 0, 'the answer to somebody who types nothing');
    }
    assert.deepEqual(typist.heard, []);
    await typist.say(QUESTION);
    await until(() => typist.heard.length > 0, 'the answer');
    assert.notEqual(typist.heard[0], other.heard[0], 'the question is answered, not the greeting');
    // Whoever speaks after them is answered after them: nothing of theirs is still to come.
    const last = await visit();
    await last.say(QUESTION);
    await until(() => last.heard.length > 0, 'the answer to a third');
    assert.equal(typist.heard.length, 1);
  });

  it('is answered at once when the sentence is finished, typed or not', async () => {
    const [typist, silent, unfinished] = [await visit(), await visit(), await visit()];
    await typist.say('bom dia');
    typist.type()[Symbol.dispose]();
    await Promise.all([typist.say(QUESTION), silent.say(QUESTION), unfinished.say(PIECE)]);
    await until(() => typist.heard.length > 0 && silent.heard.length > 0, 'both answers');
    assert.deepEqual(unfinished.heard, []);
    await until(() => unfinished.heard.length > 0, 'the answer to a piece that stayed one');
  });

  it('is answered in the end when they never stop typing', async () => {
    const typist = await visit();
    await typist.say('bom dia');
    using _keys = typist.type();
    await until(() => typist.heard.length > 0, 'the answer');
  });
});
