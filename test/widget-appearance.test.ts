/** The citizen's widget: its size, its colours, and the page that shows it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { bundleWidget } from '../channels/web/bundle.ts';
import { createDemoPage } from '../channels/web/demo.ts';

describe('the themes', () => {
  const css = readFileSync(new URL('../channels/web/widget/styles/themes.css', import.meta.url), 'utf8');
  const blocks = [...css.matchAll(/:host(?:\(([^{]*)\))? \{([^}]*)\}/g)];
  const readBlock = (selector: string): ReadonlyMap<string, string> => {
    const body = blocks.find(([, found]) => (found ?? '') === selector)?.[2] ?? '';
    return new Map(
      [...body.matchAll(/--guiche-([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
    );
  };
  const [DARK, GOVBR] = ["[data-scheme='dark']", "[data-theme='govbr']"];
  const themes = {
    'neutral light': [''],
    'neutral dark': ['', DARK],
    'govbr light': ['', GOVBR],
    'govbr dark': ['', DARK, GOVBR, `${GOVBR}${DARK}`],
  };
  /** Text on surface: 4.5:1 (WCAG 1.4.3). What marks a control or the focus: 3:1 (1.4.11). */
  const PAIRS: readonly (readonly [front: string, back: string, least: number])[] = [
    ...['text', 'muted', 'primary', 'danger'].flatMap((front) =>
      ['surface', 'canvas', 'bubble'].map((back) => [front, back, 4.5] as const),
    ),
    ...['primary', 'own', 'header', 'notice', 'mark'].map((back) => [`on-${back}`, back, 4.5] as const),
    ['control', 'surface', 3],
    ['focus', 'surface', 3],
    ['focus', 'canvas', 3],
    ['focus', 'bubble', 3],
    ['focus-on-header', 'header', 3],
  ];

  for (const [theme, selectors] of Object.entries(themes)) {
    it(`can be read in ${theme}`, () => {
      const tokens = new Map(selectors.flatMap((selector) => [...readBlock(selector)]));
      for (const [front, back, least] of PAIRS) {
        const contrast = contrastOf(tokens.get(front) ?? '', tokens.get(back) ?? '');
        assert.ok(contrast >= least, `${front} on ${back}: ${contrast.toFixed(2)}`);
      }
    });
  }

  it("has the values of the government's design system", () => {
    const file = createRequire(import.meta.url).resolve('@govbr-ds/core/dist/core-tokens.css');
    const tokens = new Map(
      [...readFileSync(file, 'utf8').matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    const resolve = (name: string): string =>
      (tokens.get(name) ?? `no token ${name}`).replace(/var\(--([\w-]+)\)/g, (_, inner: string) =>
        resolve(inner),
      );
    const declared = [...css.matchAll(/--guiche-[\w-]+: ([^;]+); \/\* ([^*]+) \*\//g)];
    assert.ok(declared.length > 40);
    for (const [, value = '', names = ''] of declared) {
      if (names === 'surface-shadow-lg') continue; // made of four tokens and a colour function
      for (const name of names.split(', ')) assert.equal(longHex(value), longHex(resolve(name)), name);
    }
  });
});

const longHex = (value: string): string => value.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3').toLowerCase();

/** WCAG 2.2's contrast ratio of two colours written as #rrggbb. */
function contrastOf(front: string, back: string): number {
  const luminance = (colour: string): number => {
    assert.match(colour, /^#[0-9a-f]{6}$/);
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
      const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(front), luminance(back)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('what is served', () => {
  it('is one script under 60 kB gzipped', async () => {
    const { etag, gzip, script } = await bundleWidget();
    assert.ok(gzip.length < 60_000, `${gzip.length} bytes`);
    assert.deepEqual(gunzipSync(gzip), script);
    assert.match(etag, /^"[\w-]{22}"$/);
    new Function(script.toString());
  });

  it('shows a page that a strict content security policy allows', () => {
    const { contentSecurityPolicy, html } = createDemoPage('https://vila.example', {
      theme: 'govbr',
      locale: 'en',
    });
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(contentSecurityPolicy.includes(`'sha256-${hash}'`));
    assert.ok(!contentSecurityPolicy.includes('unsafe'));
    assert.doesNotMatch(html, /\{\{|<script(?! src="\/)| on\w+=| style=/);
    assert.match(html, /src="\/widget.js" defer data-locale="en" data-theme="govbr"/);
  });

  it('passes over a choice it does not know', () => {
    const query = { theme: '"><script>alert(1)</script>', scheme: ['dark'], mode: 'constructor' };
    assert.equal(
      createDemoPage('https://vila.example', query).html,
      createDemoPage('https://vila.example', {}).html,
    );
  });
});
