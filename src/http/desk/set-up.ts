/** Choosing a password by a link: `/desk/set-up#<token>`. */
import { z } from 'zod';
import { findLinkHolder } from '../../accounts/links.ts';
import { type Abilities, setUp } from '../../accounts/set-up.ts';
import { AssistantError } from '../../errors.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { localeSchema, loginSchema, nameSchema, passwordSchema } from './schemas.ts';
import { browserOf, enter, enteredSchema, type SessionPlace } from './session.ts';

const tokenSchema = z.string().min(1).max(200).describe('What stands behind the # of the link.');

/** @param first what the first person of all may answer */
export const createSetUpRoutes = (place: SessionPlace, first: Abilities): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'POST',
    path: '/set-up/link',
    allowed: 'everybody',
    summary: 'Whose link this is',
    body: z.strictObject({ token: tokenSchema }),
    answer: z.object({
      login: z.string().nullable().describe('Null: of the first person of all, who chooses one.'),
      name: z.string().nullable(),
    }),
    handle: async ({ body }) => {
      const holder = await findLinkHolder(place.accounts, body.token);
      if (!holder) throw new AssistantError('not-found', 'This link');
      return holder;
    },
  }),
  defineDeskRoute({
    method: 'POST',
    path: '/set-up',
    allowed: 'everybody',
    summary: 'Choose a password by a link, once',
    description:
      'Signs in. The first person of all also says login and name, and becomes an admin who answers too.',
    body: z.strictObject({
      token: tokenSchema,
      password: passwordSchema,
      login: loginSchema.optional(),
      name: nameSchema.optional(),
      locale: localeSchema.default('pt-BR'),
    }),
    answer: enteredSchema,
    handle: async ({ body: { token, password, login, name, locale }, raw, reply }) => {
      const wish = { token, password, login, name, locale, first, browser: browserOf(raw) };
      return enter(reply, await setUp(place.accounts, wish), place);
    },
  }),
];
