/** For those who keep the documents: sends them, lists them, and takes them away again. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AssistantError } from '../errors.ts';
import type { Guard } from './guard.ts';

const name = (what: string) =>
  z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, { error: 'must be one line' })
    .describe(what);
const COLLECTION = name('Name of its folder in knowledge/.');
const DOCUMENT = name('Its name in the collection, of one’s own choice; slashes as %2F.');
const day = z.iso.date();

const documentParams = z.object({ collection: COLLECTION, document: DOCUMENT });
const aboutSchema = z.object({
  title: name('In place of the document’s own title.').optional(),
  locale: z.string().min(2).max(35).optional().describe('Its language, as pt-BR.'),
  owner: name('Who answers for it.').optional(),
  audience: z.enum(['public', 'staff']).optional().describe('Who may be told of it.'),
  valid_from: day.optional().describe('First day on which it holds.'),
  valid_until: day.optional().describe('Last day on which it holds.'),
  address: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where citizens can read the whole of it.'),
});
const documentSchema = z.object({
  collection: z.string(),
  document: z.string(),
  origin: z.enum(['file', 'web', 'upload']),
  state: z.enum(['searched', 'waiting']).describe('waiting: it is not searched yet.'),
  title: z.string().nullable(),
  locale: z.string().nullable(),
  owner: z.string().nullable(),
  audience: z.enum(['public', 'staff']).nullable(),
  validFrom: z.string().nullable(),
  validUntil: z.string().nullable(),
  address: z.string().nullable(),
  mediaType: z.string(),
  passages: z.number().int(),
});
const listSchema = z.object({
  documents: z.array(documentSchema),
  next: z.string().nullable().describe('`after` of the next page; null on the last one.'),
  rejected: z
    .array(z.object({ collection: z.string(), place: z.string(), reason: z.string() }))
    .describe('What could not be taken when the sources were last looked at.'),
});
const querySchema = z.object({
  collection: COLLECTION.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z
    .string()
    .regex(/^[^/]+\/./)
    .optional()
    .describe('`next` of the page before.'),
});
const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});

type DocumentJson = z.output<typeof documentSchema>;
type Problem = z.output<typeof listSchema>['rejected'][number];

/** A document on its way in. */
export interface SentDocument {
  readonly collection: string;
  readonly document: string;
  /** As it was declared; '' where it was not. */
  readonly mediaType: string;
  readonly content: Uint8Array;
  readonly about: {
    readonly title?: string | undefined;
    readonly locale?: string | undefined;
    readonly owner?: string | undefined;
    readonly audience?: 'public' | 'staff' | undefined;
    readonly validFrom?: string | undefined;
    readonly validUntil?: string | undefined;
    readonly address?: string | undefined;
  };
}

/** Who keeps the documents. */
export interface DocumentKeeper {
  /** Resolves when it is searched. Errors: AssistantError `invalid-request`, `not-found`; nothing is kept then. */
  put(document: SentDocument): Promise<{ readonly isNew: boolean }>;
  /** Errors: AssistantError `not-found`. */
  remove(collection: string, document: string): Promise<void>;
  list(page: {
    collection: string | undefined;
    limit: number;
    after: { collection: string; document: string } | undefined;
  }): Promise<readonly Readonly<DocumentJson>[]>;
  rejected(): Promise<readonly Readonly<Problem>[]>;
}

export interface KnowledgeRoutes {
  /** Without one there are no such routes. */
  readonly guard: Guard | undefined;
  readonly limitBytes: number;
  readonly keeper: DocumentKeeper;
}

const PATH = '/api/v1/knowledge';

function parseAfter(after: string | undefined) {
  if (after === undefined) return undefined;
  const slash = after.indexOf('/');
  return { collection: after.slice(0, slash), document: after.slice(slash + 1) };
}

function checkDays({ valid_from: from, valid_until: until }: z.output<typeof aboutSchema>): void {
  if (from !== undefined && until !== undefined && from > until)
    throw new AssistantError('invalid-request', 'valid_until comes before valid_from.');
}

/** Bodies are documents: taken as they are, whatever they are called. */
function takeBytes(scope: FastifyInstance, limitBytes: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limitBytes }, (_request, body, done) =>
    done(null, body),
  );
  scope.setErrorHandler<Error & { statusCode?: number }>((error) => {
    if (error.statusCode !== 413 || error instanceof AssistantError) throw error;
    const sentence = `The document is larger than ${limitBytes} bytes (UPLOAD_LIMIT_BYTES).`;
    throw new AssistantError('too-large', sentence, { cause: error });
  });
}

interface Shared {
  readonly onRequest: (request: FastifyRequest) => Promise<void>;
  readonly schema: object;
}

function mountChanges(scope: FastifyInstance, { keeper, limitBytes }: KnowledgeRoutes, shared: Shared): void {
  takeBytes(scope, limitBytes);
  const routes = scope.withTypeProvider<ZodTypeProvider>();
  const { onRequest } = shared;
  const errors = { '4xx': errorSchema, '5xx': errorSchema };
  const kept = z.object({ collection: z.string(), document: z.string(), state: z.literal('searched') });
  const put = {
    ...shared.schema,
    summary: 'Send a document, in place of one that was sent under its name',
    params: documentParams,
    querystring: aboutSchema,
    body: z.any().describe('The document itself: Markdown, HTML, PDF, DOCX, text or charter XML.'),
    consumes: ['application/octet-stream'],
    response: { 200: kept, 201: kept, ...errors },
  };
  const path = `${PATH}/:collection/:document`;
  routes.put(path, { onRequest, schema: put, bodyLimit: limitBytes }, async (request, reply) => {
    const { params, query, body, headers } = request;
    checkDays(query);
    if (!Buffer.isBuffer(body) || body.length === 0)
      throw new AssistantError('invalid-request', 'The request has no body: it should be the document.');
    const { valid_from: validFrom, valid_until: validUntil, ...said } = query;
    const { isNew } = await keeper.put({
      ...params,
      mediaType: headers['content-type'] ?? '',
      content: body,
      about: { ...said, validFrom, validUntil },
    });
    return reply.code(isNew ? 201 : 200).send({ ...params, state: 'searched' as const });
  });
  const remove = {
    ...shared.schema,
    summary: 'Delete a document that was sent',
    params: documentParams,
    response: { 204: z.null().describe('It is gone.'), ...errors },
  };
  routes.delete(path, { onRequest, schema: remove }, async ({ params }, reply) => {
    await keeper.remove(params.collection, params.document);
    return reply.code(204).send(null);
  });
}

export function mountKnowledge(app: FastifyInstance, options: KnowledgeRoutes): void {
  const { guard, keeper } = options;
  if (guard === undefined) return;
  const shared: Shared = {
    onRequest: guard,
    schema: {
      description: 'With OPERATOR_TOKEN as bearer token, or signed in at the desk as author or admin.',
      tags: ['knowledge'],
      security: [{ operator: [] }, { desk: [] }, { deskToken: [] }],
    },
  };
  void app.register(async (scope) => mountChanges(scope, options, shared));
  const list = {
    ...shared.schema,
    summary: 'List documents, whatever they came by, and what could not be taken',
    querystring: querySchema,
    response: { 200: listSchema, '4xx': errorSchema, '5xx': errorSchema },
  };
  app
    .withTypeProvider<ZodTypeProvider>()
    .get(PATH, { onRequest: shared.onRequest, schema: list }, async ({ query }) => {
      const { collection, limit } = query;
      const found = await keeper.list({ collection, limit: limit + 1, after: parseAfter(query.after) });
      const documents = found.slice(0, limit);
      const last = found.length > limit ? documents.at(-1) : undefined;
      return {
        documents: documents.map((document) => ({ ...document })),
        next: last ? `${last.collection}/${last.document}` : null,
        rejected: (await keeper.rejected()).map((each) => ({ ...each })),
      };
    });
}
