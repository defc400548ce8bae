/** Reads `desk/queues.yml`, and refuses queues that cannot be kept. */
import { z } from 'zod';
import type { OpeningHours } from '../opening-hours.ts';
import type { ByChannel, Queue, Queues, SlaTargets } from '../queues.ts';
import { parseYamlFile, type YamlFile } from '../yaml-file.ts';
import { hoursSchema, readHours } from './hours.ts';

/** What stands in `dialogs/policy.yml`. */
export interface QueueRules {
  readonly queues: readonly string[];
  /** Of a queue that has none of its own. */
  readonly hours: OpeningHours;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNITS_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  day: DAY_MS,
  days: DAY_MS,
};

/** The phone, where there is one. */
const PHONE = 'voice';

/**
 * What rules of the country fix. `phone-60s`: Portaria MJ 2.014/2008; the decree under which it was made is
 * revoked, and whether it is still in force was not verified. `sac-5-days`, the whole history after it was
 * asked for, and `sac-7-days`, an answer: Decreto 11.034/2022, arts. 12 and 13; calendar days; binds
 * suppliers that the Federal Executive regulates, others take it as their measure. `ombudsman-30-days`: Lei
 * 13.460/2017, art. 16; binds every public body.
 */
const PRESETS = {
  'phone-60s': { firstAnswerMs: { [PHONE]: MINUTE_MS } },
  'sac-5-days': { resolutionMs: 5 * DAY_MS },
  'sac-7-days': { resolutionMs: 7 * DAY_MS },
  'ombudsman-30-days': { resolutionMs: 30 * DAY_MS, extensionMs: 30 * DAY_MS },
} as const satisfies Readonly<Record<string, Omit<SlaTargets, 'onlyOpenHours'>>>;
const SLA_PRESETS = Object.keys(PRESETS) as (keyof typeof PRESETS)[];

const name = z.string().min(1);
const duration = z
  .string()
  .regex(/^[1-9]\d* (s|min|h|days?)$/, 'must be a duration, as "30 s", "10 min", "2 h" or "7 days"')
  .transform((text) => Number(text.split(' ')[0]) * (UNITS_MS[text.split(' ')[1] ?? ''] ?? 0));
const durations = z.union(
  [duration.transform((ms): ByChannel => ({ default: ms })), z.record(name, duration)],
  {
    error: 'must be a duration, as "10 min", or one for each channel, as { default: 10 min, voice: 60 s }',
  },
);
const preset = z.enum(SLA_PRESETS);

const slaSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { presets: [value] } : value),
  z.strictObject({
    presets: z.array(preset).default([]),
    'first-answer': durations.default({}),
    'next-answer': durations.default({}),
    resolution: duration.optional(),
    extension: duration.optional(),
    counts: z.enum(['open-hours', 'always']).default('open-hours'),
  }),
);

const queueSchema = z.strictObject({
  title: z.strictObject({ 'pt-BR': name, en: name, es: name }),
  skills: z.array(name).default([]),
  hours: hoursSchema.optional(),
  capacity: z.record(name, z.int().min(0)).refine((each) => each['default'] !== undefined, 'needs a default'),
  silence: duration,
  overflow: z.strictObject({ after: duration, to: name }).optional(),
  'alert-after': duration.optional(),
  sla: slaSchema.prefault({}),
  'calls-back': z.boolean().default(false),
});

const fileSchema = z.record(name, queueSchema);

type QueueFile = z.output<typeof queueSchema>;
type File = YamlFile<z.output<typeof fileSchema>>;

const withFigures = (key: 'firstAnswerMs' | 'nextAnswerMs', figures: ByChannel): Partial<SlaTargets> =>
  Object.keys(figures).length > 0 ? { [key]: figures } : {};

/** What is said beside presets counts before theirs, channel by channel. */
function readSla({ presets, resolution, extension, counts, ...answers }: QueueFile['sla']): SlaTargets {
  const ruled: readonly Omit<SlaTargets, 'onlyOpenHours'>[] = presets.map((each) => PRESETS[each]);
  const first = [...ruled.map((each) => each.firstAnswerMs), answers['first-answer']];
  return {
    ...Object.assign({}, ...ruled),
    ...withFigures('firstAnswerMs', Object.assign({}, ...first)),
    ...withFigures('nextAnswerMs', answers['next-answer']),
    ...(resolution === undefined ? {} : { resolutionMs: resolution }),
    ...(extension === undefined ? {} : { extensionMs: extension }),
    onlyOpenHours: counts === 'open-hours',
  };
}

/** @throws AssistantError for a queue that overflows into none, or, by way of others, into itself */
function checkOverflow(file: File): void {
  const queues = file.value;
  for (const [from, { overflow }] of Object.entries(queues)) {
    if (overflow === undefined) continue;
    const at = [from, 'overflow', 'to'];
    if (!(overflow.to in queues))
      throw file.refuse(at, `there is no queue ${overflow.to}; there are ${Object.keys(queues).join(', ')}`);
    const seen = [from];
    for (let next: string | undefined = overflow.to; next !== undefined; next = queues[next]?.overflow?.to) {
      if (next === from) throw file.refuse(at, `${[...seen, from].join(' → ')} goes in a circle`);
      if (seen.includes(next)) break;
      seen.push(next);
    }
  }
}

/** @throws AssistantError where the names are not those of the policy */
function checkNames(file: File, rules: QueueRules): void {
  const here = Object.keys(file.value);
  const unknown = here.find((each) => !rules.queues.includes(each));
  if (unknown !== undefined)
    throw file.refuse(
      [unknown],
      `dialogs/policy.yml has no queue ${unknown}; it has ${rules.queues.join(', ')}`,
    );
  const missing = rules.queues.find((each) => !here.includes(each));
  if (missing !== undefined) throw file.refuse([], `the queue ${missing} of dialogs/policy.yml is missing`);
}

function toQueue(own: string, read: QueueFile, file: File, rules: QueueRules): Queue {
  const { title, skills, hours, capacity, silence, overflow, sla, 'calls-back': callsBack } = read;
  const waitAlertMs = read['alert-after'];
  return {
    name: own,
    titles: title,
    skills,
    hours: hours ? readHours(hours, [own, 'hours'], file) : rules.hours,
    capacity,
    silenceMs: silence,
    ...(overflow ? { overflow: { afterMs: overflow.after, to: overflow.to } } : {}),
    ...(waitAlertMs === undefined ? {} : { waitAlertMs }),
    sla: readSla(sla),
    callsBack,
  };
}

/**
 * @param fileName as the reader of an error knows it
 * @throws AssistantError `configuration`, with file, line and reason
 */
export function parseQueues(text: string, fileName: string, rules: QueueRules): Queues {
  const file = parseYamlFile(text, fileName, fileSchema);
  checkNames(file, rules);
  checkOverflow(file);
  return new Map(
    Object.entries(file.value).map(([own, read]) => [own, toQueue(own, read, file, rules)] as const),
  );
}
