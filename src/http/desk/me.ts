/** What people see and change about themselves. */
import { renderSVG } from 'uqr';
import { z } from 'zod';
import type { Accounts } from '../../accounts/accounts.ts';
import {
  beginTotp,
  changePassword,
  changeProfile,
  confirmTotp,
  readProfile,
  removeTotp,
} from '../../accounts/profile.ts';
import type { Availability, Presence } from '../../person.ts';
import { type DeskRequest, type DeskRoute, defineDeskRoute } from './route.ts';
import {
  availabilitySchema,
  codeSchema,
  localeSchema,
  nameSchema,
  passwordSchema,
  personSchema,
} from './schemas.ts';

export interface MeRoutesOptions {
  readonly accounts: Accounts;
  setAvailability(personId: string, availability: Availability): Promise<void>;
  listColleagues(): Promise<readonly Presence[]>;
}

const askingOf = ({ me, sessionId, raw }: DeskRequest<unknown, unknown, unknown>) => ({
  me,
  sessionId,
  networkAddress: raw.ip,
});

const presenceSchema = z.object({
  personId: z.uuid(),
  name: z.string(),
  availability: availabilitySchema,
  isOnline: z.boolean().describe('A window of theirs is open somewhere.'),
  queues: z.array(z.string()).readonly(),
  active: z.number().int().describe('Open conversations they have.'),
});

const createProfileRoutes = ({
  accounts,
  setAvailability,
  listColleagues,
}: MeRoutesOptions): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/me',
    allowed: 'signed-in',
    summary: 'One’s own account',
    answer: z.object({
      me: personSchema,
      hasSecondFactor: z.boolean(),
      recoveryCodes: z.number().int().describe('How many are left.'),
      isElsewhere: z.boolean().describe('Signs in at the OpenID provider.'),
    }),
    handle: ({ me }) => readProfile(accounts, me),
  }),
  defineDeskRoute({
    method: 'PUT',
    path: '/me',
    allowed: 'signed-in',
    summary: 'Change one’s name, language or password',
    description: 'What is left out stays. A new password signs out everywhere else.',
    body: z.strictObject({
      name: nameSchema.optional(),
      locale: localeSchema.optional(),
      password: z.strictObject({ before: passwordSchema, after: passwordSchema }).optional(),
    }),
    answer: z.object({ me: personSchema }),
    handle: async (request) => {
      const { password, ...changes } = request.body;
      if (password) await changePassword(accounts, askingOf(request), password.before, password.after);
      return { me: await changeProfile(accounts, request.me, changes) };
    },
  }),
  defineDeskRoute({
    method: 'PUT',
    path: '/me/availability',
    allowed: 'signed-in',
    summary: 'Say whether one is to be given conversations',
    body: z.strictObject({ availability: availabilitySchema }),
    handle: ({ me, body }) => setAvailability(me.personId, body.availability),
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/colleagues',
    allowed: 'signed-in',
    summary: 'Who is there',
    answer: z.object({ colleagues: z.array(presenceSchema).readonly() }),
    handle: async () => ({ colleagues: await listColleagues() }),
  }),
];

const codeBody = z.strictObject({ code: codeSchema });

const createTotpRoutes = ({ accounts }: MeRoutesOptions): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'POST',
    path: '/me/totp',
    allowed: 'signed-in',
    summary: 'Begin a second factor',
    description: 'Not in force before PUT /me/totp with a code of the app.',
    answer: z.object({
      secret: z.string().describe('In base32, to be typed in.'),
      uri: z.string(),
      svg: z.string().describe('The uri as a QR code.'),
    }),
    handle: async ({ me }) => {
      const { secret, uri } = await beginTotp(accounts, me);
      return { secret, uri, svg: renderSVG(uri, { border: 2 }) };
    },
  }),
  defineDeskRoute({
    method: 'PUT',
    path: '/me/totp',
    allowed: 'signed-in',
    summary: 'Put the second factor in force',
    body: codeBody,
    answer: z.object({
      recoveryCodes: z.array(z.string()).readonly().describe('Told once; each works once.'),
    }),
    handle: async ({ me, body }) => ({ recoveryCodes: await confirmTotp(accounts, me, body.code) }),
  }),
  defineDeskRoute({
    method: 'DELETE',
    path: '/me/totp',
    allowed: 'signed-in',
    summary: 'Remove the second factor',
    body: codeBody,
    handle: (request) => removeTotp(accounts, askingOf(request), request.body.code),
  }),
];

export const createMeRoutes = (options: MeRoutesOptions): readonly DeskRoute[] => [
  ...createProfileRoutes(options),
  ...createTotpRoutes(options),
];
