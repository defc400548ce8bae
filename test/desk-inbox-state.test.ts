/** What the inbox shows: of the tickets, and of the story. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countWaiting, findArrivals } from '../desk/app/arrivals.ts';
import { mergeChange, mergeLoad } from '../desk/app/merging.ts';
import { chooseTickets, countViews, mostUrgent, NO_FILTER } from '../desk/pages/inbox/list.ts';
import { actionIdsIn, firstUnread, keyOf, lastSeqOf, mergeStory } from '../desk/pages/inbox/story.ts';
import { buildTimeline } from '../desk/pages/inbox/timeline.ts';
import type { StoryLine } from '../src/desk.ts';
import type { TicketLine } from '../src/ticket.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const me = { personId: 'ana', queues: ['geral'], roles: ['attendant'] as const };

const ticket = (id: string, own: Partial<TicketLine> = {}): TicketLine => ({
  ticketId: `t${id}`,
  conversationId: id,
  protocolNumber: `20261122000${id.padStart(4, '0')}`,
  channel: 'web',
  contact: 'Conceição Araújo',
  queue: 'geral',
  person: null,
  rank: 5,
  reasons: [],
  why: 'citizen-asked',
  labels: [],
  since: at(-30),
  assignedAt: null,
  awaitingSince: at(-10),
  endedAt: null,
  preview: { from: 'citizen', text: 'Segunda via do IPTU', at: at(-10) },
  lastSeq: 4,
  clocks: [],
  ...own,
});

const mapOf = (...lines: TicketLine[]) => new Map(lines.map((line) => [line.conversationId, line]));
const idsOf = (lines: readonly TicketLine[]) => lines.map(({ conversationId }) => conversationId);

describe('the list', () => {
  it('puts who waits before whose turn it is, the gravest and then the longest wait first', () => {
    const lines = [
      ticket('1', { awaitingSince: null }),
      ticket('2', { awaitingSince: at(-5) }),
      ticket('3', { awaitingSince: at(-50) }),
      ticket('4', { awaitingSince: at(-1), rank: 0, reasons: ['risk-to-life'] }),
    ];
    assert.deepEqual(idsOf(chooseTickets(lines, NO_FILTER, me)), ['4', '3', '2', '1']);
    const newest = { ...NO_FILTER, sort: 'newest' as const };
    const spoken = [ticket('1'), ticket('2', { preview: { from: 'person', text: '', at: at(-1) } })];
    assert.deepEqual(idsOf(chooseTickets(spoken, newest, me)), ['2', '1']);
  });

  it('shows of each view what belongs there, and counts the same', () => {
    const lines = [
      ticket('1', { person: { personId: 'ana', name: 'Ana' } }),
      ticket('2', { queue: 'tributos', person: { personId: 'ana', name: 'Ana' } }),
      ticket('3', { queue: 'tributos' }),
      ticket('4'),
    ];
    const shown = (view: 'mine' | 'queues' | 'all') =>
      idsOf(chooseTickets(lines, { ...NO_FILTER, view }, me)).sort();
    assert.deepEqual(shown('mine'), ['1', '2']);
    assert.deepEqual(shown('queues'), ['1', '4']);
    assert.deepEqual(shown('all'), ['1', '2', '3', '4']);
    assert.deepEqual(countViews(lines, me), { mine: 2, queues: 2, all: 4 });
  });

  it('finds by words without their accents, by pieces of the protocol, by labels', () => {
    const lines = [ticket('7'), ticket('8', { contact: 'Rui', labels: ['segunda via'], preview: null })];
    const find = (search: string) => idsOf(chooseTickets(lines, { ...NO_FILTER, search }, me));
    assert.deepEqual(find('conceicao iptu'), ['7']);
    assert.deepEqual(find('segunda VIA'), ['7', '8']);
    assert.deepEqual(find('000 0008'), ['8']);
    assert.deepEqual(find('nada'), []);
  });

  it('says of the clock that runs out first whether it is due soon or overdue', () => {
    const clock = (dueAt: string) => ({ kind: 'first-answer' as const, dueAt, keptAt: null });
    const stateOf = (dueAt: string) =>
      mostUrgent(ticket('1', { clocks: [clock(at(600)), clock(dueAt)] }), NOW)?.state;
    assert.equal(stateOf(at(-1)), 'over');
    assert.equal(stateOf(at(2)), 'soon');
    assert.equal(stateOf(at(60)), 'ok');
    assert.equal(mostUrgent(ticket('1'), NOW), undefined);
  });
});

describe('what is loaded and what the socket says', () => {
  const ids = fc.constantFrom('1', '2', '3', '4');
  const change = fc.record({ id: ids, isGone: fc.boolean(), seq: fc.integer({ min: 5, max: 9 }) });

  it('is the same list, whichever answer is slower', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), fc.nat(12), (changes, split) => {
        // The server's truth; the load sees it as it was before the changes from `split` on.
        let truth = mapOf(ticket('1'), ticket('2'));
        let known: ReadonlyMap<string, TicketLine> = new Map();
        let seq = 10;
        const touched = new Set<string>();
        let seen: readonly TicketLine[] = [...truth.values()];
        for (const [index, { id, isGone }] of changes.entries()) {
          if (index === split) seen = [...truth.values()];
          const line = ticket(id, { lastSeq: ++seq });
          truth = new Map(truth);
          if (isGone) truth.delete(id);
          else truth.set(id, line);
          known = mergeChange(known, isGone ? [] : [line], isGone ? [id] : []);
          touched.add(id);
        }
        const merged = mergeLoad(known, seen, { touched, isWhole: true });
        assert.deepEqual(idsOf([...merged.values()]).sort(), idsOf([...truth.values()]).sort());
        for (const [id, line] of truth) assert.equal(merged.get(id)?.lastSeq, line.lastSeq);
      }),
    );
  });

  it('tells of what is new to somebody, and of nothing else', () => {
    const mine = { person: { personId: 'ana', name: 'Ana' } };
    const before = mapOf(ticket('1'), ticket('2', mine), ticket('3', mine));
    const spoke = { from: 'citizen' as const, text: 'Alô?', at: at(0) };
    const after = mapOf(
      ticket('1', { ...mine, lastSeq: 5 }),
      ticket('2', { ...mine, preview: spoke, lastSeq: 5 }),
      ticket('3', { ...mine, labels: ['iptu'], lastSeq: 5 }),
      ticket('4'),
      ticket('5', { queue: 'tributos' }),
    );
    const told = findArrivals(before, after, me).map(({ kind, line }) => [line.conversationId, kind]);
    assert.deepEqual(told, [
      ['1', 'given'],
      ['2', 'message'],
      ['4', 'waiting'],
    ]);
    assert.deepEqual(findArrivals(after, after, me), []);
    assert.equal(countWaiting(after, me), 3);
  });
});

const said = (
  conversationId: string,
  seq: number,
  minutes: number,
  own: Partial<StoryLine> = {},
): StoryLine => ({
  conversationId,
  protocolNumber: conversationId,
  seq,
  at: at(minutes),
  body: { from: 'citizen', channel: 'web', activity: { type: 'message', text: `${seq}` } },
  ...own,
});
const reply = (seq: number, actionId: string): StoryLine =>
  said('one', seq, seq, {
    body: {
      from: 'person',
      activity: { type: 'message', text: 'Oi' },
      by: 'Ana',
      personId: 'ana',
      why: null,
      delivery: 'sent',
      deliveryError: null,
      actionId,
    },
  });

describe('the story', () => {
  it('is the same in whatever pieces and order it came, each line once, by number within a conversation', () => {
    const lines = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('one', 'two'),
        seq: fc.integer({ min: 1, max: 9 }),
        minutes: fc.nat(9),
      }),
      { selector: ({ id, seq }) => `${id}:${seq}`, maxLength: 14 },
    );
    fc.assert(
      fc.property(lines, fc.nat(14), fc.boolean(), (drawn, cut, isTurned) => {
        const all = drawn.map(({ id, seq, minutes }) => said(id, seq, minutes));
        const pieces = [all.slice(0, cut), all.slice(Math.max(0, cut - 2))];
        const whole = mergeStory([], all);
        const pieced = (isTurned ? pieces.reverse() : pieces).reduce(mergeStory, [] as readonly StoryLine[]);
        assert.deepEqual(pieced.map(keyOf), whole.map(keyOf));
        for (const id of ['one', 'two']) {
          const numbers = whole.filter(({ conversationId }) => conversationId === id).map(({ seq }) => seq);
          assert.deepEqual(
            numbers,
            numbers.toSorted((a, b) => a - b),
          );
        }
      }),
    );
  });

  it('knows what is new, and what of it was sent from here', () => {
    const lines = [said('zero', 9, 0), said('one', 1, 1), reply(2, 'mine'), said('one', 3, 3)];
    assert.equal(firstUnread(lines, 'one', 1), 'one:3');
    assert.equal(firstUnread(lines, 'one', 3), undefined);
    assert.deepEqual(actionIdsIn(lines), ['mine']);
    assert.equal(lastSeqOf(lines, 'one'), 3);
    const delivered = mergeStory(lines, [{ ...reply(2, 'mine'), at: at(2) }]);
    assert.equal(delivered.length, lines.length);
  });

  it('shows days, protocols and what is new between the lines, and never a message twice', () => {
    const written = { actionId: 'mine', conversationId: 'one', kind: 'reply' as const, text: 'Oi', at: NOW };
    const rest = {
      buttons: [],
      citations: [],
      files: [],
      mentions: [],
      seen: 1,
      attempts: 0,
      dueAt: 0,
      refusal: null,
      seq: null,
    };
    const outbox = [{ ...written, ...rest }];
    const dayOf = (moment: string) => moment.slice(0, 10);
    const before = [said('zero', 1, -3_000), said('one', 1, 1)];
    const build = (lines: readonly StoryLine[]) =>
      buildTimeline({ lines, outbox, newFrom: 'one:1', dayOf }).map(({ type, key }) => `${type} ${key}`);
    assert.deepEqual(build(before), [
      'day day:zero:1',
      'protocol protocol:zero:1',
      'line zero:1',
      'day day:one:1',
      'protocol protocol:one:1',
      'new new',
      'line one:1',
      'outgoing mine',
    ]);
    assert.deepEqual(build([...before, reply(2, 'mine')]).slice(-1), ['line mine']);
    const sent = outbox.map((outgoing) => ({ ...outgoing, kind: 'note' as const, seq: 1 }));
    const noted = buildTimeline({ lines: before, outbox: sent, newFrom: undefined, dayOf });
    assert.equal(noted.at(-1)?.type, 'line');
  });
});
