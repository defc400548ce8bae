/** Reads `dialogs/policy.yml`, and refuses one that cannot be followed. */
import { z } from 'zod';
import { BUILT_IN_STEPS, CITIZEN, type Condition, type PolicyRules, type Rule } from '../policy-rules.ts';
import type { QueueTarget } from '../routing.ts';
import { DANGERS, PRIORITY_GROUNDS, URGENCY_KINDS } from '../urgency.ts';
import { parseYamlFile, type YamlFile } from '../yaml-file.ts';
import { hoursSchema, readHours } from './hours.ts';
import type { QueueRules } from './read-queues.ts';

/** What the rules may name. */
export interface PolicyNames {
  readonly dialogs: readonly string[];
  readonly intents: readonly string[];
}

/** Where people are called by a rule that names a queue alone. */
const PERSON_DIALOG = 'talk-to-a-person';

const list = <Item extends z.ZodType>(item: Item) =>
  z.union([item.transform((value) => [value]), z.array(item).min(1)]);
const name = z.string().min(1);
const share = z.number().min(0).max(1);

const conditionSchema = z.strictObject({
  input: z.enum(['message', 'failed']).optional(),
  intent: list(name).optional(),
  certainty: list(z.enum(['sure', 'doubtful', 'unknown'])).optional(),
  confidence: z.strictObject({ above: share.optional(), below: share.optional() }).optional(),
  entity: list(name).optional(),
  'only-entity': list(name).optional(),
  channel: list(name).optional(),
  role: list(name).optional(),
  locale: list(name).optional(),
  status: list(z.enum(['open', 'waiting'])).optional(),
  hours: z.enum(['open', 'closed']).optional(),
  misses: z.int().min(1).optional(),
  failures: z.int().min(1).optional(),
  urgency: list(z.enum(URGENCY_KINDS)).optional(),
  danger: list(z.enum(DANGERS)).optional(),
  priority: list(z.enum(['any', 'risk-to-life', 'threat', 'despair', ...PRIORITY_GROUNDS])).optional(),
  claims: list(z.enum(['any', ...PRIORITY_GROUNDS])).optional(),
  'in-the-middle-of': list(name).optional(),
  said: list(name).optional(),
  'only-said': list(name).optional(),
  'words-at-most': z.int().min(1).optional(),
});

const targetSchema = z.union(
  [
    z.literal('pass'),
    z
      .strictObject({ dialog: name.optional(), queue: name.optional(), reason: name.optional() })
      .refine(({ dialog, queue }) => dialog !== undefined || queue !== undefined, 'needs a dialog or a queue')
      .refine(({ queue, reason }) => (queue === undefined) === (reason === undefined), {
        error: 'a queue needs a reason, and a reason a queue',
      }),
  ],
  { error: 'must be "pass", or a dialog, or a queue with its reason' },
);

const ruleSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be in lower case, with hyphens'),
  when: conditionSchema,
  // biome-ignore lint/suspicious/noThenProperty: it is the rule's word, and no promise.
  then: targetSchema,
  'also-while-attended': z.literal(true).optional(),
});

const fileSchema = z.strictObject({
  hours: hoursSchema,
  queues: z.tuple([name], name),
  roles: z.record(name, list(name)).default({}),
  'misses-before-person': z.int().min(1),
  rules: z.array(z.union([z.strictObject({ step: z.enum(BUILT_IN_STEPS) }), ruleSchema])),
});

type File = YamlFile<z.output<typeof fileSchema>>;
type RuleFile = z.output<typeof ruleSchema>;

/** Without what is left out. */
const present = (fields: Readonly<Record<string, unknown>>): Condition =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const toCondition = ({
  'only-entity': onlyEntity,
  'in-the-middle-of': inTheMiddleOf,
  'only-said': onlySaid,
  'words-at-most': wordsAtMost,
  ...others
}: RuleFile['when']): Condition => present({ ...others, onlyEntity, inTheMiddleOf, onlySaid, wordsAtMost });

/** @throws AssistantError for a name that there is none of */
function checkNames({ when, then }: RuleFile, at: number, file: File, names: PolicyNames): void {
  const check = (found: readonly string[], known: readonly string[], what: string, path: string[]) => {
    const wrong = found.find((each) => !known.includes(each));
    if (wrong !== undefined)
      throw file.refuse(
        ['rules', at, ...path],
        `there is no ${what} ${wrong}; there are ${known.join(', ')}`,
      );
  };
  check(when.intent ?? [], [...names.intents, 'none'], 'intent', ['when', 'intent']);
  check(when.role ?? [], [CITIZEN, ...Object.keys(file.value.roles)], 'role', ['when', 'role']);
  check(when['in-the-middle-of'] ?? [], names.dialogs, 'dialog', ['when', 'in-the-middle-of']);
  if (then === 'pass') return;
  if (then.dialog !== undefined) check([then.dialog], names.dialogs, 'dialog', ['then', 'dialog']);
  if (then.queue !== undefined) check([then.queue], file.value.queues, 'queue', ['then', 'queue']);
}

function toRule({ name: own, when, then, 'also-while-attended': whileAttended }: RuleFile): Rule {
  const rule = { name: own, when: toCondition(when), ...(whileAttended ? { whileAttended } : {}) };
  if (then === 'pass') return { ...rule, target: then };
  const { dialog = PERSON_DIALOG, queue, reason } = then;
  const handoff: QueueTarget | undefined =
    queue === undefined || reason === undefined ? undefined : { queue, reason };
  return { ...rule, target: { dialog, handoff } };
}

function readRoles({ value: { roles }, refuse }: File): ReadonlyMap<string, string> {
  const byChannel = new Map<string, string>();
  for (const [role, channels] of Object.entries(roles)) {
    if (role === CITIZEN)
      throw refuse(
        ['roles', role],
        `${CITIZEN} is whoever writes by any channel that stands here under no other role`,
      );
    for (const channel of channels) {
      const other = byChannel.get(channel);
      if (other !== undefined)
        throw refuse(['roles', role], `the channel ${channel} stands already under ${other}`);
      byChannel.set(channel, role);
    }
  }
  return byChannel;
}

/** Each step once, in an order that leaves nothing unanswered. */
function checkOrder(file: File): void {
  const { rules } = file.value;
  const steps = rules.map((each) => ('step' in each ? each.step : undefined));
  const missing = BUILT_IN_STEPS.find((step) => !steps.includes(step));
  if (missing) throw file.refuse(['rules'], `the step ${missing} is missing`);
  const twice = steps.findIndex((step, index) => step !== undefined && steps.indexOf(step) < index);
  if (twice >= 0) throw file.refuse(['rules', twice], `the step ${steps[twice]} stands twice`);
  if (steps.at(-1) !== 'unknown')
    throw file.refuse(['rules', steps.length - 1], 'the step unknown must be the last');
  const names = rules.map((each) => ('step' in each ? undefined : each.name));
  const again = names.findIndex((own, index) => own !== undefined && names.indexOf(own) < index);
  if (again >= 0) throw file.refuse(['rules', again], `the name ${names[again]} stands twice`);
}

/**
 * @param fileName as the reader of an error knows it
 * @throws AssistantError `configuration`, with file, line and reason
 */
export function parsePolicy(text: string, fileName: string, names: PolicyNames): PolicyRules {
  const file = parseYamlFile(text, fileName, fileSchema);
  checkOrder(file);
  const order = file.value.rules.map((each, at) => {
    if ('step' in each) return each.step;
    checkNames(each, at, file, names);
    return toRule(each);
  });
  return {
    order,
    roles: readRoles(file),
    hours: readHours(file.value.hours, ['hours'], file),
    queues: file.value.queues,
    missesBeforePerson: file.value['misses-before-person'],
  };
}

/**
 * The queues and the hours alone, for who has no dialogs at hand.
 * @throws AssistantError `configuration`, with file, line and reason
 */
export function parseQueueRules(text: string, fileName: string): QueueRules {
  const { hours, queues } = fileSchema.shape;
  const file = parseYamlFile(text, fileName, z.looseObject({ hours, queues }));
  return { queues: file.value.queues, hours: readHours(file.value.hours, ['hours'], file) };
}
