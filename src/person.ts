/** Person: somebody of the house who works at the desk. (An agent is a program; a citizen is a contact.) */

/**
 * What somebody may do. `attendant`: answers citizens, in their queues. `supervisor`: sees every queue,
 * moves what waits, judges. `author`: documents, ready answers, the playground. `auditor`: reads everything,
 * changes nothing. `admin`: accounts, webhooks, and what a supervisor may.
 */
export const PERSON_ROLES = ['admin', 'supervisor', 'attendant', 'author', 'auditor'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** `available`: is given conversations. `busy`: there, and is given none. `away`: not there. */
export const AVAILABILITIES = ['available', 'busy', 'away'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/** As it stands in the log: the name of that moment. */
export interface PersonName {
  readonly personId: string;
  readonly name: string;
}

export interface Person extends PersonName {
  /** In lower case. */
  readonly login: string;
  readonly email: string | null;
  readonly roles: readonly PersonRole[];
  readonly queues: readonly string[];
  readonly skills: readonly string[];
  /** Conversations at once, by channel; the queue's figure for the others. */
  readonly capacity: Readonly<Record<string, number>>;
  /** BCP 47 tag: the desk is shown in it. */
  readonly locale: string;
  readonly isActive: boolean;
}

/** Who is there, for colleagues. */
export interface Presence extends PersonName {
  readonly availability: Availability;
  /** A window of theirs is open somewhere. */
  readonly isOnline: boolean;
  readonly queues: readonly string[];
  /** Open conversations they have. */
  readonly active: number;
}

/** Whether somebody has one of these roles. */
export const hasRole = ({ roles }: Pick<Person, 'roles'>, allowed: readonly PersonRole[]): boolean =>
  roles.some((role) => allowed.includes(role));

/** Those who see the conversations of every queue. */
export const SEES_ALL: readonly PersonRole[] = ['admin', 'supervisor', 'auditor'];

/** Whether somebody may read a conversation that is, or was last, in that queue, and with that person. */
export const maySee = (
  person: Pick<Person, 'personId' | 'roles' | 'queues'>,
  { queue, personId }: { readonly queue: string; readonly personId: string | null },
): boolean =>
  hasRole(person, SEES_ALL) ||
  (hasRole(person, ['attendant']) && (person.queues.includes(queue) || personId === person.personId));

/** They stand before a name, and belong to it. */
const TITLE = /^(?:dra?|sra?|dona|prof(?:a|ª)?|eng(?:a|ª)?)\.?$/i;
/** Not a person's own name but a place at the desk: "Atendente 12", "Equipe da Ouvidoria". */
const ROLE_NAME = /\d|^(?:atend|equipe|servidor|ouvidoria|setor|agente?\b|team|staff|desk|equipo|funcion)/i;

/**
 * What citizens see of a name: the first of a person's own, with its title; all of one that says what
 * somebody is and not who. Whoever is not to be known by their name has another as display name.
 */
export function shownName(name: string): string {
  const words = name.trim().split(/\s+/);
  if (ROLE_NAME.test(name.trim())) return words.join(' ');
  const end = words.findIndex((word) => !TITLE.test(word));
  return words.slice(0, end + 1 || 1).join(' ');
}
