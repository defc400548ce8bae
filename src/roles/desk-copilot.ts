/** The co-pilot's routes, over the house's own parts. */
import { findEntities } from '../entities.ts';
import { createCopilotRoutes } from '../http/desk/copilot.ts';
import { reaches } from '../http/desk/live/stories.ts';
import type { DeskRoute } from '../http/desk/route.ts';
import { DEFAULT_LOCALE, TIME_ZONE } from '../locale.ts';
import { createTrials } from '../pipeline/trials.ts';
import { readConversationLog } from '../store/copilot.ts';
import { findReach } from '../store/desk-live.ts';
import type { Core } from './core.ts';

const findCaseNumbers = (text: string): string[] =>
  findEntities(text, { locale: DEFAULT_LOCALE, now: new Date(), timeZone: TIME_ZONE }).flatMap(
    ({ name, value }) => (name === 'case-number' ? [value] : []),
  );

export function createDeskCopilotRoutes({
  database,
  stream,
  log,
}: Pick<Core, 'database' | 'stream' | 'log'>): readonly DeskRoute[] {
  const trials = createTrials(stream);
  return createCopilotRoutes({
    log,
    findCaseNumbers,
    async readLog(me, conversationId) {
      const [reach] = await findReach(database, [conversationId]);
      return reach && reaches(me, reach) ? readConversationLog(database, conversationId) : undefined;
    },
    watch: (question, signal) => trials.watch('copilot', question, signal),
  });
}
