/** docs/dialogs.md, as `npm run draw-dialogs` left it: whether it still shows the dialogs that are there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Dialog } from '../src/dialog.ts';
import { discover } from '../src/discover.ts';
import type { Reason } from '../src/event.ts';
import { readResponses } from '../src/responses.ts';
import { findScripts, type ScriptLine } from './helpers/conversation-file.ts';
import { drawForm, drawObserved } from './helpers/conversation-graph.ts';
import type { Exchange } from './helpers/conversation-run.ts';

const page = readFileSync(new URL('../docs/dialogs.md', import.meta.url), 'utf8');
const sections = new Map(
  page.split(/^## /m).flatMap((section) => {
    const [name = '', ...lines] = section.split('\n');
    return [[name, lines.join('\n')] as const];
  }),
);
const dialogs = await discover<Dialog>('dialog');
const shared = await readResponses(new URL('../src/forms/', import.meta.url));

describe('the page with the dialogs’ pictures (npm run draw-dialogs)', () => {
  for (const { name, extension, folder } of dialogs) {
    const section = sections.get(name);
    if (extension.form) {
      it(`shows what ${name} asks for`, () => {
        assert.ok(extension.form && section?.includes(drawForm(extension.form)));
      });
    }
    if (section === undefined) continue;
    it(`shows no state of ${name} that is gone`, async () => {
      const known = new Set([
        'answer',
        'correct-which',
        ...(extension.form?.slots ?? []).map((slot) => slot.name),
      ]);
      for (const responses of [shared, await readResponses(folder)])
        for (const key of responses.get('pt-BR')?.keys() ?? []) known.add(key);
      for (const each of dialogs) known.add(`dialog ${each.name}`);
      const states = [...section.matchAll(/^ {2}\w+ : (.+)$/gm)].map(([, state = '']) => state);
      assert.deepEqual(
        states.filter((state) => !known.has(state)),
        [],
      );
    });
  }

  it('shows every dialog that has conversations', () => {
    const names = new Set(findScripts().map(({ file }) => file.split('/')[1] ?? ''));
    assert.deepEqual(
      [...names].filter((name) => !sections.has(name)),
      [],
    );
  });
});

const line = (kind: ScriptLine['kind'], text: string): ScriptLine => ({ kind, text, line: 1 });
const exchange = (did: ScriptLine, ...said: readonly [string, string?][]): Exchange => ({
  line: did,
  said: said.map(([dialog, response], index) => {
    const reason: Reason = { dialog, rule: 'intent', ...(response === undefined ? {} : { response }) };
    return { seq: index, text: '', reason, shown: { text: '', buttons: [] } };
  }),
});

describe('a picture of what was seen', () => {
  it('has a state for what was said last, and an arrow for what the citizen did', () => {
    const pictures = drawObserved([
      [
        exchange(line('user', 'quero "a": coisa'), ['form', 'ask-what']),
        exchange(line('tap', 'Pular'), ['other'], ['form', 'ask-what']),
        exchange(line('wait', '20 days'), ['form', 'end']),
      ],
    ]);
    assert.equal(
      pictures.get('form'),
      [
        'stateDiagram-v2',
        '  s_ask_what : ask-what',
        '  s_dialog_other : dialog other',
        '  s_end : end',
        '  [*] --> s_ask_what : quero a coisa',
        '  s_ask_what --> s_dialog_other : tap Pular',
        '  s_ask_what --> s_end : after 20 days',
      ].join('\n'),
    );
    assert.match(pictures.get('other') ?? '', /\[\*\] --> s_answer : tap Pular/);
  });
});
