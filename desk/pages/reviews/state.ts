/** What the reviews' page knows, and asks of the server. */
import { signal } from '@preact/signals';
import type { Review, ReviewForm, ReviewSample } from '../../../src/supervision.ts';
import { call } from '../../app/api.ts';
import { showProblem } from '../../app/parts/problem.ts';

const PAGE = 50;

/** Each undefined until it is known. */
export const form = signal<ReviewForm | undefined>(undefined);
export const reviews = signal<readonly Review[] | undefined>(undefined);
export const sample = signal<readonly ReviewSample[] | undefined>(undefined);
export const hasMore = signal(false);

export async function loadForm(): Promise<void> {
  if (form.value) return;
  try {
    form.value = await call<ReviewForm>('GET', '/review-form');
  } catch (error) {
    showProblem(error);
  }
}

/** @param isNext those after the ones that are shown */
export async function loadReviews(isNext = false): Promise<void> {
  const known = isNext ? (reviews.value ?? []) : [];
  const before = known.at(-1)?.reviewId;
  try {
    const { reviews: read } = await call<{ reviews: readonly Review[] }>(
      'GET',
      `/reviews?limit=${PAGE}${before === undefined ? '' : `&before=${before}`}`,
    );
    reviews.value = [...known, ...read];
    hasMore.value = read.length === PAGE;
  } catch (error) {
    showProblem(error);
  }
}

export async function drawSample(): Promise<void> {
  try {
    sample.value = (await call<{ tickets: readonly ReviewSample[] }>('GET', '/reviews/sample')).tickets;
  } catch (error) {
    showProblem(error);
  }
}
