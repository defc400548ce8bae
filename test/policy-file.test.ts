/** A policy that cannot be followed does not start, and says file, line and reason. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parsePolicy } from '../src/policy/read.ts';
import { holds, type Situation } from '../src/policy-rules.ts';
import { NO_SIGNALS } from '../src/urgency.ts';
import { means } from './helpers/decisions.ts';

const NAMES = { dialogs: ['talk-to-a-person', 'poda', 'consult-protocol'], intents: ['poda', 'greeting'] };
const HEAD = `hours:
  time-zone: America/Sao_Paulo
  open: [{ days: [monday], from: "08:00", to: "18:00" }]
queues: [geral, obras]
misses-before-person: 2
rules:
`;
const STEPS = ['button', 'interrupt', 'waiting', 'active', 'intent', 'doubtful', 'unknown'];
const steps = (names = STEPS) => names.map((name) => `  - step: ${name}\n`).join('');
const rule = (when: string, then: string) => `  - name: own\n    when: { ${when} }\n    then: ${then}\n`;
const read = (rules: string) => parsePolicy(HEAD + rules, 'dialogs/policy.yml', NAMES);

describe('dialogs/policy.yml', () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    [
      'an unknown dialog',
      rule('intent: poda', '{ dialog: podas }') + steps(),
      /^dialogs\/policy.yml:9: there is no dialog podas/,
    ],
    [
      'an unknown intent',
      rule('intent: saudação', '{ dialog: poda }') + steps(),
      /:8: there is no intent saudação; there are poda, greeting, none/,
    ],
    [
      'an unknown queue',
      rule('intent: poda', '{ queue: multas, reason: x }') + steps(),
      /:9: there is no queue multas; there are geral, obras/,
    ],
    [
      'a queue without a reason',
      rule('intent: poda', '{ queue: obras }') + steps(),
      /:9: .*(reason|must be)/,
    ],
    ['an unknown condition', rule('intents: poda', '{ dialog: poda }') + steps(), /:[78]: .*intents/],
    ['an unknown kind of urgency', rule('urgency: fury', '{ dialog: poda }') + steps(), /:\d+: /],
    [
      'a step that is missing',
      steps(STEPS.filter((name) => name !== 'interrupt')),
      /:\d+: the step interrupt is missing/,
    ],
    ['a step that stands twice', steps(['button', ...STEPS]), /:8: the step button stands twice/],
    [
      'something after the last step',
      steps() + rule('intent: poda', 'pass'),
      /the step unknown must be the last/,
    ],
    [
      'a name that stands twice',
      rule('intent: poda', 'pass') + rule('misses: 2', 'pass') + steps(),
      /:10: the name own stands twice/,
    ],
    ['what is not YAML', '  - step: [\n', /^dialogs\/policy.yml:\d+: /],
  ];
  for (const [what, rules, reason] of wrong) {
    it(`is refused for ${what}`, () => {
      assert.throws(() => read(rules), { code: 'configuration', message: reason });
    });
  }

  it('is refused for hours that cannot be', () => {
    const refuse = (from: string, to: string, reason: RegExp) =>
      assert.throws(() => parsePolicy((HEAD + steps()).replace(from, to), 'p.yml', NAMES), {
        message: reason,
      });
    refuse('America/Sao_Paulo', 'America/Brasilia', /^p.yml:2: there is no time zone America\/Brasilia/);
    refuse('"08:00"', '"19:00"', /^p.yml:3: .*"from" must be before "to"/);
    refuse('monday', 'segunda', /^p.yml:3: /);
  });

  it('is followed in its order', () => {
    const { order } = read(
      steps(['button', 'interrupt']) +
        rule('misses: 3', '{ queue: obras, reason: lost }') +
        steps(STEPS.slice(2)),
    );
    assert.deepEqual(order[2], {
      name: 'own',
      when: { misses: 3 },
      target: { dialog: 'talk-to-a-person', handoff: { queue: 'obras', reason: 'lost' } },
    });
  });

  it('holds no name that docs/policy.md does not explain', () => {
    const explained = readFileSync(new URL('../docs/policy.md', import.meta.url), 'utf8');
    const source = readFileSync(new URL('../src/policy/read.ts', import.meta.url), 'utf8');
    const schema = /conditionSchema = z\.strictObject\(\{(.*?)\n\}\);/s.exec(source)?.[1] ?? '';
    const names = [...schema.matchAll(/^ {2}'?([a-z-]+)'?:/gm)].map((match) => match[1]);
    assert.ok(names.length >= 17);
    for (const name of names) assert.ok(explained.includes(`\`${name}\``), `docs/policy.md lacks ${name}`);
  });
});

const SITUATION: Situation = {
  input: 'message',
  text: 'Quero a SEGUNDA via do IPTU, por favor',
  understanding: {
    ...means('poda'),
    confidence: 0.7,
    entities: [{ name: 'cpf', value: '1', start: 0, end: 5 }],
  },
  signals: { ...NO_SIGNALS, claims: ['age-60'] },
  priority: ['age-60', 'despair'],
  channel: 'web',
  locale: 'pt-BR',
  status: 'open',
  now: new Date('2026-11-23T13:00:00Z'),
  misses: 2,
  failures: 1,
  unfinished: ['consult-protocol'],
};

describe('a condition', () => {
  const { hours } = read(steps());
  const rows: readonly (readonly [Parameters<typeof holds>[0], boolean])[] = [
    [{}, true],
    [{ input: 'failed' }, false],
    [{ intent: ['greeting', 'poda'] }, true],
    [{ intent: ['none'] }, false],
    [{ certainty: ['sure'] }, true],
    [{ certainty: ['doubtful'] }, false],
    [{ confidence: { above: 0.7 } }, true],
    [{ confidence: { below: 0.7 } }, false],
    [{ confidence: { above: 0.5, below: 0.8 } }, true],
    [{ entity: ['cpf'] }, true],
    [{ entity: ['case-number'] }, false],
    [{ onlyEntity: ['cpf'] }, false],
    [{ channel: ['phone'] }, false],
    [{ locale: ['pt'] }, true],
    [{ locale: ['pt-PT', 'en'] }, false],
    [{ status: ['waiting'] }, false],
    [{ hours: 'open' }, true],
    [{ hours: 'closed' }, false],
    [{ misses: 2 }, true],
    [{ misses: 3 }, false],
    [{ failures: 2 }, false],
    [{ urgency: ['anger'] }, false],
    [{ danger: ['fire'] }, false],
    [{ priority: ['any'] }, true],
    [{ priority: ['despair'] }, true],
    [{ priority: ['autism'] }, false],
    [{ claims: ['any'] }, true],
    [{ claims: ['age-80'] }, false],
    [{ inTheMiddleOf: ['consult-protocol'] }, true],
    [{ inTheMiddleOf: ['poda'] }, false],
    [{ said: ['segunda via'] }, true],
    [{ said: ['gunda vi'] }, false],
    [{ wordsAtMost: 8 }, true],
    [{ wordsAtMost: 7 }, false],
    [{ said: ['segunda via'], channel: ['web'], hours: 'closed' }, false],
  ];
  for (const [when, expected] of rows) {
    it(`${JSON.stringify(when)} ${expected ? 'holds' : 'does not hold'}`, () => {
      assert.equal(holds(when, SITUATION, hours), expected);
    });
  }
});
