/** Dialogue: takes turns, lets timers fire, and rings again for what stands still. */
import type { AnyAgent } from '../agent.ts';
import type { Channel } from '../channel.ts';
import { loadDialogs, loadPolicy } from '../dialog-folders.ts';
import { discover } from '../discover.ts';
import { startAnnouncing } from '../pipeline/announcing.ts';
import { createDialogLibrary } from '../pipeline/dialog-library.ts';
import { startDialogue } from '../pipeline/dialogue.ts';
import { createPlaces } from '../pipeline/places.ts';
import { watchRemoteTasks } from '../pipeline/remote-ends.ts';
import { startSweep } from '../pipeline/sweep.ts';
import { startTimers } from '../pipeline/timers.ts';
import { createTurns, type Turns } from '../pipeline/turns.ts';
import { watchTyping } from '../pipeline/typing.ts';
import type { Core } from './core.ts';
import { startDeskWork } from './desk.ts';
import { loadQueues } from './queues.ts';
import { findRemoteAgents } from './remote-agents.ts';

const MINUTE_MS = 60_000;

async function openTurns(core: Core, stack: AsyncDisposableStack): Promise<Turns> {
  const { BURST_WINDOW_MS, INACTIVITY_MINUTES } = core.settings;
  const agents = new Map((await discover<AnyAgent>('agent')).map((each) => [each.name, each.extension]));
  const channels = new Map((await discover<Channel>('channel')).map((each) => [each.name, each.extension]));
  const typists = stack.use(await watchTyping(core.stream));
  const dialogs = await loadDialogs();
  const library = createDialogLibrary(dialogs);
  const queues = await loadQueues();
  const places = createPlaces(core.database, queues);
  stack.use(startAnnouncing({ ...core, library, places }));
  return createTurns({
    ...core,
    library,
    policy: await loadPolicy(dialogs),
    burstWindowMs: BURST_WINDOW_MS,
    silenceMs: INACTIVITY_MINUTES * MINUTE_MS,
    policyOf: (agent) => agents.get(agent)?.onNewerMessage ?? 'interrupt',
    typingAgoMs: typists.heardAgoMs,
    queues,
    placeOf: places.placeOf,
    tellsTyping: (channel) => channels.get(channel)?.capabilities.typing ?? false,
  });
}

/** Returns how turns are taken, for who reads messages in the same process. */
export async function startDialogueRole(core: Core, stack: AsyncDisposableStack): Promise<Turns> {
  const turns = await openTurns(core, stack);
  stack.use(startDialogue({ ...core, turns }));
  stack.use(startTimers(core.database, core.doorbells, core.log));
  stack.use(startSweep(core.database, core.doorbells, core.log));
  await startDeskWork(core, stack);
  stack.use(watchRemoteTasks({ ...core, agents: await findRemoteAgents() }));
  return turns;
}
