/** What somebody may do with a conversation. The server judges again; this is for what is shown. Pure. */
import { hasRole, type Person } from '../../../src/person.ts';
import type { TicketLine } from '../../../src/ticket.ts';

export interface Rights {
  /** May answer and change it. */
  readonly works: boolean;
  readonly isMine: boolean;
  /** A supervisor's note is a word to whoever has it. */
  readonly whispers: boolean;
}

export function readRights(person: Person | null | undefined, { person: holder }: TicketLine): Rights {
  const isMine = person != null && holder?.personId === person.personId;
  return {
    works: person != null && hasRole(person, ['admin', 'supervisor', 'attendant']),
    isMine,
    whispers: person != null && !isMine && holder !== null && hasRole(person, ['admin', 'supervisor']),
  };
}
