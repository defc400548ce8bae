/** Forms that several of the desk's routes share. */
import { z } from 'zod';
import { AVAILABILITIES, PERSON_ROLES } from '../../person.ts';

export const roleSchema = z.enum(PERSON_ROLES);
export const availabilitySchema = z.enum(AVAILABILITIES);

/** How others know somebody; kept in lower case. */
export const loginSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,99}$/u, {
    error: 'Two to a hundred letters, digits and . _ @ + -, beginning with a letter or digit.',
  });
export const nameSchema = z.string().trim().min(1).max(120);
export const localeSchema = z.enum(['pt-BR', 'en', 'es']);
/** No rule but an end: src/accounts/passwords.ts says what may be one. */
export const passwordSchema = z.string().min(1).max(1_000);
export const codeSchema = z.string().trim().min(1).max(40);

export const personSchema = z.object({
  personId: z.uuid(),
  login: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(roleSchema).readonly(),
  queues: z.array(z.string()).readonly(),
  skills: z.array(z.string()).readonly(),
  capacity: z.record(z.string(), z.number()).describe('Conversations at once, by channel.'),
  locale: z.string(),
  isActive: z.boolean(),
});
