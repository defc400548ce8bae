/**
 * Settings: the environment, read once, checked whole. The only reader of `process.env`. What there is:
 * settings/environment.ts.
 */
import { z } from 'zod';
import { AssistantError } from './errors.ts';
import { environmentSettings } from './settings/environment.ts';
import { ROLES } from './settings/forms.ts';

export { environmentSettings } from './settings/environment.ts';
export { DEFAULT_RECOGNIZER, RECOGNIZERS, ROLES, type Role } from './settings/forms.ts';

const environmentSchema = z.object(environmentSettings);
export type Environment = z.output<typeof environmentSchema>;

export interface Settings extends Environment {
  /** The raw variables, from which channels read their own. */
  readonly variables: Readonly<Record<string, string>>;
}

/** An empty variable counts as not set: compose files and shells leave such behind. */
const present = (variables: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1].trim() !== '',
    ),
  );

/**
 * Reads the variables that a schema names.
 * @throws AssistantError `configuration` with a line for each that is wrong
 */
export function parseVariables<S extends z.ZodType>(
  schema: S,
  variables: Readonly<Record<string, string>>,
): z.output<S> {
  const result = schema.safeParse(variables);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new AssistantError('configuration', `The settings are not right:\n  ${lines.join('\n  ')}`);
}

/** What is said at a provider of logins goes over a closed line, and to a client that it knows. */
function checkProvider(environment: Environment, prefix: '' | 'DESK_', refuse: (sentence: string) => never) {
  const [issuer, id] = [environment[`${prefix}OIDC_ISSUER`], environment[`${prefix}OIDC_CLIENT_ID`]];
  const { protocol, hostname } = URL.parse(issuer ?? '') ?? {};
  if (issuer !== undefined && id === undefined)
    refuse(`${prefix}OIDC_ISSUER is set without ${prefix}OIDC_CLIENT_ID: set both, or neither.`);
  if (protocol === 'http:' && !/^(localhost|127\.0\.0\.1)$/.test(hostname ?? ''))
    refuse(`${prefix}OIDC_ISSUER must begin with https://: who logs in over an open line is anybody.`);
}

function checkLogin(environment: Environment, refuse: (sentence: string) => never): void {
  checkProvider(environment, '', refuse);
  checkProvider(environment, 'DESK_', refuse);
  if (environment.DESK_OIDC_ISSUER !== undefined && environment.DESK_OIDC_ROLES.length === 0)
    refuse('DESK_OIDC_ISSUER is set without DESK_OIDC_ROLES: nobody would be let in. Say who is what.');
}

function checkModel(environment: Environment, refuse: (sentence: string) => never): void {
  const { LLM_URL, LLM_MODEL, LLM_FALLBACK_URL } = environment;
  if (LLM_URL !== undefined && LLM_MODEL === undefined)
    refuse('LLM_URL is set without LLM_MODEL: set LLM_MODEL to the name the server knows the model by.');
  if (environment.EMBEDDINGS_URL !== undefined && environment.EMBEDDINGS_MODEL === undefined)
    refuse(
      'EMBEDDINGS_URL is set without EMBEDDINGS_MODEL: set it to the name the server knows the model by.',
    );
  if (LLM_FALLBACK_URL !== undefined && LLM_URL === undefined)
    refuse('LLM_FALLBACK_URL is set without LLM_URL: the servers that are asked first go into LLM_URL.');
  const twice = LLM_FALLBACK_URL?.find((url) => LLM_URL?.includes(url));
  if (twice !== undefined)
    refuse(`${twice} is in LLM_URL and in LLM_FALLBACK_URL: it cannot stand in for itself.`);
}

function checkTogether(environment: Environment): void {
  const refuse = (sentence: string): never => {
    throw new AssistantError('configuration', sentence);
  };
  checkLogin(environment, refuse);
  const missing = [
    environment.DATABASE_URL === undefined ? 'DATABASE_URL' : undefined,
    environment.REDIS_URL === undefined ? 'REDIS_URL' : undefined,
  ].filter((name) => name !== undefined);
  if (new Set(environment.ROLES).size < ROLES.length && missing.length > 0) {
    refuse(
      `ROLES=${environment.ROLES.join(',')} splits the program into processes, which meet in PostgreSQL and Redis: ` +
        `set ${missing.join(' and ')}, or leave ROLES at "all".`,
    );
  }
  if (environment.REDIS_URL !== undefined && environment.DATABASE_URL === undefined) {
    refuse(
      'REDIS_URL is set without DATABASE_URL: several processes need both. Set DATABASE_URL, or leave both out.',
    );
  }
  checkModel(environment, refuse);
  if (environment.NODE_ENV === 'production') {
    const secrets = (['SESSION_SECRET', 'METRICS_TOKEN', 'OPERATOR_TOKEN'] as const).filter(
      (name) => environment[name] === undefined,
    );
    if (secrets.length > 0)
      refuse(`In production ${new Intl.ListFormat('en-GB').format(secrets)} must be set.`);
  }
}

/** @throws AssistantError `configuration`, saying what to set */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const variables = present(env);
  const environment = parseVariables(environmentSchema, variables);
  checkTogether(environment);
  return { ...environment, variables };
}
