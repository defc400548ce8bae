/** Gives what waits to somebody. */
import { useSignal } from '@preact/signals';
import type { BoardPerson } from '../../../src/supervision.ts';
import type { TicketLine } from '../../../src/ticket.ts';
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { say } from '../../app/parts/toast.tsx';
import { useSending } from './sending.ts';
import { board } from './state.ts';
import { t } from './words.ts';

const STATES = { available: 'there', busy: 'busy', away: 'away' } as const;

const describe = ({ name, availability, active }: BoardPerson): string =>
  `${name} (${t(STATES[availability])}, ${active})`;

/** Whoever is there; first who serves the queue and is given conversations. */
function findPeople({ queue }: TicketLine): readonly BoardPerson[] {
  const rank = ({ availability, queues }: BoardPerson) =>
    Number(availability !== 'available') + Number(!queues.includes(queue));
  return (board.value?.people ?? []).filter(({ isOnline }) => isOnline).toSorted((a, b) => rank(a) - rank(b));
}

export function AssignDialog({ line, onClose }: { readonly line: TicketLine; onClose(): void }) {
  const people = findPeople(line);
  const personId = useSignal(people[0]?.personId ?? '');
  const { isBusy, problem, renew, send } = useSending();
  const assign = async () => {
    if (!(await send(`/tickets/${line.conversationId}/assign`, { personId: personId.value }))) return;
    say(t('assigned', { name: people.find((each) => each.personId === personId.value)?.name ?? '' }));
    onClose();
  };
  return (
    <Dialog title={t('assignTo', { contact: line.contact })} onClose={onClose}>
      {people.length === 0 && <p>{t('nobodyOnline')}</p>}
      <Field label={t('toWhom')} problem={problem}>
        {(tie) => (
          <select
            {...tie}
            value={personId.value}
            onChange={({ currentTarget }) => {
              personId.value = currentTarget.value;
              renew();
            }}
          >
            {people.map((person) => (
              <option key={person.personId} value={person.personId}>
                {describe(person)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Actions>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button look="primary" isBusy={isBusy} disabled={personId.value === ''} onClick={() => void assign()}>
          {t('assign')}
        </Button>
      </Actions>
    </Dialog>
  );
}
