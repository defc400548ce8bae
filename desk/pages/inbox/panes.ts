/** Whether the citizen's pane is seen: beside the conversation where there is room, on a phone instead of it. */
import { signal } from '@preact/signals';

export const detailsOpen = signal(matchMedia('(min-width: 76rem)').matches);
