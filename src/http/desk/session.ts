/** Signing in and out, one's own sessions, and tokens for programs. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { createProgramToken, endSession, listSessions } from '../../accounts/sessions.ts';
import { type OpenedSession, signIn } from '../../accounts/sign-in.ts';
import { AssistantError } from '../../errors.ts';
import type { Person } from '../../person.ts';
import { clearDeskCookie, setDeskCookie } from './authenticate.ts';
import { type Authenticate, type DeskRoute, defineDeskRoute } from './route.ts';
import { codeSchema, nameSchema, passwordSchema, personSchema } from './schemas.ts';

export interface SessionPlace {
  readonly accounts: Accounts;
  readonly authenticate: Authenticate;
  /** What people call the OpenID provider; null where there is none. */
  readonly oidcName: string | null;
  /** Whether browsers reach it by https. */
  isSecure(): boolean;
  /** Whether there is anybody who can sign in. */
  isSetUp(): Promise<boolean>;
}

const moment = (date: Date): string => date.toISOString();

/** The browser's own words for itself. */
export const browserOf = ({ headers }: FastifyRequest): string => headers['user-agent'] ?? '';

/** Hands the browser its cookie. */
export function enter(reply: FastifyReply, opened: OpenedSession, place: SessionPlace): { me: Person } {
  setDeskCookie(reply, opened.token, opened.expiresAt, place.isSecure());
  return { me: opened.person };
}

export const enteredSchema = z.object({ me: personSchema });

const createSignInRoutes = (place: SessionPlace): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'POST',
    path: '/session',
    allowed: 'everybody',
    summary: 'Sign in',
    description:
      'Sets the cookie guiche_desk. 401 `second-factor-needed`: send it again with `code`, of the app or a recovery code.',
    body: z.strictObject({
      login: z.string().trim().min(1).max(100),
      password: passwordSchema,
      code: codeSchema.optional(),
    }),
    answer: enteredSchema,
    handle: async ({ body: { login, password, code }, raw, reply }) => {
      const credentials = { login, password, code, networkAddress: raw.ip, browser: browserOf(raw) };
      return enter(reply, await signIn(place.accounts, credentials), place);
    },
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/session',
    allowed: 'everybody',
    summary: 'Who is signed in',
    answer: z.object({
      me: personSchema.nullable(),
      oidcName: z.string().nullable().describe('What people call the OpenID provider; null: there is none.'),
      isSetUp: z.boolean().describe('Whether there is anybody who can sign in.'),
    }),
    handle: async ({ raw }) => {
      const signedIn = await place.authenticate(raw);
      const { oidcName } = place;
      return { me: signedIn?.person ?? null, oidcName, isSetUp: await place.isSetUp() };
    },
  }),
  defineDeskRoute({
    method: 'DELETE',
    path: '/session',
    allowed: 'signed-in',
    summary: 'Sign out',
    handle: async ({ me, sessionId, reply }) => {
      await endSession(place.accounts, me.personId, sessionId);
      clearDeskCookie(reply, place.isSecure());
    },
  }),
];

const sessionSchema = z.object({
  sessionId: z.uuid(),
  kind: z.enum(['browser', 'token']),
  name: z.string().describe('What the token is called; the browser’s own words for itself.'),
  createdAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  isThis: z.boolean().describe('The one that asks.'),
});

const createOwnRoutes = ({ accounts }: SessionPlace): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/sessions',
    allowed: 'signed-in',
    summary: 'One’s own sessions and tokens, newest first',
    answer: z.object({ sessions: z.array(sessionSchema) }),
    handle: async ({ me, sessionId }) => {
      const sessions = await listSessions(accounts, me.personId);
      return {
        sessions: sessions.map(({ createdAt, seenAt, expiresAt, ...session }) => ({
          ...session,
          createdAt: moment(createdAt),
          seenAt: moment(seenAt),
          expiresAt: moment(expiresAt),
          isThis: session.sessionId === sessionId,
        })),
      };
    },
  }),
  defineDeskRoute({
    method: 'DELETE',
    path: '/sessions/:sessionId',
    allowed: 'signed-in',
    summary: 'End one of one’s own sessions, or take a token back',
    params: z.object({ sessionId: z.uuid() }),
    handle: ({ me, params }) => endSession(accounts, me.personId, params.sessionId),
  }),
  defineDeskRoute({
    method: 'POST',
    path: '/tokens',
    allowed: 'signed-in',
    summary: 'Make a token for a program',
    description: 'It may do what its person may, but make tokens. It is told once.',
    body: z.strictObject({ name: nameSchema, days: z.number().int().min(1).max(366) }),
    answer: z.object({ token: z.string(), sessionId: z.uuid(), expiresAt: z.iso.datetime() }),
    handle: async ({ me, sessionId, body }) => {
      const sessions = await listSessions(accounts, me.personId);
      // What ends by itself must not be able to prolong itself.
      if (sessions.find((each) => each.sessionId === sessionId)?.kind !== 'browser')
        throw new AssistantError('forbidden', 'People make tokens; programs do not.');
      const made = await createProgramToken(accounts, me.personId, body.name, body.days);
      return { ...made, expiresAt: moment(made.expiresAt) };
    },
  }),
];

export const createSessionRoutes = (place: SessionPlace): readonly DeskRoute[] => [
  ...createSignInRoutes(place),
  ...createOwnRoutes(place),
];
