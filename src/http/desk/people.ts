/** Accounts of the people of the house, and who changed what. For admins; auditors read. */
import { z } from 'zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { type CreatedLink, createResetLink, linkOf } from '../../accounts/links.ts';
import { addPerson, changePerson, listChanges, listPeople } from '../../accounts/people.ts';
import { endSessions } from '../../accounts/sessions.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { localeSchema, loginSchema, nameSchema, personSchema, roleSchema } from './schemas.ts';

export interface PeopleRoutesOptions {
  readonly accounts: Accounts;
  publicUrl(): string;
}

const wordSchema = z.string().trim().min(1).max(60);
const fields = {
  name: nameSchema,
  email: z.email().max(200).nullable(),
  roles: z.array(roleSchema).min(1),
  queues: z.array(wordSchema).max(200),
  skills: z.array(wordSchema).max(200),
  capacity: z.record(wordSchema, z.number().int().min(0).max(100)),
  locale: localeSchema,
};
const newSchema = z.strictObject({
  ...fields,
  login: loginSchema,
  email: fields.email.default(null),
  queues: fields.queues.default([]),
  skills: fields.skills.default([]),
  capacity: fields.capacity.default({}),
  locale: fields.locale.default('pt-BR'),
});
const changesSchema = z.strictObject({ ...fields, isActive: z.boolean() }).partial();
const personParams = z.object({ personId: z.uuid() });

const linkSchema = z.object({
  link: z.string().describe('Told once. Whoever has it chooses the password.'),
  expiresAt: z.iso.datetime(),
});

const createPeopleRoutes = ({ accounts, publicUrl }: PeopleRoutesOptions): readonly DeskRoute[] => {
  const toJson = (link: CreatedLink) => ({
    link: linkOf(publicUrl(), link),
    expiresAt: link.expiresAt.toISOString(),
  });
  return [
    defineDeskRoute({
      method: 'GET',
      path: '/people',
      allowed: ['admin', 'auditor'],
      summary: 'All accounts, by name',
      answer: z.object({
        people: z.array(
          personSchema.extend({
            hasPassword: z.boolean(),
            hasSecondFactor: z.boolean(),
            isElsewhere: z.boolean().describe('Signs in at the OpenID provider.'),
          }),
        ),
      }),
      handle: async () => {
        const people = await listPeople(accounts.database);
        return {
          people: people.map(({ person, locks }) => ({
            ...person,
            hasPassword: locks.password !== null,
            hasSecondFactor: locks.totpSecret !== null,
            isElsewhere: locks.isElsewhere,
          })),
        };
      },
    }),
    defineDeskRoute({
      method: 'POST',
      path: '/people',
      allowed: ['admin'],
      summary: 'Add somebody',
      description: 'They choose their password by the link that is answered.',
      body: newSchema,
      answer: linkSchema.extend({ person: personSchema }),
      handle: async ({ me, body }) => {
        const { person, link } = await addPerson(accounts, me, body);
        return { person, ...toJson(link) };
      },
    }),
    defineDeskRoute({
      method: 'PATCH',
      path: '/people/:personId',
      allowed: ['admin'],
      summary: 'Change somebody, or close their account',
      description:
        'What is left out stays. Who is closed is signed out at once, and their conversations go back to the queue.',
      params: personParams,
      body: changesSchema,
      answer: z.object({ person: personSchema }),
      handle: async ({ me, params, body }) => {
        const changes = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
        return { person: await changePerson(accounts, me, params.personId, changes) };
      },
    }),
    defineDeskRoute({
      method: 'POST',
      path: '/people/:personId/link',
      allowed: ['admin'],
      summary: 'Make a link with which somebody chooses a new password',
      description:
        'Any older link no longer works. Its use removes the second factor and signs out everywhere.',
      params: personParams,
      answer: linkSchema,
      handle: async ({ me, params }) => toJson(await createResetLink(accounts, me, params.personId)),
    }),
    defineDeskRoute({
      method: 'DELETE',
      path: '/people/:personId/sessions',
      allowed: ['admin'],
      summary: 'Sign somebody out everywhere, programs too',
      params: personParams,
      handle: ({ params }) => endSessions(accounts, params.personId),
    }),
  ];
};

const changeSchema = z.object({
  changeId: z.uuid(),
  at: z.iso.datetime(),
  personId: z.uuid().nullable().describe('Null: the program itself, or whoever runs it.'),
  name: z.string().nullable(),
  action: z.string(),
  about: z.record(z.string(), z.unknown()),
});

const createChangeRoutes = ({ accounts }: PeopleRoutesOptions): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/changes',
    allowed: ['admin', 'auditor'],
    summary: 'Who changed what that is no conversation’s, newest first',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      after: z.uuid().optional().describe('The last id of the page before.'),
    }),
    answer: z.object({ changes: z.array(changeSchema), next: z.uuid().nullable() }),
    handle: async ({ query: { limit, after } }) => {
      const found = await listChanges(accounts, limit + 1, after ?? null);
      const page = found.slice(0, limit);
      return {
        changes: page.map(({ at, ...change }) => ({ ...change, at: at.toISOString() })),
        next: found.length > limit ? (page.at(-1)?.changeId ?? null) : null,
      };
    },
  }),
];

export const createAccountRoutes = (options: PeopleRoutesOptions): readonly DeskRoute[] => [
  ...createPeopleRoutes(options),
  ...createChangeRoutes(options),
];
