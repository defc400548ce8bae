/** Supervision: the board, alerts, reports and reviews. */
import { readFile } from 'node:fs/promises';
import { loadDialogs } from '../dialog-folders.ts';
import { ROOT } from '../discover.ts';
import { createBoardRoutes } from '../http/desk/board.ts';
import { createReportRoutes } from '../http/desk/reports.ts';
import { createReviewRoutes } from '../http/desk/reviews.ts';
import type { DeskRoute } from '../http/desk/route.ts';
import { createBoardReader } from '../pipeline/board-reading.ts';
import { createReportReader } from '../pipeline/report-reading.ts';
import { parseReviewForm } from '../policy/read-review-form.ts';
import type { Queues } from '../queues.ts';
import { readAlerts } from '../store/alerts.ts';
import { drawSample, judge, listReviews } from '../store/reviews.ts';
import type { Core } from './core.ts';

const REVIEW_FORM = 'desk/review-form.yml';

/** Intents of dialogs that are mere courtesy. */
async function findCourtesies(): Promise<readonly string[]> {
  const dialogs = await loadDialogs();
  return dialogs.flatMap(({ name, dialog }) => (dialog.courtesy ? (dialog.intents ?? [name]) : []));
}

/** @throws AssistantError `configuration` for a review form that cannot be filled in */
export async function createDeskSupervisionRoutes(
  { database }: Core,
  queues: Queues,
): Promise<readonly DeskRoute[]> {
  const form = parseReviewForm(await readFile(new URL(REVIEW_FORM, ROOT), 'utf8'), REVIEW_FORM);
  const courtesies = await findCourtesies();
  return [
    ...createBoardRoutes({
      readBoard: createBoardReader(database, queues),
      readAlerts: () => readAlerts(database),
    }),
    ...createReportRoutes(createReportReader(database, { queues, courtesies })),
    ...createReviewRoutes({
      form,
      judge: (reviewer, wish) => judge(database, form, reviewer, wish),
      list: (question) => listReviews(database, question),
      draw: (reviewerId, wish) => drawSample(database, reviewerId, wish),
    }),
  ];
}
