/** Ready answers, and who may change them: one's own everybody, those of all whoever writes for all. */
import { v7 as createId } from 'uuid';
import type { Database } from '../database.ts';
import { AssistantError } from '../errors.ts';
import { hasRole, type Person, type PersonRole } from '../person.ts';
import {
  type CannedAnswer,
  findCannedAnswer,
  listCannedAnswers,
  putCannedAnswer,
  removeCannedAnswer,
} from '../store/canned-answers.ts';
import { addDeskChange } from '../store/desk-changes.ts';

/** Those who write what all use. */
const WRITES_FOR_ALL: readonly PersonRole[] = ['admin', 'supervisor', 'author'];

export interface CannedWish extends Omit<CannedAnswer, 'id' | 'personId'> {
  /** For oneself alone. */
  readonly isOwn: boolean;
}

const mayChange = (me: Person, personId: string | null): boolean =>
  personId === null ? hasRole(me, WRITES_FOR_ALL) : personId === me.personId;

const refuse = (): never => {
  throw new AssistantError(
    'forbidden',
    'Answers that all use are changed by authors, supervisors and admins.',
  );
};

export function createCannedAnswers(database: Database) {
  async function write(
    me: Person,
    id: string,
    { isOwn, ...answer }: CannedWish,
    action: string,
  ): Promise<CannedAnswer> {
    const personId = isOwn ? me.personId : null;
    if (!mayChange(me, personId)) refuse();
    const whole = { ...answer, id, personId };
    await database.transaction(async (transaction) => {
      await putCannedAnswer(transaction, whole);
      const { shortcut } = answer;
      if (personId === null)
        await addDeskChange(transaction, { personId: me.personId, action, about: { id, shortcut } });
    });
    return whole;
  }

  /** @throws AssistantError `not-found` also for another person's own */
  async function find(me: Person, id: string): Promise<CannedAnswer> {
    const found = await findCannedAnswer(database, id);
    if (!found || (found.personId !== null && found.personId !== me.personId))
      throw new AssistantError('not-found', 'This answer');
    if (!mayChange(me, found.personId)) refuse();
    return found;
  }

  return {
    list: (
      me: Person,
      question: {
        readonly search?: string | undefined;
        readonly queue?: string | undefined;
        readonly locale?: string | undefined;
      },
    ) => listCannedAnswers(database, { ...question, personId: me.personId }),
    add: (me: Person, wish: CannedWish) => write(me, createId(), wish, 'canned-answer-added'),
    async change(me: Person, id: string, wish: CannedWish) {
      await find(me, id);
      return write(me, id, wish, 'canned-answer-changed');
    },
    async remove(me: Person, id: string): Promise<void> {
      const { personId, shortcut } = await find(me, id);
      await database.transaction(async (transaction) => {
        await removeCannedAnswer(transaction, id);
        if (personId === null)
          await addDeskChange(transaction, {
            personId: me.personId,
            action: 'canned-answer-removed',
            about: { id, shortcut },
          });
      });
    },
  };
}
