/** Every environment variable the program itself reads, with what it is for; channels and agents add their own. */
import { z } from 'zod';
import {
  agentTokens,
  claimRoles,
  count,
  DEFAULT_RECOGNIZER,
  modelUrls,
  names,
  optionalText,
  optionalUrl,
  price,
  RECOGNIZERS,
  redisUrl,
  roles,
} from './forms.ts';

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
  LLM_URL: modelUrls.describe(
    'OpenAI-compatible model servers that are asked first, comma-separated, as http://host:8000/v1; extractive answers ' +
      'where not set.',
  ),
  LLM_MODEL: optionalText.describe('Name these servers know the model by.'),
  LLM_API_KEY: optionalText.describe('Bearer token for these servers.'),
  LLM_FALLBACK_URL: modelUrls.describe(
    'Model servers that take over where the first fail or keep citizens waiting, comma-separated.',
  ),
  LLM_FALLBACK_MODEL: optionalText.describe('Name those servers know the model by; LLM_MODEL where not set.'),
  LLM_FALLBACK_API_KEY: optionalText.describe(
    'Bearer token for those servers; where not set LLM_API_KEY, so set it where they are somebody else’s.',
  ),
  LLM_FIRST_TOKEN_MS: count(20_000).describe(
    'Longest wait for an answer’s first word, of one server; half of it where another can take over.',
  ),
  LLM_ANSWER_MS: count(45_000).describe('Longest time for a whole answer, of all servers together.'),
  EMBEDDINGS_URL: optionalUrl('http', 'https').describe(
    'OpenAI-compatible server of an embedding model, as http://host:8001/v1: passages are then found by their ' +
      'meaning too. Needs pgvector in PostgreSQL. By words alone where not set.',
  ),
  EMBEDDINGS_MODEL: optionalText.describe('Name that server knows the embedding model by.'),
  EMBEDDINGS_API_KEY: optionalText.describe('Bearer token for that server.'),
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
  DESK_OIDC_ISSUER: optionalUrl('https', 'http').describe(
    'OpenID provider with which people sign in at the desk, as https://sso.example.gov.br/realms/house; by password alone where not set.',
  ),
  DESK_OIDC_CLIENT_ID: optionalText.describe('Name that provider knows the desk by.'),
  DESK_OIDC_CLIENT_SECRET: optionalText.describe('What the desk proves itself to that provider with.'),
  DESK_OIDC_NAME: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .default('OpenID')
    .describe('What people call signing in there.'),
  DESK_OIDC_ROLES: claimRoles.describe(
    'Who is what at the desk, by what the provider calls them: guiche-admin=admin,atendentes=attendant. Who is nothing is not let in.',
  ),
  DESK_OIDC_ROLES_CLAIM: z
    .string()
    .trim()
    .min(1)
    .default('realm_access.roles')
    .describe(
      'Claim that holds these, by its name or its path: realm_access.roles is Keycloak’s, groups is usual.',
    ),
  METRICS_TOKEN: optionalText.describe('Bearer token for /metrics; open where not set.'),
  OPERATOR_TOKEN: optionalText.describe(
    'Bearer token for dead letters, documents and the playground, by the API; none of it is to be had where not set.',
  ),
  AGENT_TOKENS: agentTokens.describe(
    'Bearer tokens of the agents that are programs of their own, 32 characters or more each, as name=token,other=token.',
  ),
  UPLOAD_LIMIT_BYTES: count(20_000_000).describe('Largest document taken through the API.'),
  KNOWLEDGE_REFRESH_HOURS: z.coerce
    .number()
    .min(0)
    .max(500)
    .default(24)
    .describe(
      'How often the documents’ web addresses are fetched again; 0: only by npm run knowledge -- ingest.',
    ),
  KNOWLEDGE_PRIVATE_HOSTS: names
    .transform((hosts) => new Set(hosts.map((host) => host.toLowerCase())))
    .describe(
      'Hosts inside the house from which documents may be fetched, comma-separated, as intranet.example.gov.br,10.0.0.7.',
    ),
  DESK_FILE_LIMIT_BYTES: count(10_000_000).describe('Largest file that people send to a citizen.'),
  DESK_WEBHOOK_HOSTS: names
    .transform((hosts) => new Set(hosts.map((host) => host.toLowerCase())))
    .describe(
      'Hosts inside the house that the desk’s webhooks may tell, comma-separated; http:// is taken for these alone.',
    ),
  CORS_ORIGINS: names.describe(
    'Sites that may embed the chat, comma-separated, as https://www.example.gov.br; * for any.',
  ),
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
