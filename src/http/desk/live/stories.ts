/**
 * Stories: conversations that windows show. News of one has its newest lines read once, and sent to all
 * windows that follow it.
 */
import type { StoryLine } from '../../../desk.ts';
import { describeError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { maySee, type Person } from '../../../person.ts';
import type { Tell, Window } from './window.ts';

/** Where a conversation is, and by which tickets somebody may see it. */
export interface Reach {
  readonly conversationId: string;
  readonly contactId: string;
  readonly channel: string;
  readonly address: string;
  readonly seenIn: readonly { readonly queue: string; readonly personId: string | null }[];
}

export interface StoriesOptions {
  readonly log: Log;
  readonly tell: Tell;
  findReach(conversationIds: readonly string[]): Promise<readonly Reach[]>;
  /** Of one conversation, oldest first, after that seq; at most `limit`. */
  readStory(conversationId: string, afterSeq: number, limit: number): Promise<readonly StoryLine[]>;
}

/** Of so many of the newest lines it is watched how far they have come; no channel is slower for long. */
const WATCHED = 20;
const MOST_LINES = 500;

interface Story {
  reach: Reach;
  readonly windows: Set<Window>;
  /** Windows that are about to follow it. */
  arriving: number;
  /** Newest line that all its windows were told. */
  lastSeq: number;
  /** What was told of each message that may still get further. */
  readonly underWay: Map<number, string>;
  /** One thing after the other. */
  turn: Promise<unknown>;
}

const stateOf = ({ body }: StoryLine): string | undefined =>
  body.from === 'assistant' || body.from === 'person'
    ? `${body.delivery} ${body.deliveryError ?? ''}`
    : undefined;

const isSettled = ({ body }: StoryLine): boolean =>
  !('delivery' in body) || body.delivery === 'read' || body.delivery === 'failed' || body.delivery === null;

function watch(story: Story, lines: readonly StoryLine[]): void {
  for (const line of lines) {
    const state = stateOf(line);
    if (isSettled(line) || state === undefined) story.underWay.delete(line.seq);
    else story.underWay.set(line.seq, state);
  }
  for (const seq of story.underWay.keys()) if (seq <= story.lastSeq - WATCHED) story.underWay.delete(seq);
}

export const reaches = (person: Person, { seenIn }: Reach): boolean =>
  seenIn.some((place) => maySee(person, place));

export type Stories = ReturnType<typeof createStories>;

export function createStories({ log, tell, findReach, readStory }: StoriesOptions) {
  const stories = new Map<string, Story>();
  /** Conversations with news, and whether who may see them may have changed. */
  const dirty = new Map<string, boolean>();
  let isRunning = false;

  /** What nobody follows is not kept. */
  function tidy(story: Story): void {
    if (story.windows.size + story.arriving === 0) stories.delete(story.reach.conversationId);
  }

  function drop(story: Story, window: Window): void {
    story.windows.delete(window);
    tidy(story);
  }

  function moveTo(story: Story, reach: Reach | undefined): void {
    if (reach) story.reach = reach;
    const blind = [...story.windows].filter((window) => !reach || !reaches(window.me, reach));
    tell(blind, 'unfollowed', story.reach.conversationId);
    for (const window of blind) drop(story, window);
  }

  async function catchUp(story: Story): Promise<void> {
    for (let isMore = true; isMore && story.windows.size > 0; ) {
      const from = Math.min(...story.underWay.keys(), story.lastSeq + 1);
      const lines = await readStory(story.reach.conversationId, from - 1, MOST_LINES);
      const news = lines.filter(
        (line) =>
          line.seq > story.lastSeq || stateOf(line) !== (story.underWay.get(line.seq) ?? stateOf(line)),
      );
      story.lastSeq = Math.max(story.lastSeq, ...lines.map(({ seq }) => seq));
      watch(story, news);
      if (news.length > 0) tell(story.windows, 'story', story.reach.conversationId, news);
      isMore = lines.length === MOST_LINES;
    }
  }

  const inTurn = <T>(story: Story, work: () => Promise<T>): Promise<T> => {
    const working = story.turn.then(work);
    story.turn = working.catch(() => undefined);
    return working;
  };

  function open(reach: Reach): Story {
    const story = stories.get(reach.conversationId) ?? {
      reach,
      windows: new Set(),
      arriving: 0,
      lastSeq: 0,
      underWay: new Map(),
      turn: Promise.resolve(),
    };
    stories.set(reach.conversationId, story);
    return story;
  }

  async function join(story: Story, window: Window, afterSeq: number): Promise<readonly StoryLine[]> {
    const isFirst = story.windows.size === 0;
    await catchUp(story);
    // What it has may have got further since it was read.
    const from = Math.max(0, afterSeq - WATCHED);
    const lines = await readStory(story.reach.conversationId, from, MOST_LINES);
    if (isFirst) story.lastSeq = Math.max(afterSeq, ...lines.map(({ seq }) => seq));
    // What the others were told of a line stays what it is compared with.
    watch(
      story,
      lines.filter(({ seq }) => seq <= story.lastSeq && !story.underWay.has(seq)),
    );
    if (!window.socket.disconnected) story.windows.add(window);
    // It has been away for long: what lies between is to be had page by page.
    if (lines.length === MOST_LINES) window.socket.emit('stale');
    return lines;
  }

  async function update(ids: readonly string[], moved: readonly string[]): Promise<void> {
    const found = new Map(
      moved.length > 0 ? (await findReach(moved)).map((reach) => [reach.conversationId, reach]) : [],
    );
    for (const id of moved) {
      const story = stories.get(id);
      if (story) moveTo(story, found.get(id));
    }
    await Promise.all(
      ids.map((id) => {
        const story = stories.get(id);
        return story && inTurn(story, () => catchUp(story));
      }),
    );
  }

  async function run(): Promise<void> {
    isRunning = true;
    while (dirty.size > 0) {
      const moved = [...dirty].flatMap(([id, mayHaveMoved]) => (mayHaveMoved ? [id] : []));
      const ids = [...dirty.keys()];
      dirty.clear();
      try {
        await update(ids, moved);
      } catch (error) {
        log.warn({ stories: ids.length, error: describeError(error) }, 'windows were not told what was said');
        tell(new Set(ids.flatMap((id) => [...(stories.get(id)?.windows ?? [])])), 'stale');
      }
    }
    isRunning = false;
  }

  return {
    /** @param mayHaveMoved whether others may see it now than before */
    news(ids: Iterable<string>, mayHaveMoved: boolean): void {
      for (const id of ids) if (stories.has(id)) dirty.set(id, mayHaveMoved || dirty.get(id) === true);
      if (!isRunning) void run();
    },

    /** What the window lacks, and a little more; null where its person may not see it. */
    async follow(
      window: Window,
      conversationId: string,
      afterSeq: number,
    ): Promise<readonly StoryLine[] | null> {
      const [reach] = await findReach([conversationId]);
      if (!reach || !reaches(window.me, reach)) return null;
      const story = open(reach);
      story.arriving++;
      try {
        return await inTurn(story, () => join(story, window, afterSeq));
      } finally {
        story.arriving--;
        tidy(story);
      }
    },

    unfollow(window: Window, conversationId: string): void {
      const story = stories.get(conversationId);
      if (story) drop(story, window);
    },

    leave(window: Window): void {
      for (const story of [...stories.values()]) drop(story, window);
    },

    /** Its person's roles or queues have changed. */
    recheck(window: Window): void {
      for (const story of [...stories.values()]) if (story.windows.has(window)) moveTo(story, story.reach);
    },

    all: (): readonly string[] => [...stories.keys()],

    /** Undefined where the window does not follow it. */
    followed: (window: Window, conversationId: string): Reach | undefined => {
      const story = stories.get(conversationId);
      return story?.windows.has(window) ? story.reach : undefined;
    },

    /** Those that follow what is talked about with this address. */
    at(typist: Pick<Reach, 'channel' | 'address'>): readonly Pick<Story, 'reach' | 'windows'>[] {
      const { channel, address } = typist;
      return [...stories.values()].filter(
        ({ reach }) => reach.address === address && reach.channel === channel,
      );
    },

    windowsOf: (conversationId: string): Iterable<Window> => stories.get(conversationId)?.windows ?? [],
  };
}
