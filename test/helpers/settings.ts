/** Every setting there is: the program's, and those of its channels and agents. */
import type { z } from 'zod';
import { discover } from '../../src/discover.ts';
import { environmentSettings } from '../../src/settings.ts';

const extensions = [
  ...(await discover<{ readonly settings?: z.ZodObject }>('channel')),
  ...(await discover<{ readonly settings?: z.ZodObject }>('agent')),
];

export const SETTINGS: ReadonlySet<string> = new Set([
  ...Object.keys(environmentSettings),
  ...extensions.flatMap(({ extension }) => Object.keys(extension.settings?.shape ?? {})),
]);
