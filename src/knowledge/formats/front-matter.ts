/** What stands between lines of --- at the beginning of a Markdown file. */
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { type About, documentError } from '../document.ts';

const FRONT_MATTER = /^---[^\S\n]*\n([\s\S]*?)(?<=\n)---[^\S\n]*(?:\n|$)/;

const schema = z.looseObject({
  title: z.union([z.string(), z.number()]).transform(String).optional(),
  locale: z.string().optional(),
  owner: z.string().optional(),
  audience: z.enum(['public', 'staff']).optional(),
  valid_from: z.iso.date().optional(),
  valid_until: z.iso.date().optional(),
  address: z.url({ protocol: /^https?$/ }).optional(),
});

export interface FrontMatter {
  readonly title?: string | undefined;
  readonly locale?: string | undefined;
  readonly about: About;
  /** What follows it; the whole text where there is none. */
  readonly body: string;
}

function parseFields(source: string): unknown {
  try {
    return parseYaml(source);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = (error.linePos?.[0].line ?? 0) + 1;
    throw documentError(`its front matter is not YAML, line ${line}: ${error.message.split('\n')[0]}`);
  }
}

function toAbout(fields: z.output<typeof schema>): About {
  const { owner, audience, valid_from: validFrom, valid_until: validUntil, address } = fields;
  const about = { owner, audience, validFrom, validUntil, address };
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined));
}

/** @throws AssistantError when it is there and is not right */
export function readFrontMatter(text: string): FrontMatter {
  const match = text.startsWith('---') ? FRONT_MATTER.exec(text) : null;
  const fields = match && parseFields(match[1] ?? '');
  // Text between two rulers is not front matter.
  if (!match || typeof fields !== 'object' || fields === null) return { about: {}, body: text };
  const checked = schema.safeParse(fields);
  if (!checked.success) {
    const wrong = checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw documentError(`its front matter is not right: ${wrong.join('; ')}`);
  }
  const { title, locale } = checked.data;
  return { title, locale, about: toAbout(checked.data), body: text.slice(match[0].length) };
}
