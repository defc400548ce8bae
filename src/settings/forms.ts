/** What the program's settings look like, as they are written in the environment. */
import { z } from 'zod';
import { PERSON_ROLES, type PersonRole } from '../person.ts';

export const ROLES = ['gateway', 'nlu', 'dialogue', 'agents'] as const;
/** A part of the way of a message that can run, and be scaled, as a process of its own. */
export type Role = (typeof ROLES)[number];

export const RECOGNIZERS = ['linear', 'node-nlp'] as const;
export const DEFAULT_RECOGNIZER = 'linear';

export const optionalText = z.string().trim().min(1).optional();
export const optionalUrl = (...protocols: string[]) =>
  z
    .url({
      protocol: new RegExp(`^(${protocols.join('|')})$`),
      error: `must begin with ${protocols.join(':// or ')}://`,
    })
    .optional();
/** Only its form: whoever connects reads the rest, and says what is wrong with it before anything starts. */
export const redisUrl = z
  .string()
  .trim()
  .regex(/^rediss?(\+sentinel|\+cluster)?:\/\/\S+$/, {
    error: 'must begin with redis://, redis+sentinel:// or redis+cluster://, each also with rediss for TLS',
  })
  .optional();
/** One or several, by commas. */
export const modelUrls = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(
    z
      .array(z.url({ protocol: /^https?$/, error: 'each address must begin with http:// or https://' }))
      .min(1),
  )
  .optional();
export const price = z.coerce.number().min(0).default(0);
export const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

export const roles = z
  .string()
  .default('all')
  .transform((text) => text.split(',').map((name) => name.trim()))
  .transform((names) => (names.includes('all') ? [...ROLES] : names))
  .pipe(z.array(z.enum(ROLES, { error: `must be "all" or some of ${ROLES.join(', ')}` })).min(1));

const LEAST_TOKEN = 32;

/** `name=token,name=token`, by the name. What is wrong is told without the tokens. */
export const agentTokens = z
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

/** `value=role,value=role`: what somebody is at the desk whom the OpenID provider calls so. */
export const claimRoles = z
  .string()
  .default('')
  .transform((text, context) => {
    const pairs: { readonly value: string; readonly role: PersonRole }[] = [];
    for (const pair of text.split(',').filter((each) => each.trim() !== '')) {
      const at = pair.lastIndexOf('=');
      const value = pair.slice(0, at).trim();
      const role = PERSON_ROLES.find((each) => each === pair.slice(at + 1).trim());
      if (at > 0 && value !== '' && role !== undefined) pairs.push({ value, role });
      else
        context.addIssue({
          code: 'custom',
          message: `must be like value=role,other=role, with the roles ${PERSON_ROLES.join(', ')}`,
        });
    }
    return pairs;
  });

/** By commas. */
export const names = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  );
