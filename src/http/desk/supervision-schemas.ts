/** Forms that the routes of those who look after the desk share. */
import { z } from 'zod';

export const personNameSchema = z.object({ personId: z.uuid(), name: z.string() });

export const partSchema = z.object({ count: z.number().int(), of: z.number().int() });
