/** The books of the chaos run: what they call lost, doubled and misordered, and what they let pass. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { balance } from '../chaos/books.ts';
import { createJournal, type Journal, type Sent } from '../chaos/journal.ts';
import type { ProcessName } from '../chaos/plan.ts';
import { loadReplyKinds, type ReplyKind } from '../chaos/replies.ts';

const PERSON = 'webhook-1';
const CONVERSATION = 'c';

interface Message {
  readonly exchange: number;
  readonly text?: string;
  readonly value?: string;
  readonly expects: ReplyKind;
  readonly isUrgent?: boolean;
}

/** One person's day, from which single things can then be left out. */
function createDay() {
  const journal: Journal = createJournal();
  let at = 0;
  const next = () => (at += 100);
  return {
    journal,
    write(seq: number, message: Message, id = `m${seq}`) {
      const { text = 'Bom dia!', expects, isUrgent = false } = message;
      const own = { ...message, person: PERSON, id, text, expects: [expects], isUrgent, at: next() };
      journal.written.push(own);
      journal.accepted.push({ person: PERSON, id, conversationId: CONVERSATION, seq, at: next() });
    },
    hear(seq: number, kind: ReplyKind) {
      journal.heard.push({
        person: PERSON,
        conversationId: CONVERSATION,
        seq,
        kind,
        text: kind,
        at: next(),
      });
    },
    send(seq: number, outcome: Sent['outcome'] = 'taken') {
      const key = `${CONVERSATION}:${seq}`;
      journal.sent.push({ key, conversationId: CONVERSATION, seq, at: next(), outcome, endedAt: next() });
    },
    kill(target: ProcessName) {
      const done = next();
      journal.done.push({ atMs: 0, action: 'kill', target, durationMs: 0, at: done, until: done });
    },
  };
}

const HELLO = { expects: 'greeting/hello' } as const;
const THANKS = { expects: 'thanks/you-are-welcome', text: 'Obrigado!' } as const;
const QUESTION = { expects: 'answer', text: 'Quem tem direito à isenção de IPTU?' } as const;
const TAP = { expects: 'what-can-you-do/menu', text: 'O que você faz', value: 'go:what-can-you-do' } as const;

const countsOf = (journal: Journal) => {
  const { accepted, answered, lost, surplus, acceptedTwice, misordered } = balance(journal);
  const doubled = surplus.length + acceptedTwice.length;
  return { accepted, answered, lost: lost.length, doubled, misordered: misordered.length };
};
const sound = (messages: number) => ({
  accepted: messages,
  answered: messages,
  lost: 0,
  doubled: 0,
  misordered: 0,
});

describe('chaos: the books', () => {
  it('find nothing wrong with questions and answers in turn', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...HELLO });
    day.hear(2, 'greeting/hello');
    day.write(3, { exchange: 1, ...QUESTION });
    day.hear(6, 'answer');
    assert.deepEqual(countsOf(day.journal), sound(2));
  });

  it('call a message lost that nothing answers, and one whose reply answers something else', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...HELLO });
    day.hear(2, 'greeting/hello');
    day.write(3, { exchange: 1, ...THANKS });
    assert.deepEqual(countsOf(day.journal), { ...sound(2), answered: 1, lost: 1 });
    day.hear(4, 'what-can-you-do/menu');
    assert.deepEqual(countsOf(day.journal), { ...sound(2), answered: 1, lost: 1, doubled: 1 });
  });

  it('call a second reply to one message doubled, at once and after the next message', () => {
    for (const when of ['at once', 'later']) {
      const day = createDay();
      day.write(1, { exchange: 0, ...HELLO });
      day.hear(2, 'greeting/hello');
      if (when === 'at once') day.hear(3, 'greeting/hello');
      day.write(4, { exchange: 1, ...THANKS });
      day.hear(5, 'thanks/you-are-welcome');
      if (when === 'later') day.hear(6, 'greeting/hello');
      assert.deepEqual(countsOf(day.journal), { ...sound(2), doubled: 1 }, when);
    }
  });

  it('let words in a row be answered by one reply, to the longest of them', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...HELLO });
    day.write(2, { exchange: 0, ...QUESTION });
    day.hear(5, 'answer');
    assert.deepEqual(countsOf(day.journal), sound(2));
  });

  it('let a late question be answered together with the words of the next exchange', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...QUESTION });
    day.write(2, { exchange: 0, ...QUESTION });
    day.hear(4, 'answer');
    day.write(5, { exchange: 1, ...THANKS });
    day.write(7, { exchange: 1, ...TAP });
    day.hear(8, 'what-can-you-do/menu');
    day.hear(10, 'answer');
    assert.deepEqual(countsOf(day.journal), sound(4));
  });

  it('call the longest of them lost when only the shorter one was answered', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...HELLO });
    day.write(2, { exchange: 0, ...QUESTION });
    day.hear(3, 'greeting/hello');
    assert.deepEqual(countsOf(day.journal), { ...sound(2), answered: 1, lost: 1 });
  });

  it('let what is urgent speak for all that was said with it', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...QUESTION });
    day.write(2, { exchange: 0, text: 'Pessoa!', expects: 'talk-to-a-person/handed-off', isUrgent: true });
    day.hear(4, 'talk-to-a-person/handed-off');
    assert.deepEqual(countsOf(day.journal), sound(2));
  });

  it('want an answer of its own for every tapped button', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...QUESTION });
    day.write(2, { exchange: 0, ...TAP });
    day.hear(5, 'answer');
    assert.deepEqual(countsOf(day.journal), { ...sound(2), answered: 1, lost: 1 });
  });

  it('call a message doubled that is accepted at two places, and not one that is acknowledged twice', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...HELLO });
    day.hear(2, 'greeting/hello');
    const [accepted] = day.journal.accepted;
    assert.ok(accepted);
    day.journal.accepted.push({ ...accepted });
    assert.deepEqual(countsOf(day.journal), sound(1));
    day.journal.accepted.push({ ...accepted, seq: 3 });
    assert.deepEqual(countsOf(day.journal), { ...sound(1), doubled: 1 });
  });

  it('call a reply misordered that is heard after a later one', () => {
    const day = createDay();
    day.write(1, { exchange: 0, ...HELLO });
    day.write(2, { exchange: 0, ...TAP });
    day.hear(4, 'what-can-you-do/menu');
    day.hear(3, 'greeting/hello');
    assert.deepEqual(countsOf(day.journal), { ...sound(2), misordered: 1 });
  });

  it('know the replies by the dialogs’ own words', async () => {
    const knowReply = await loadReplyKinds();
    assert.equal(
      knowReply('Por nada! Se precisar de mais alguma coisa, é só escrever.'),
      'thanks/you-are-welcome',
    );
    assert.equal(knowReply('A poda demora 30 dias [1].'), 'answer');
  });
});

describe('chaos: repeats at a provider without idempotency keys', () => {
  const repeatsOf = (journal: Journal) => {
    const { repeats, bound, unexplained } = balance(journal).repeats;
    return { repeats: repeats.length, bound, unexplained: unexplained.length };
  };

  it('may be one per conversation that a dead sender was in the middle of', () => {
    const day = createDay();
    day.send(2);
    day.kill('gateway-1');
    day.send(2);
    assert.deepEqual(repeatsOf(day.journal), { repeats: 1, bound: 1, unexplained: 0 });
    day.send(2);
    assert.deepEqual(repeatsOf(day.journal), { repeats: 2, bound: 1, unexplained: 1 });
  });

  it('may not be where only another role died, or nobody', () => {
    const day = createDay();
    day.send(2);
    day.kill('dialogue-1');
    day.send(2);
    assert.deepEqual(repeatsOf(day.journal), { repeats: 1, bound: 0, unexplained: 1 });
  });

  it('are the provider’s own doing where it took a message and did not say so', () => {
    const day = createDay();
    day.send(2, 'refused');
    day.send(2, 'unanswered');
    day.send(2);
    assert.deepEqual(repeatsOf(day.journal), { repeats: 1, bound: 1, unexplained: 0 });
  });
});
