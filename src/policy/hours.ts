/** Opening hours as they stand in the YAML files of dialogs and desk. */
import { z } from 'zod';
import { OPTIONAL_HOLIDAYS, type OpeningHours, type Weekday } from '../opening-hours.ts';
import type { YamlFile } from '../yaml-file.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const time = z
  .string()
  .regex(/^([01]?\d|2[0-4]):[0-5]\d$/, 'must be a time, as "08:00"')
  .transform((text) => Number(text.split(':')[0]) * 60 + Number(text.split(':')[1]));

export const hoursSchema = z.strictObject({
  'time-zone': z.string().min(1),
  open: z.array(
    z
      .strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1), from: time, to: time })
      .refine(({ from, to }) => from < to, '"from" must be before "to"'),
  ),
  'optional-holidays': z.array(z.enum(OPTIONAL_HOLIDAYS)).default([]),
  'closed-on': z
    .array(z.string().regex(/^(\d{4}-)?\d{2}-\d{2}$/, 'must be a day, as "2026-12-24" or "12-24"'))
    .default([]),
});

/**
 * @param path of the hours in their file
 * @throws AssistantError `configuration` for a time zone that there is none of
 */
export function readHours(
  hours: z.output<typeof hoursSchema>,
  path: readonly string[],
  { refuse }: Pick<YamlFile<unknown>, 'refuse'>,
): OpeningHours {
  const timeZone = hours['time-zone'];
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw refuse([...path, 'time-zone'], `there is no time zone ${timeZone}`);
  }
  return {
    timeZone,
    spans: hours.open.map(({ days, from, to }) => ({
      weekdays: days.map((day) => (WEEKDAYS.indexOf(day) + 1) as Weekday),
      fromMinute: from,
      toMinute: to,
    })),
    optionalHolidays: hours['optional-holidays'],
    closedOn: hours['closed-on'],
  };
}
