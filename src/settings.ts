/**
 * Settings: the environment, read once, checked whole. The only reader of `process.env`.
 */
import { z } from 'zod';
import { AssistantError } from './errors.ts';

export const ROLES = ['gateway', 'nlu', 'dialogue', 'agents'] as const;
/** A part of the way of a message that can run, and be scaled, as a process of its own. */
export type Role = (typeof ROLES)[number];

export const RECOGNIZERS = ['linear', 'node-nlp'] as const;
export const DEFAULT_RECOGNIZER = 'linear';

const optionalText = z.string().trim().min(1).optional();
const optionalUrl = (...protocols: string[]) =>
  z
    .url({
      protocol: new RegExp(`^(${protocols.join('|')})$`),
      error: `must begin with ${protocols.join(':// or ')}://`,
    })
    .optional();
/** Only its form: whoever connects reads the rest, and says what is wrong with it before anything starts. */
const redisUrl = z
  .string()
  .trim()
  .regex(/^rediss?(\+sentinel|\+cluster)?:\/\/\S+$/, {
    error: 'must begin with redis://, redis+sentinel:// or redis+cluster://, each also with rediss for TLS',
  })
  .optional();
const price = z.coerce.number().min(0).default(0);
const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

const roles = z
  .string()
  .default('all')
  .transform((text) => text.split(',').map((name) => name.trim()))
  .transform((names) => (names.includes('all') ? [...ROLES] : names))
  .pipe(z.array(z.enum(ROLES, { error: `must be "all" or some of ${ROLES.join(', ')}` })).min(1));

const LEAST_TOKEN = 32;

/** `name=token,name=token`, by the name. What is wrong is told without the tokens. */
const agentTokens = z
  .string()
  .default('')
  .transform((text, context) => {
    const tokens = new Map<string, string>();
    for (const pair of text.split(',').filter((each) => each.trim() !== '')) {
      const [, name = '', token = ''] = /^\s*([a-z0-9-]+)\s*=\s*(\S+)\s*$/.exec(pair) ?? [];
      const wrong = (message: string) => context.addIssue({ code: 'custom', message });
      if (name === '') wrong('must be like name=token,other=token');
      else if (token.length < LEAST_TOKEN)
        wrong(`the token of ${name} must have ${LEAST_TOKEN} characters or more`);
      else if (tokens.has(name)) wrong(`${name} is named twice`);
      else if ([...tokens.values()].includes(token)) wrong(`the token of ${name} is another agent’s too`);
      tokens.set(name, token);
    }
    return tokens;
  });

/** Every environment variable the program itself reads; channels add their own. */
export const environmentSettings = {
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('Port of the HTTP server.'),
  HOST: z.string().default('127.0.0.1').describe('Address it listens on; 0.0.0.0 for all.'),
  PUBLIC_URL: optionalUrl('http', 'https').describe(
    'Address under which citizens reach it, where a proxy stands before it.',
  ),
  TRUST_PROXY: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe(
      'Whether the last address in X-Forwarded-For is believed: true only behind one proxy that sets it.',
    ),
  DATA_DIR: z.string().default('./data').describe('Folder for what is kept without a database server.'),
  MODELS_DIR: optionalText.describe(
    'Folder for what is learnt from the dialogs’ phrases; models in DATA_DIR where not set.',
  ),
  DATABASE_URL: optionalUrl('postgres', 'postgresql').describe(
    'PostgreSQL server; PGlite in DATA_DIR where not set.',
  ),
  DATABASE_POOL: count(10).describe('Connections to the PostgreSQL server, at most, per process.'),
  REDIS_URL: redisUrl.describe(
    'Redis for the streams: redis://host:port, redis+sentinel://host:port,host:port/master or ' +
      'redis+cluster://host:port,host:port; within the process where not set.',
  ),
  ROLES: roles.describe('What this process does: all, or some of gateway, nlu, dialogue, agents.'),
  LLM_URL: optionalUrl('http', 'https').describe(
    'OpenAI-compatible model server, as http://host:8000/v1; extractive answers where not set.',
  ),
  LLM_MODEL: optionalText.describe('Name the server knows the model by.'),
  LLM_API_KEY: optionalText.describe('Bearer token for the model server.'),
  LLM_PRICE_INPUT: price.describe('What a million tokens for the model cost, in any currency.'),
  LLM_PRICE_OUTPUT: price.describe('What a million tokens of the model cost, in the same.'),
  LLM_INTENT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(400)
    .describe('Longest wait for the model to decide what a doubtful message means; 0: it is never asked.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe level that is logged.'),
  SESSION_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Signs the sessions of web visitors, 32 characters or more; made and kept in DATA_DIR where not set.',
    ),
  OIDC_ISSUER: optionalUrl('https', 'http').describe(
    'OpenID provider with which web visitors may log in, as https://sso.acesso.gov.br/; nobody logs in where not set.',
  ),
  OIDC_CLIENT_ID: optionalText.describe('Name the OpenID provider knows this program by.'),
  OIDC_CLIENT_SECRET: optionalText.describe('What it proves itself to the OpenID provider with.'),
  OIDC_NAME: z.string().trim().min(1).max(40).default('gov.br').describe('What citizens call that login.'),
  METRICS_TOKEN: optionalText.describe('Bearer token for /metrics; open where not set.'),
  OPERATOR_TOKEN: optionalText.describe(
    'Bearer token for dead letters, by the API and npm run dead-letters; not to be had where not set.',
  ),
  AGENT_TOKENS: agentTokens.describe(
    'Bearer tokens of the agents that are programs of their own, 32 characters or more each, as name=token,other=token.',
  ),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    )
    .describe('Sites that may embed the chat, comma-separated, as https://www.example.gov.br; * for any.'),
  MESSAGES_PER_MINUTE: count(30).describe('Messages taken from one contact in a minute.'),
  MESSAGES_PER_MINUTE_ADDRESS: count(300).describe('Messages taken from one network address in a minute.'),
  BURST_WINDOW_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(2_500)
    .default(2_500)
    .describe('Longest wait for the rest of what somebody is typing, in milliseconds; 0 for none.'),
  BACKLOG_LIMIT: count(20_000).describe(
    'Conversations that may wait for an answer; above that new messages are refused with 503 and Retry-After.',
  ),
  INACTIVITY_MINUTES: z.coerce
    .number()
    .min(0)
    .default(30)
    .describe(
      'After so long without a word the citizen is asked, and after as long again the conversation is closed; 0: never.',
    ),
  REOPEN_DAYS: z.coerce
    .number()
    .min(0)
    .default(30)
    .describe(
      'For so long after its end a conversation can be opened again by its protocol number; 0: never.',
    ),
  RECOGNIZER: z
    .enum(RECOGNIZERS)
    .default(DEFAULT_RECOGNIZER)
    .describe('What names the intents: linear, or node-nlp, slower to start and less often right.'),
  CORPORA_POLL_MS: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      'How often the dialogs’ phrases are looked at for changes, in milliseconds; 0: at a SIGHUP alone. ' +
        'Where not set: 2000, in production 0.',
    ),
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('production refuses to start without SESSION_SECRET, METRICS_TOKEN and OPERATOR_TOKEN.'),
} as const;

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

function checkLogin({ OIDC_ISSUER, OIDC_CLIENT_ID }: Environment, refuse: (sentence: string) => never): void {
  const { protocol, hostname } = URL.parse(OIDC_ISSUER ?? '') ?? {};
  if (OIDC_ISSUER !== undefined && OIDC_CLIENT_ID === undefined)
    refuse('OIDC_ISSUER is set without OIDC_CLIENT_ID: set both, or neither.');
  if (protocol === 'http:' && !/^(localhost|127\.0\.0\.1)$/.test(hostname ?? ''))
    refuse('OIDC_ISSUER must begin with https://: who logs in over an open line is anybody.');
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
  if (environment.LLM_URL !== undefined && environment.LLM_MODEL === undefined) {
    refuse('LLM_URL is set without LLM_MODEL: set LLM_MODEL to the name the server knows the model by.');
  }
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
