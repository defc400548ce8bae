/** Stories, whatever comes in between: every window ends with the whole log, as it stands. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as nextTick } from 'node:timers/promises';
import fc from 'fast-check';
import type { StoryLine } from '../src/desk.ts';
import { createStories } from '../src/http/desk/live/stories.ts';
import type { Tell, Window } from '../src/http/desk/live/window.ts';
import { createLog } from '../src/log.ts';
import type { Person } from '../src/person.ts';

const ID = '018f0000-0000-7000-8000-000000000000';
const REACH = {
  conversationId: ID,
  contactId: 'c',
  channel: 'web',
  address: 'a',
  seenIn: [{ queue: 'q', personId: null }],
};
const STATES = ['queued', 'sent', 'delivered', 'read'] as const;

const toLine = (seq: number, step: number): StoryLine => ({
  conversationId: ID,
  protocolNumber: '1',
  seq,
  at: '2026-03-02T10:00:00Z',
  body: {
    from: 'person',
    activity: { type: 'message', text: String(seq) },
    by: 'Bia',
    personId: 'b',
    why: null,
    delivery: STATES[step] ?? 'read',
    deliveryError: null,
    actionId: null,
  },
});

/** A window and what stands on its screen: the newest of each line it was told. */
interface Screen {
  readonly window: Window;
  readonly shown: Map<number, StoryLine>;
  isFollowing: boolean;
}

const createScreen = (): Screen => {
  const me = { personId: 'b', roles: ['supervisor'], queues: [] } as unknown as Person;
  const socket = { disconnected: false, emit: () => true } as unknown as Window['socket'];
  const window: Window = { socket, sessionId: 's', me, waiting: 0, isBehind: false };
  return { window, shown: new Map(), isFollowing: false };
};

type Step =
  /** `wait`: until the log has answered once more. */
  | { readonly type: 'wait' }
  | { readonly type: 'say' }
  | { readonly type: 'further'; readonly seq: number }
  | { readonly type: 'follow' | 'unfollow'; readonly screen: number };

const steps = fc.array(
  fc.oneof(
    fc.constant<Step>({ type: 'say' }),
    fc.constant<Step>({ type: 'wait' }),
    fc.constant<Step>({ type: 'wait' }),
    fc.record({ type: fc.constant('further' as const), seq: fc.nat({ max: 4 }) }),
    fc.record({ type: fc.constantFrom('follow' as const, 'unfollow' as const), screen: fc.nat({ max: 2 }) }),
  ),
  { maxLength: 40 },
);

/** What the log says now, in whatever order its readers are answered. */
function openLog(scheduler: fc.Scheduler) {
  const states: number[] = [];
  return {
    states,
    lines: () => states.map((step, index) => toLine(index + 1, step)),
    findReach: () => scheduler.schedule(Promise.resolve([REACH])),
    async readStory(_id: string, afterSeq: number) {
      await scheduler.schedule(Promise.resolve());
      const read = states.map((step, index) => toLine(index + 1, step)).filter(({ seq }) => seq > afterSeq);
      await scheduler.schedule(Promise.resolve());
      return read;
    },
  };
}

it('shows every window the whole story in the end', () =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, async (scheduler, all) => {
      const log = openLog(scheduler);
      const screens = [createScreen(), createScreen(), createScreen()];
      const take = (screen: Screen, lines: readonly StoryLine[]) => {
        for (const line of lines) screen.shown.set(line.seq, line);
      };
      const told = new Set<string>();
      const tell = ((windows: Iterable<Window>, event: string, _id: string, lines: readonly StoryLine[]) => {
        for (const window of windows) {
          told.add(event);
          for (const screen of screens) if (screen.window === window) take(screen, lines);
        }
      }) as Tell;
      const { findReach, readStory } = log;
      const stories = createStories({ log: createLog('silent'), tell, findReach, readStory });

      const run = (step: Exclude<Step, { type: 'wait' }>): void => {
        if (step.type === 'say') log.states.push(0);
        if (step.type === 'further') {
          const index = step.seq - 1;
          const state = log.states[index];
          if (state === undefined) return;
          log.states[index] = Math.min(3, state + 1);
        }
        if (step.type === 'say' || step.type === 'further') {
          stories.news([ID], step.type === 'say');
          return;
        }
        const screen = screens[step.screen];
        if (!screen) return;
        screen.isFollowing = step.type === 'follow';
        if (step.type === 'unfollow') {
          stories.unfollow(screen.window, ID);
          return;
        }
        const from = Math.max(0, ...screen.shown.keys());
        void stories.follow(screen.window, ID, from).then((lines) => take(screen, lines ?? []));
      };
      for (const step of all) {
        if (step.type !== 'wait') run(step);
        else if (scheduler.count() > 0) await scheduler.waitOne();
      }
      // Between two answers much may be done that waits for nothing.
      do {
        await scheduler.waitIdle();
        await nextTick();
      } while (scheduler.count() > 0);
      told.delete('story');
      assert.deepEqual([...told], []);
      for (const { shown, isFollowing } of screens)
        if (isFollowing)
          assert.deepEqual(
            [...shown.values()].sort((one, other) => one.seq - other.seq),
            log.lines(),
          );
    }),
    { numRuns: 300 },
  ));

it('tells the others what got further while somebody joined them', async () => {
  const log: StoryLine[] = [toLine(1, 0)];
  const first = createScreen();
  const second = createScreen();
  const told: unknown[] = [];
  const tell = ((windows: Iterable<Window>, _event: string, _id: string, lines: readonly StoryLine[]) => {
    for (const window of windows)
      if (window === first.window)
        for (const { body } of lines) told.push('delivery' in body && body.delivery);
  }) as Tell;
  let reads = 0;
  const stories = createStories({
    log: createLog('silent'),
    tell,
    findReach: async () => [REACH],
    async readStory(_id, afterSeq) {
      // The first window's own, what the second found the others lacking, and the second's own.
      if (++reads === 3) {
        log[0] = toLine(1, 1);
        stories.news([ID], false);
      }
      return log.filter(({ seq }) => seq > afterSeq);
    },
  });
  await stories.follow(first.window, ID, 0);
  await stories.follow(second.window, ID, 0);
  await nextTick();
  assert.deepEqual(told, ['sent']);
});
