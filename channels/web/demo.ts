/** The page at `/`: a fictitious public body's site with the chat in it, and how to embed it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface DemoPage {
  readonly html: string;
  /** Allows the page its own style and script, and nothing from elsewhere. */
  readonly contentSecurityPolicy: string;
}

interface Choice {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What a visitor may vary with the query, by its place in the page; the first value is the default. */
const CHOICES: Readonly<Record<string, Choice>> = {
  themes: { name: 'theme', values: { neutral: 'Neutra', govbr: 'gov.br' } },
  schemes: { name: 'scheme', values: { auto: 'Do aparelho', light: 'Claras', dark: 'Escuras' } },
  locales: { name: 'locale', values: { 'pt-BR': 'Português', en: 'English', es: 'Español' } },
  modes: { name: 'mode', values: { page: 'Dentro dela', floating: 'Por cima, no canto' } },
};

const template = readFileSync(new URL('./demo.html', import.meta.url), 'utf8');
const style = /<style>([\s\S]*?)<\/style>/.exec(template)?.[1] ?? '';
const styleHash = createHash('sha256').update(style).digest('base64');

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${styleHash}'`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * @param origin the server's public address, for the embedding example, without a slash at its end
 * @param query theme, scheme, locale and mode; a value that is none of the known is passed over
 */
export function createDemoPage(origin: string, query: Readonly<Record<string, unknown>>): DemoPage {
  const chosen = Object.values(CHOICES).map(({ name, values }) => {
    const wanted = query[name];
    const [standard = ''] = Object.keys(values);
    return [name, typeof wanted === 'string' && Object.hasOwn(values, wanted) ? wanted : standard] as const;
  });
  const links = Object.entries(CHOICES).map(
    ([place, choice]) => [place, listLinks(choice, new Map(chosen))] as const,
  );
  const places = new Map<string, string>([['origin', escapeHtml(origin)], ...chosen, ...links]);
  return {
    html: template.replace(/\{\{(\w+)\}\}/g, (_, place: string) => places.get(place) ?? ''),
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
  };
}

function listLinks({ name, values }: Choice, chosen: ReadonlyMap<string, string>): string {
  const links = Object.entries(values).map(([value, label]) => {
    const address = new URLSearchParams([...new Map(chosen).set(name, value)]);
    const current = chosen.get(name) === value ? ' aria-current="true"' : '';
    return `<a href="/?${escapeHtml(String(address))}"${current}>${label}</a>`;
  });
  return links.join(' ');
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
