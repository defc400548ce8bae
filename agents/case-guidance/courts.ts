/** Which court a case number belongs to. The table, and its sources, are `courts.yml`. */
import { z } from 'zod';
import { readData } from './read-data.ts';

const courtSchema = z.strictObject({
  /** `TJSP` */
  short: z.string(),
  name: z.string(),
  /** In DataJud, the likeliest first; left out where DataJud has none of its cases. */
  indices: z.array(z.string().regex(/^[a-z0-9-]+$/)).default([]),
  site: z.url(),
});
export type Court = z.output<typeof courtSchema>;

/** By J.TR: `8.26`. */
export type Courts = ReadonlyMap<string, Court>;

/** @throws AssistantError `configuration` for a file that is not right */
export async function readCourts(folder: URL): Promise<Courts> {
  const courts = await readData('courts.yml', folder, z.record(z.string().regex(/^\d\.\d\d$/), courtSchema));
  return new Map(Object.entries(courts));
}
