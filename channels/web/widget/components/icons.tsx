/** Icons, drawn in the colour of the text around them; the button that holds one has a name. */
const PATHS = {
  chat: 'M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm3 5h10M7 12.5h6',
  close: 'M6 6l12 12M18 6 6 18',
  send: 'M4 12h14M12 5.5 18.5 12 12 18.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  down: 'M12 5v14M5.5 12.5 12 19l6.5-6.5',
} as const;

export const Icon = ({ name }: { readonly name: keyof typeof PATHS }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
