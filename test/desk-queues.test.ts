/** desk/queues.yml: what it says is kept, what cannot be kept does not start, and the desk is told of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQueues } from '../src/policy/read-queues.ts';
import { loadQueues } from '../src/roles/queues.ts';
import { openDesk } from './helpers/desk.ts';
import { OFFICE_HOURS } from './helpers/desk-queues.ts';

const RULES = { queues: ['geral', 'obras'], hours: OFFICE_HOURS };
const GERAL = `geral:
  title: { pt-BR: Geral, en: General, es: General }
  capacity: { default: 4, voice: 1 }
  silence: 90 s
`;
const obras = (more = '') => `obras:
  title: { pt-BR: Obras, en: Works, es: Obras }
  capacity: { default: 2 }
  silence: 5 min
${more}`;
const read = (text: string) => parseQueues(text, 'desk/queues.yml', RULES);
const DAY_MS = 86_400_000;

describe('desk/queues.yml', () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    [
      'a queue that the policy does not have',
      `${GERAL}${obras()}feiras:${obras().slice(6)}`,
      /^desk\/queues.yml:10: dialogs\/policy.yml has no queue feiras; it has geral, obras/,
    ],
    [
      'a queue of the policy that is missing',
      GERAL,
      /^desk\/queues.yml:1: the queue obras of dialogs\/policy.yml is missing/,
    ],
    [
      'a duration in no form',
      GERAL.replace('90 s', '90s') + obras(),
      /:4: geral.silence: must be a duration, as "30 s"/,
    ],
    ['no silence', GERAL.replace('  silence: 90 s\n', '') + obras(), /:2: geral.silence: /],
    [
      'a capacity without a default',
      GERAL.replace('default: 4, ', '') + obras(),
      /:3: geral.capacity: needs a default/,
    ],
    ['half a conversation', GERAL.replace('4', '4.5') + obras(), /:3: geral.capacity.default: /],
    [
      'a title in one language alone',
      GERAL.replace(', en: General, es: General', '') + obras(),
      /:2: geral.title.en: /,
    ],
    ['an unknown key', GERAL + obras('  skill: [obras]\n'), /:6: obras: .*"skill"/],
    [
      'an unknown preset',
      GERAL + obras('  sla: sac-6-days\n'),
      /:9: obras.sla.presets.0: .*"sac-5-days".*"ombudsman-30-days"/,
    ],
    [
      'an answer without a duration',
      GERAL + obras('  sla: { first-answer: soon }\n'),
      /:9: obras.sla.first-answer: must be a duration, as "10 min", or one for each channel/,
    ],
    [
      'an overflow into no queue',
      GERAL + obras('  overflow: { after: 5 min, to: feiras }\n'),
      /:9: there is no queue feiras; there are geral, obras/,
    ],
    [
      'an overflow into itself',
      GERAL + obras('  overflow: { after: 5 min, to: obras }\n'),
      /:9: obras → obras goes in a circle/,
    ],
    [
      'an overflow in a circle',
      `${GERAL}  overflow: { after: 5 min, to: obras }\n${obras('  overflow: { after: 5 min, to: geral }\n')}`,
      /:5: geral → obras → geral goes in a circle/,
    ],
    [
      'hours of no place',
      GERAL + obras('  hours: { time-zone: America/Atlantis, open: [] }\n'),
      /:9: there is no time zone America\/Atlantis/,
    ],
  ];
  for (const [what, text, message] of wrong)
    it(`refuses ${what}, with file and line`, () => {
      assert.throws(
        () => read(text),
        (error: Error) => {
          assert.match(error.message, message);
          return 'code' in error && error.code === 'configuration';
        },
      );
    });

  it('takes the policy’s hours where a queue has none of its own', () => {
    const own =
      '  hours: { time-zone: America/Manaus, open: [{ days: [monday], from: "9:00", to: "11:00" }] }\n';
    const queues = read(GERAL + obras(own));
    assert.equal(queues.get('geral')?.hours, OFFICE_HOURS);
    assert.deepEqual(queues.get('obras')?.hours.spans, [{ weekdays: [1], fromMinute: 540, toMinute: 660 }]);
  });

  it('adds what a queue promises to what the presets fix', () => {
    const sla =
      '  sla: { presets: [phone-60s, sac-7-days], first-answer: 10 min, next-answer: { web: 5 min }, counts: always }\n';
    const queues = read(GERAL + obras(sla));
    assert.deepEqual(queues.get('geral')?.sla, { onlyOpenHours: true });
    assert.deepEqual(queues.get('obras')?.sla, {
      firstAnswerMs: { voice: 60_000, default: 600_000 },
      nextAnswerMs: { web: 300_000 },
      resolutionMs: 7 * DAY_MS,
      onlyOpenHours: false,
    });
    const law = read(GERAL + obras('  sla: ombudsman-30-days\n')).get('obras')?.sla;
    assert.deepEqual([law?.resolutionMs, law?.extensionMs], [30 * DAY_MS, 30 * DAY_MS]);
  });

  it('of this checkout is kept', async () => {
    const queues = await loadQueues();
    assert.deepEqual([...queues.keys()], ['geral', 'suporte', 'ouvidoria']);
    assert.equal(queues.get('ouvidoria')?.sla.extensionMs, 30 * DAY_MS);
    assert.equal(queues.get('suporte')?.overflow?.to, 'geral');
  });
});

it('the desk says of each queue whether it is open and how many wait, to whoever is signed in', async () => {
  await using desk = await openDesk();
  assert.equal((await desk.call(undefined, 'GET', '/queues')).status, 401);
  const { status, body } = await desk.call<{ queues: { name: string; waiting: number; hours: string }[] }>(
    desk.people.author,
    'GET',
    '/queues',
  );
  assert.equal(status, 200);
  assert.deepEqual(
    body.queues.map(({ name, waiting }) => [name, waiting]),
    [
      ['geral', 0],
      ['suporte', 0],
      ['ouvidoria', 0],
    ],
  );
  assert.equal(body.queues[0]?.hours, 'de segunda a sexta, das 8h às 18h');
});
