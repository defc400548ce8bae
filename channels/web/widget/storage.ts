/**
 * What outlives a page: the token (kept in this browser) and the outbox (kept in this tab). Where
 * the browser forbids storage, memory stands in, and a reload begins anew.
 */
import type { Outgoing } from './state.ts';

export interface Storage {
  readToken(): string | undefined;
  writeToken(token: string): void;
  readOutbox(): readonly Outgoing[];
  writeOutbox(outbox: readonly Outgoing[]): void;
  /** Whether the panel was left open in this tab; undefined while nobody has touched it. */
  readOpen(): boolean | undefined;
  writeOpen(open: boolean): void;
}

interface Area {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** @param server whose token it is: one site may talk to several */
export function openStorage(server: string): Storage {
  const browser = openArea(() => localStorage);
  const tab = openArea(() => sessionStorage);
  const key = (name: string): string => `guiche:${server}:${name}`;
  return {
    readToken: () => browser.getItem(key('token')) ?? undefined,
    writeToken: (token) => browser.setItem(key('token'), token),
    readOutbox: () => parseOutbox(tab.getItem(key('outbox'))),
    writeOutbox: (outbox) => tab.setItem(key('outbox'), JSON.stringify(outbox)),
    readOpen: () => {
      const open = tab.getItem(key('open'));
      return open === null ? undefined : open === 'true';
    },
    writeOpen: (open) => tab.setItem(key('open'), String(open)),
  };
}

function openArea(open: () => Area): Area {
  const memory = new Map<string, string>();
  const attempt = <Result>(use: (area: Area) => Result, otherwise: Result): Result => {
    try {
      return use(open());
    } catch {
      return otherwise;
    }
  };
  return {
    getItem: (key) => memory.get(key) ?? attempt((area) => area.getItem(key), null),
    setItem: (key, value) => {
      memory.set(key, value);
      attempt((area) => area.setItem(key, value), undefined);
    },
  };
}

/** What another version or another script left there, unless it is ours, is nothing. */
function parseOutbox(json: string | null): readonly Outgoing[] {
  try {
    const outbox: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(outbox) ? outbox.filter(isOutgoing) : [];
  } catch {
    return [];
  }
}

const isOutgoing = (value: unknown): value is Outgoing =>
  typeof (value as Outgoing | null)?.message?.clientId === 'string' && 'failure' in (value as Outgoing);
