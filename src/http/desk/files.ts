/** Files: taken from people as they are, and had back by them. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SentFile } from '../../activity.ts';
import { AssistantError } from '../../errors.ts';
import type { Person } from '../../person.ts';
import { sendFile } from '../sent-files.ts';
import { actionId } from './action-schemas.ts';
import type { AskedAction } from './actions.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { fileSchema } from './ticket-schemas.ts';
import { idParams } from './tickets.ts';

export interface DeskFiles {
  /** Errors: AssistantError `invalid-request` for what may not be sent, or is not what it says it is. */
  attach(
    asked: AskedAction,
    wish: { readonly name: string; readonly mediaType: string; readonly content: Uint8Array },
  ): Promise<SentFile>;
  fetchFile(
    me: Person,
    fileId: string,
  ): Promise<{ readonly name: string; readonly mediaType: string; readonly content: Uint8Array }>;
}

/** Bodies are bytes in this scope, whatever they say they are. */
export function takeFiles(scope: FastifyInstance, limitBytes: number): void {
  scope.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: limitBytes } as const;
  scope.addContentTypeParser('*', options, (_request, body, done) => done(null, body));
  scope.setErrorHandler<Error & { statusCode?: number }>((error) => {
    if (error.statusCode !== 413 || error instanceof AssistantError) throw error;
    const sentence = `The file is larger than ${limitBytes} bytes (DESK_FILE_LIMIT_BYTES).`;
    throw new AssistantError('too-large', sentence, { cause: error });
  });
}

/** To be mounted in a scope that takes files. */
export const createFileRoutes = (files: DeskFiles, limitBytes: number): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'POST',
    path: '/tickets/:id/files',
    allowed: ['admin', 'supervisor', 'attendant'],
    summary: 'Take a file, to be sent with a reply',
    description:
      'The body is the file itself. Documents, pictures, sound and plain text, told by their content; the content ' +
      'type and the name’s ending must agree with it.',
    params: idParams,
    query: z.object({ name: z.string().trim().min(1).max(255), actionId }),
    body: z.any(),
    answer: fileSchema,
    limitBytes,
    async handle({ me, params, query, body, raw }) {
      if (!Buffer.isBuffer(body))
        throw new AssistantError('invalid-request', 'The request has no body: it should be the file.');
      const mediaType = raw.headers['content-type'] ?? '';
      const asked = { me, conversationId: params.id, actionId: query.actionId };
      return files.attach(asked, { name: query.name, mediaType, content: body });
    },
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/files/:fileId',
    allowed: ['admin', 'supervisor', 'attendant', 'auditor'],
    summary: 'Have a file that was sent to a citizen',
    params: z.object({ fileId: z.uuid() }),
    sends: 'application/octet-stream',
    handle: async ({ me, params, reply }) => sendFile(reply, await files.fetchFile(me, params.fileId)),
  }),
];
