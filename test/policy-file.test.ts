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

  it('says who writes by which channel, and holds rules for them', () => {
    const withRoles = (roles: string, rules = '') =>
      parsePolicy(HEAD.replace('queues:', `${roles}\nqueues:`) + rules + steps(), 'p.yml', NAMES);
    const { roles } = withRoles('roles: { staff: [balcao, intranet], court: oab }');
    assert.deepEqual(Object.fromEntries(roles), { balcao: 'staff', intranet: 'staff', oab: 'court' });
    assert.equal(read(steps()).roles.size, 0);
    const [first] = withRoles('roles: { staff: balcao }', rule('role: staff', '{ dialog: poda }')).order;
    assert.deepEqual(typeof first === 'object' && first.when, { role: ['staff'] });
    assert.ok(read(rule('role: citizen', '{ dialog: poda }') + steps()));
    const refused: readonly (readonly [() => unknown, RegExp])[] = [
      [() => read(rule('role: staff', 'pass') + steps()), /:8: there is no role staff; there are citizen$/],
      [
        () => withRoles('roles: { staff: balcao, court: balcao }'),
        /^p.yml:4: .*balcao stands already under staff/,
      ],
      [() => withRoles('roles: { citizen: web }'), /^p.yml:4: citizen is whoever/],
    ];
    for (const [run, message] of refused) assert.throws(run, { code: 'configuration', message });
  });

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
    assert.ok(names.length >= 19);
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
  role: 'citizen',
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
    [{ role: ['citizen'] }, true],
    [{ role: ['staff'] }, false],
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
    [{ onlySaid: ['segunda via'] }, false],
    [{ onlySaid: ['menu', 'quero a segunda via do iptu por favor'] }, true],
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
