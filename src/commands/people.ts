/**
 * `npm run people`: accounts of the people at the desk, for whoever runs the program.
 *
 *   npm run people -- link                                     of the first admin, while there is none
 *   npm run people -- list
 *   npm run people -- invite LOGIN --name NAME [--role ROLE]…  attendant where no role is named
 *   npm run people -- reset LOGIN                              a link with which they choose a new password
 *   npm run people -- deactivate LOGIN                         signed out at once
 *
 * With a PostgreSQL server at any time. Without one the database is the running program's alone: stop it
 * first. `--url https://…` is what links begin with; PUBLIC_URL where left out.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Accounts, createAccounts } from '../accounts/accounts.ts';
import { openAttempts } from '../accounts/attempts.ts';
import { type CreatedLink, createFirstLink, createResetLink, linkOf } from '../accounts/links.ts';
import { addPerson, changePerson, listPeople } from '../accounts/people.ts';
import { AssistantError, describeError } from '../errors.ts';
import { loginSchema } from '../http/desk/schemas.ts';
import { createLog } from '../log.ts';
import { PERSON_ROLES } from '../person.ts';
import { createNewsBoard } from '../pipeline/desk-news.ts';
import { openDatabase, secretOf } from '../roles/core.ts';
import { readSettings, type Settings } from '../settings.ts';
import { migrate } from '../store/migrate.ts';
import { findPerson } from '../store/people.ts';
import { openMemoryStream } from '../streams/memory.ts';
import { openRedisStream } from '../streams/redis.ts';

const USAGE =
  'usage: npm run people -- link | list | invite LOGIN --name NAME [--role ROLE]… | reset LOGIN | deactivate LOGIN' +
  '  [--url https://…]';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function openParts(settings: Settings, stack: AsyncDisposableStack): Promise<Accounts> {
  const log = createLog('warn');
  const database = stack.use(await openDatabase(settings, log));
  await migrate(database);
  const { REDIS_URL } = settings;
  // Gateways that run hear of it, and sign out whoever is to be.
  const stream = stack.use(
    REDIS_URL === undefined ? openMemoryStream() : await openRedisStream(REDIS_URL, log),
  );
  const news = createNewsBoard(stream, log);
  const attempts = stack.use(openAttempts(undefined));
  return createAccounts({ database, news, log, attempts, secret: secretOf(settings) });
}

interface Wish {
  readonly login: string;
  readonly name: string | undefined;
  readonly roles: readonly string[];
  readonly url: string;
}

function printLink(url: string, link: CreatedLink): void {
  print(`Works once, until ${link.expiresAt.toISOString()}:`);
  print(`  ${linkOf(url, link)}`);
}

async function findId({ database }: Accounts, login: string): Promise<string> {
  const found = await findPerson(database, { login });
  if (!found) throw new AssistantError('not-found', `A person with the login ${login}`);
  return found.person.personId;
}

async function list({ database }: Accounts): Promise<void> {
  const people = await listPeople(database);
  if (people.length === 0) print('There is nobody yet: npm run people -- link');
  for (const { person, locks } of people) {
    const state = [
      person.isActive ? undefined : 'closed',
      locks.isElsewhere ? 'OpenID' : undefined,
      locks.password === null && !locks.isElsewhere ? 'no password yet' : undefined,
      locks.totpSecret === null ? undefined : 'second factor',
    ].filter((each) => each !== undefined);
    print([person.login, person.name, person.roles.join(', '), ...state].join('  ·  '));
  }
}

const rolesSchema = z.array(z.enum(PERSON_ROLES, { error: `The roles are ${PERSON_ROLES.join(', ')}.` }));

async function invite(accounts: Accounts, { login, name, roles, url }: Wish): Promise<void> {
  if (name === undefined) throw new AssistantError('invalid-request', USAGE);
  const known = loginSchema.safeParse(login);
  if (!known.success) throw new AssistantError('invalid-request', known.error.issues[0]?.message ?? USAGE);
  const wanted = rolesSchema.safeParse(roles.length > 0 ? roles : ['attendant']);
  if (!wanted.success) throw new AssistantError('invalid-request', wanted.error.issues[0]?.message ?? USAGE);
  const { link } = await addPerson(accounts, null, {
    login: known.data,
    name,
    email: null,
    roles: wanted.data,
    queues: [],
    skills: [],
    capacity: {},
    locale: 'pt-BR',
  });
  printLink(url, link);
}

const ACTIONS: Readonly<Record<string, (accounts: Accounts, wish: Wish) => Promise<void>>> = {
  list,
  invite,
  async link({ database }, { url }) {
    const link = await createFirstLink(database);
    if (!link) throw new AssistantError('invalid-request', 'There is an admin already: use invite or reset.');
    printLink(url, link);
  },
  async reset(accounts, { login, url }) {
    printLink(url, await createResetLink(accounts, null, await findId(accounts, login)));
  },
  async deactivate(accounts, { login }) {
    await changePerson(accounts, null, await findId(accounts, login), { isActive: false });
    print(`${login} is signed out everywhere, and lets nobody in any more.`);
  },
};

const NEEDS_LOGIN = ['invite', 'reset', 'deactivate'];

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string', multiple: true, default: [] },
    },
  });
  const [name = '', login = ''] = positionals;
  const act = ACTIONS[name];
  if (!act || positionals.length !== (NEEDS_LOGIN.includes(name) ? 2 : 1))
    throw new AssistantError('invalid-request', USAGE);
  const settings = readSettings();
  const url = values.url ?? settings.PUBLIC_URL ?? `http://127.0.0.1:${settings.PORT}`;
  await using stack = new AsyncDisposableStack();
  const accounts = await openParts(settings, stack);
  await act(accounts, { login, name: values.name, roles: values.role, url: url.replace(/\/$/, '') });
}

try {
  await run();
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
