/**
 * A desk on a database of its own, with people signed in. What the gateway mounts for the desk is there, and
 * nothing else of the program. It is asked without a network; for a browser, `http.listen({ port: 0 })`.
 */
import { randomUUID } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { createToken } from '../../src/accounts/tokens.ts';
import type { Database } from '../../src/database.ts';
import { openPglite } from '../../src/databases/pglite.ts';
import { DESK_HEADER } from '../../src/desk.ts';
import { createHttp } from '../../src/http/server.ts';
import { openKnowledge } from '../../src/knowledge/search.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Person, PersonRole } from '../../src/person.ts';
import { createNewsBoard } from '../../src/pipeline/desk-news.ts';
import { createDoorbells } from '../../src/pipeline/doorbells.ts';
import { createLive } from '../../src/pipeline/live.ts';
import type { Core } from '../../src/roles/core.ts';
import { startDesk } from '../../src/roles/desk.ts';
import { readSettings } from '../../src/settings.ts';
import { migrate } from '../../src/store/migrate.ts';
import { addPerson } from '../../src/store/people.ts';
import { addSession } from '../../src/store/people-sessions.ts';
import type { Stream } from '../../src/stream.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import { copyTemplate } from './database-template.ts';
import { temporaryFolder } from './databases.ts';

export const SECRET = 'a secret of the tests, long enough for all of them';

/** Somebody who is signed in. */
export interface SignedInPerson extends Person {
  /** Of the browser's cookie. */
  readonly token: string;
}

export interface DeskAnswer<T = unknown> {
  readonly status: number;
  readonly body: T;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

export interface DeskOptions {
  /** Migrated; PGlite in memory where left out. */
  readonly database?: Database;
  /** Within the process where left out. */
  readonly stream?: Stream;
  /** Beside a secret. */
  readonly settings?: NodeJS.ProcessEnv;
}

async function openFresh(stack: AsyncDisposableStack): Promise<Database> {
  const folder = stack.use(temporaryFolder());
  await copyTemplate('empty', folder.path);
  const database = stack.use(await openPglite(folder.path));
  await migrate(database);
  return database;
}

/** What the gateway's parts work with. */
export async function openDeskCore(options: DeskOptions, stack: AsyncDisposableStack): Promise<Core> {
  const { database = await openFresh(stack), stream = stack.use(openMemoryStream()) } = options;
  const settings = readSettings({ SESSION_SECRET: SECRET, LOG_LEVEL: 'error', ...options.settings });
  const log = createLog(settings.LOG_LEVEL);
  return {
    settings,
    log,
    database,
    stream,
    doorbells: createDoorbells(stream, log),
    live: createLive(stream, log),
    news: createNewsBoard(stream, log),
    metrics: createMetrics(),
    knowledge: stack.use(await openKnowledge(database, log)),
    model: undefined,
  };
}

/** Somebody new, who is signed in from now on. Everything that is left out has some value. */
export async function addSignedIn(
  database: Database,
  roles: readonly PersonRole[],
  own: Partial<Person> = {},
): Promise<SignedInPerson> {
  const personId = own.personId ?? randomUUID();
  const person: Person = {
    personId,
    login: `${roles[0]}-${personId.slice(0, 8)}`,
    name: `Ana ${roles[0]}`,
    email: null,
    roles,
    queues: ['geral'],
    skills: [],
    capacity: {},
    locale: 'pt-BR',
    isActive: true,
    ...own,
  };
  const { token, hash } = createToken();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await addPerson(database, person);
  const session = {
    sessionId: randomUUID(),
    hash,
    personId,
    kind: 'browser',
    name: 'test',
    expiresAt,
  } as const;
  await addSession(database, session);
  return { ...person, token };
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** With an admin, a supervisor, two attendants (of the queue `geral`), an author and an auditor. */
export async function openDesk(options: DeskOptions = {}) {
  await using stack = new AsyncDisposableStack();
  const core = await openDeskCore(options, stack);
  const { database, log, metrics } = core;
  const http = await createHttp({ log, metrics, trustProxy: false, origins: [], version: '0' });
  stack.defer(() => http.close());
  const urlOf = () => {
    const address = http.server.address();
    return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 3000}`;
  };
  await startDesk(core, http, () => core.settings.PUBLIC_URL ?? urlOf(), stack);
  await http.ready();
  const enter = (roles: readonly PersonRole[], own?: Partial<Person>) => addSignedIn(database, roles, own);
  const people = {
    admin: await enter(['admin']),
    supervisor: await enter(['supervisor']),
    attendant: await enter(['attendant'], { name: 'Bia Attendant' }),
    other: await enter(['attendant'], { name: 'Caio Attendant' }),
    author: await enter(['author'], { queues: [] }),
    auditor: await enter(['auditor'], { queues: [] }),
  };
  const opened = stack.move();
  return {
    core,
    http,
    database,
    people,
    enter,
    /**
     * Asks the desk's API as a browser of that person's does.
     * @param person undefined: nobody
     * @param path below `/api/v1/desk`
     * @param more of the request, over what is usual
     */
    async call<T = unknown>(
      person: Pick<SignedInPerson, 'token'> | undefined,
      method: Method,
      path: string,
      body?: object | string | Buffer,
      more: InjectOptions = {},
    ): Promise<DeskAnswer<T>> {
      const cookie = person === undefined ? {} : { cookie: `guiche_desk=${person.token}` };
      const response = await http.inject({
        method,
        url: `/api/v1/desk${path}`,
        ...(body === undefined ? {} : { payload: body }),
        ...more,
        headers: { ...cookie, [DESK_HEADER]: '1', ...more.headers },
      });
      const isJson = String(response.headers['content-type'] ?? '').includes('application/json');
      return {
        status: response.statusCode,
        body: (isJson ? response.json() : response.body) as T,
        headers: response.headers,
      };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;
