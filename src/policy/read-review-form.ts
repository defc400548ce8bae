/** Reads `desk/review-form.yml`, and refuses a form that cannot be filled in. */
import { z } from 'zod';
import type { ReviewForm } from '../supervision.ts';
import { parseYamlFile } from '../yaml-file.ts';

const words = z.string().trim().min(1);
const textSchema = z.strictObject({ 'pt-BR': words, en: words, es: words });
/** More could not be told apart by whoever judges. */
const MOST_POINTS = 10;

const formSchema = z.strictObject({
  questions: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be in lower case, with hyphens'),
        points: z.int().min(1).max(MOST_POINTS),
        text: textSchema,
        help: textSchema.optional(),
      }),
    )
    .min(1),
});

/**
 * @param fileName as the reader of an error knows it
 * @throws AssistantError `configuration`, with file, line and reason
 */
export function parseReviewForm(text: string, fileName: string): ReviewForm {
  const { value, refuse } = parseYamlFile(text, fileName, formSchema);
  const names = value.questions.map(({ name }) => name);
  const again = names.findIndex((name, index) => names.indexOf(name) < index);
  if (again >= 0) throw refuse(['questions', again, 'name'], `the name ${names[again]} stands there twice`);
  return { questions: value.questions.map(({ help = {}, ...question }) => ({ ...question, help })) };
}
