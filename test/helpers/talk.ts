/** A conversation with dialogs alone: turns are decided one after the other, nothing is written. */
import { loadDialogs, loadPolicy } from '../../src/dialog-folders.ts';
import { findEntities } from '../../src/entities.ts';
import type { EventBody } from '../../src/event.ts';
import { TIME_ZONE } from '../../src/locale.ts';
import { decide } from '../../src/pipeline/decide.ts';
import { createDialogLibrary, type LoadedDialog } from '../../src/pipeline/dialog-library.ts';
import { type Conversation, type Decision, INITIAL_STATE, type OpenTask } from '../../src/turn.ts';
import { converse, ended, means, says } from './decisions.ts';
import { PLAIN_POLICY } from './policy.ts';

/** A Saturday. */
export const NOW = new Date('2026-11-21T15:00:00Z');

export const realDialogs: readonly LoadedDialog[] = await loadDialogs();
const realPolicy = await loadPolicy(realDialogs);

/** Who talks, and what the conversation has come to. */
export function talk(dialogs: readonly LoadedDialog[] = realDialogs, locale = 'pt-BR') {
  const library = createDialogLibrary(dialogs);
  const policy = dialogs === realDialogs ? realPolicy : PLAIN_POLICY;
  let own: Partial<Omit<Conversation, 'unhandled'>> = { state: INITIAL_STATE, locale };
  let openTasks: readonly OpenTask[] = [];
  let last: Decision | undefined;
  let tasks = 0;

  function take(event: ReturnType<typeof says>, at = NOW): readonly string[] {
    const unhandled = [{ ...event, createdAt: at, ageMs: 0 }];
    const conversation = { ...converse([]), ...own, openTasks, unhandled };
    last = decide(conversation, {
      library,
      policy,
      silenceMs: 0,
      createTaskId: () => `task-${++tasks}`,
      policyOf: () => 'interrupt',
      placeOf: () => undefined,
    });
    own = { state: last.state, locale: last.locale, status: last.status, queue: last.queue };
    const superseded = new Set(
      last.events.flatMap((each) => (each.type === 'task-superseded' ? [each.taskId] : [])),
    );
    const started = last.events.flatMap((each) =>
      each.type === 'task-started'
        ? [{ taskId: each.taskId, agent: each.agent, dialog: each.dialog, said: null }]
        : [],
    );
    openTasks = [...openTasks, ...started].filter(({ taskId }) => !superseded.has(taskId));
    return said();
  }
  const replies = () =>
    (last?.events ?? []).filter(
      (each): each is Extract<EventBody, { type: 'reply-added' }> => each.type === 'reply-added',
    );
  const said = (): readonly string[] => replies().map(({ activity }) => activity.text);

  return {
    /** @param intent surely meant; none where left out */
    say(text: string, intent: string | null = null, at = NOW) {
      const entities = findEntities(text, { locale, now: at, timeZone: TIME_ZONE });
      return take(says(text, intent, { ...means(intent), entities }), at);
    },
    tap(title: string) {
      const button = own.state?.offered.find((each) => each.title === title);
      if (!button)
        throw new Error(`no button is called ${title}: ${own.state?.offered.map((each) => each.title)}`);
      const event = says('', null);
      const activity = { type: 'choice', ...button } as const;
      return take({ ...event, body: { ...event.body, activity } as EventBody });
    },
    /** The task that is under way ends. */
    end(text?: string) {
      const [task] = openTasks;
      if (!task) throw new Error('no task is under way');
      openTasks = openTasks.slice(1);
      return take(ended(task.dialog, text));
    },
    get buttons() {
      return own.state?.offered.map(({ title }) => title) ?? [];
    },
    get events() {
      return last?.events ?? [];
    },
    get status() {
      return own.status ?? 'open';
    },
    get state() {
      return own.state ?? INITIAL_STATE;
    },
  };
}
