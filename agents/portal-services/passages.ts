/**
 * Service charters that were flattened to `{"id","title","text"}`, one a line. The text is what stands
 * between a charter's XML tags, a line or more each: id, number, name, other names, description and
 * contact; then `true` or `false` for what is free, partly manual and digital, and the address of the
 * digital service; then applicants, steps, documents, costs and channels; owner, segments of society
 * (from a closed list), areas and keywords. Attributes are gone, and with them all deadlines.
 */
import { z } from 'zod';
import type { ServiceEntry } from '#assistant';
import type { CatalogueFile, Finding } from './service.ts';

const charter = z.object({
  id: z.string().trim().min(1),
  title: z.string(),
  text: z.string().trim().min(1),
});

const FLAG = /^(?:true|false)$/;
/** How much of it is digital, in some charters between the flags. */
const PERCENTAGE = /^\d{1,3}$/;
const ADDRESS = /^https?:\/\/\S+$/;
const SEGMENTS = new Set([
  'Cidadãos',
  'Empresas',
  'Órgãos e entidades públicas',
  'Demais segmentos (ONGs, organizações sociais, etc)',
]);
/** Bodies are named with their abbreviation; what is not stays in the text. */
const OWNER = /\([\p{L}\d\s/-]{2,}\)$/u;
/** Longer lines, in UTF-16 units, begin the description. */
const NAME_LIMIT = 70;

/** Where the last run of segments begins; the owner stands before it. */
function findSegments(lines: readonly string[]): number {
  let at = lines.findLastIndex((line) => SEGMENTS.has(line));
  while (at > 0 && SEGMENTS.has(lines[at - 1] ?? '')) at--;
  return at;
}

function readCharter({ id, title, text }: z.output<typeof charter>): ServiceEntry {
  const all = text.split('\n').map((line) => line.trim());
  const lines = all[0] === id ? all.slice(2) : all;
  const named = title.trim();
  const flag = lines.findIndex((line) => FLAG.test(line));
  // A name may itself stand on several lines.
  const before = lines.slice(0, Math.max(flag, 0)).filter((line) => line !== '' && !named.includes(line));
  const names = before.slice(
    0,
    before.findIndex((line) => line.length > NAME_LIMIT),
  );
  const name = named || before[0] || id.replaceAll('-', ' ');
  let after = flag < 0 ? 0 : flag;
  while (FLAG.test(lines[after] ?? '') || PERCENTAGE.test(lines[after] ?? '')) after++;
  const link = ADDRESS.test(lines[after] ?? '') ? (lines[after] ?? '') : '';
  const rest = lines.slice(link ? after + 1 : after);
  const segments = findSegments(rest);
  const owner = rest[segments - 1] ?? '';
  const owned = OWNER.test(owner);
  const [body, tail] =
    segments < 0 ? [rest, []] : [rest.slice(0, owned ? segments - 1 : segments), rest.slice(segments)];
  return {
    id,
    name,
    synonyms: [...names, ...tail.filter((line) => !SEGMENTS.has(line) && line !== '')],
    description: before.filter((line) => !names.includes(line)).join('\n'),
    owner: owned ? owner : '',
    audience: [],
    free: flag < 0 ? undefined : lines[flag] === 'true',
    costs: [],
    deadline: '',
    channels: [],
    documents: [],
    link,
    contact: '',
    steps: [],
    text: body.join('\n').trim(),
  };
}

/** Reads a file of flattened charters. A line that is not one is reported, and the others are read. */
export function readPassages(source: string, file: string): CatalogueFile {
  const services: ServiceEntry[] = [];
  const findings: Finding[] = [];
  for (const [index, line] of source.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      services.push(readCharter(charter.parse(JSON.parse(line))));
    } catch (error) {
      const reason =
        error instanceof z.ZodError
          ? z.prettifyError(error).replaceAll('\n', ' ')
          : `it is not JSON: ${(error as Error).message}`;
      findings.push({ file, line: index + 1, reason });
    }
  }
  return { services, findings };
}
