/** Drawings of 24 by 24, drawn with lines. They only go with words. */

const PATHS = {
  inbox:
    'M4 13V6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v7M4 13h5l1 2h4l1-2h5M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5',
  board: 'M4 4h7v8H4zM13 4h7v5h-7zM13 12h7v8h-7zM4 15h7v5H4z',
  reports: 'M5 20V10M12 20V4M19 20v-7',
  reviews: 'm12 4 2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z',
  answers: 'M5 4h14v12H11l-4 4v-4H5zM8 8h8M8 12h5',
  webhooks: 'M9 7a3 3 0 1 1 4.5 2.600L11 15M15 17a3 3 0 1 0 0-3H9.500M6 14a3 3 0 1 0 3 3',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M3 20c0-4 2.5-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M17.5 14c2.2.6 3.5 2.6 3.5 6',
  person: 'M12 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M5 20c0-4 2.8-6 7-6s7 2 7 6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  down: 'M6 9l6 6 6-6',
  toEnd: 'M12 5v13M6 12l6 6 6-6',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5 20 20',
  filter: 'M4 6h16M7 12h10M10 18h4',
  sort: 'M7 5v14M4 16l3 3 3-3M14 6h6M14 12h5M14 18h3',
  send: 'M4 12 20 4l-5 16-4-6zM11 14l9-10',
  note: 'M5 4h10l4 4v12H5zM9 12h6M9 16h4',
  clip: 'M19 11l-7.5 7.500a4.5 4.5 0 0 1-6.4-6.400L12.6 4.600a3 3 0 0 1 4.3 4.300l-7.3 7.300a1.5 1.5 0 0 1-2.2-2.200L14 7.5',
  book: 'M5 5a2 2 0 0 1 2-2h12v15H7a2 2 0 0 0-2 2zM5 20a2 2 0 0 0 2 1h12M9 8h6',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  buttons: 'M4 6h16v5H4zM4 14h10v5H4z',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M12 8v4l3 2',
  flag: 'M6 21V4h11l-2 4 2 4H6',
  tag: 'M4 4h8l8 8-8 8-8-8zM8 8h.01',
  info: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M12 11v5M12 8h.01',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  check: 'M5 12l5 5 9-10',
  checks: 'M3 12l4 5 8-10M11 16l1 1 8-10',
  warning: 'M12 4 3 19h18zM12 10v4M12 17h.01',
  move: 'M4 8h13l-3-3M20 16H7l3 3',
  return: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6',
  robot: 'M6 9h12v9H6zM12 9V5M9 13h.01M15 13h.01M3 12v3M21 12v3',
  merge: 'M6 4v4c0 4 6 4 6 8v4M18 4v4c0 4-6 4-6 8M9 17l3 3 3-3',
  split: 'M12 20v-5c0-4-6-3-6-9M12 15c0-4 6-3 6-9M3 8l3-3 3 3M15 8l3-3 3 3',
  reopen: 'M5 12a7 7 0 1 1 2 5M5 12V7M5 12h5',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  sound: 'M4 10v4h4l5 4V6L8 10zM16 9a4 4 0 0 1 0 6M18.5 6.500a8 8 0 0 1 0 11',
  settings:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.600l2.2 2.200M16.2 16.200l2.2 2.200M18.4 5.600l-2.2 2.200M7.8 16.200l-2.2 2.2',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  keyboard: 'M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 15h8',
  plus: 'M12 5v14M5 12h14',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
