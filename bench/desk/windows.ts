/** A process that holds windows of the desk, without browsers. Ends with its parent. */
import { once } from 'node:events';
import { io, type Socket } from 'socket.io-client';
import { type DeskClientEvents, type DeskServerEvents, LIVE_PATH } from '../../src/desk.ts';
import { describeError } from '../../src/errors.ts';
import { type Command, type Latencies, nowMs, type Report, type Said, type WindowOf } from './protocol.ts';

/** Windows that open at once. */
const AT_ONCE = 20;

/** When something reached a window: its number in the log, by conversation. */
interface Arrival {
  readonly seq: number;
  readonly at: number;
}

interface OpenWindow {
  readonly of: WindowOf;
  readonly lists: Map<string, Arrival[]>;
  readonly stories: Map<string, Arrival[]>;
}

const windows: OpenWindow[] = [];

function note(arrivals: Map<string, Arrival[]>, conversationId: string, seq: number): void {
  const known = arrivals.get(conversationId);
  const arrival = { seq, at: nowMs() };
  if (known) known.push(arrival);
  else arrivals.set(conversationId, [arrival]);
}

async function open(url: string, of: WindowOf): Promise<void> {
  const window: OpenWindow = { of, lists: new Map(), stories: new Map() };
  const socket: Socket<DeskServerEvents, DeskClientEvents> = io(url, {
    path: LIVE_PATH,
    forceNew: true,
    transports: ['websocket'],
    extraHeaders: { cookie: `guiche_desk=${of.token}` },
  });
  socket.on('tickets', (changed) => {
    for (const { conversationId, lastSeq } of changed) note(window.lists, conversationId, lastSeq);
  });
  socket.on('story', (conversationId, lines) => {
    for (const { seq } of lines) note(window.stories, conversationId, seq);
  });
  await once(socket as unknown as NodeJS.EventEmitter, 'welcome');
  if (of.follows !== null) {
    const lines = await socket.emitWithAck('follow', of.follows, 0);
    if (lines === null) throw new Error('a window may not see its own conversation');
  }
  windows.push(window);
}

async function openAll(url: string, all: readonly WindowOf[]): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let of = all[next++]; of; of = all[next++]) await open(url, of);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

const firstAt = (
  arrivals: ReadonlyMap<string, readonly Arrival[]>,
  { conversationId, seq }: Said,
  isIt: (arrival: Arrival, seq: number) => boolean,
): number | undefined => arrivals.get(conversationId)?.find((arrival) => isIt(arrival, seq))?.at;

function judge(said: readonly Said[]): Latencies {
  const lists: number[] = [];
  const stories: number[] = [];
  let missing = 0;
  const take = (into: number[], arrivedAt: number | undefined, at: number) => {
    if (arrivedAt === undefined) missing++;
    else into.push(arrivedAt - at);
  };
  for (const one of said)
    for (const { of, lists: listed, stories: told } of windows) {
      if (of.queues.length === 0 || of.queues.includes(one.queue))
        take(
          lists,
          firstAt(listed, one, (arrival, seq) => arrival.seq >= seq),
          one.at,
        );
      if (of.follows === one.conversationId)
        take(
          stories,
          firstAt(told, one, (arrival, seq) => arrival.seq === seq),
          one.at,
        );
    }
  return { lists, stories, missing };
}

async function obey(command: Command): Promise<Report> {
  if (command.type === 'judge') return { type: 'judged', latencies: judge(command.said) };
  await openAll(command.url, command.windows);
  return { type: 'ready' };
}

const report = (message: Report): void => void process.send?.(message);
process.on('disconnect', () => process.exit(0));
process.on('message', (command: Command) => {
  obey(command).then(report, (error: unknown) => report({ type: 'failed', reason: describeError(error) }));
});
