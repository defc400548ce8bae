/** Prints `.env.example`, made from the settings' own schemas: `npm run env-example > .env.example`. */
import { z } from 'zod';
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

/** What each extension of a kind reads for itself. */
async function describeExtensions(kind: 'channel' | 'agent'): Promise<string[]> {
  const extensions = await discover<{ readonly settings?: z.ZodType }>(kind);
  return extensions.flatMap(({ name, extension }) => {
    const shape: Variables = (extension.settings as z.ZodObject | undefined)?.shape ?? {};
    return Object.keys(shape).length > 0 ? [describeSection(`The ${kind} ${name}`, shape)] : [];
  });
}

/** Every variable the program, its channels and its agents read, commented out at its default. */
export async function describeEnvironment(): Promise<string> {
  const sections = [...(await describeExtensions('channel')), ...(await describeExtensions('agent'))];
  const head =
    '# Settings, with their defaults. Copy to .env and change what you need:\n# node --env-file=.env src/main.ts';
  return `${[head, describeSection('Guichê', environmentSettings), ...sections].join('\n\n')}\n`;
}

if (import.meta.main) process.stdout.write(await describeEnvironment());
