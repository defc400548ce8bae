/** Prints `.env.example`, made from the settings' own schemas: `npm run env-example > .env.example`. */
import { z } from 'zod';
import type { Channel } from '../channel.ts';
import { discover } from '../discover.ts';
import { environmentSettings } from '../settings.ts';

type Variables = Readonly<Record<string, z.ZodType>>;

/** The default as it would be written into a file; '' where there is none. */
function defaultOf(schema: z.ZodType): string {
  const { default: value } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return value === undefined ? '' : String(value);
}

function describeSection(title: string, variables: Variables): string {
  const lines = Object.entries(variables).map(
    ([name, schema]) => `# ${schema.description ?? ''}\n#${name}=${defaultOf(schema)}`,
  );
  return [`## ${title}`, ...lines].join('\n\n');
}

/** Every variable the program and its channels read, commented out at its default. */
export async function describeEnvironment(): Promise<string> {
  const channels = await discover<Channel>('channel');
  const sections = channels.flatMap(({ name, extension }) => {
    const shape = (extension.settings as z.ZodObject).shape as Variables;
    return Object.keys(shape).length > 0 ? [describeSection(`The channel ${name}`, shape)] : [];
  });
  const head =
    '# Settings, with their defaults. Copy to .env and change what you need:\n# node --env-file=.env src/main.ts';
  return `${[head, describeSection('Guichê', environmentSettings), ...sections].join('\n\n')}\n`;
}

if (import.meta.main) process.stdout.write(await describeEnvironment());
