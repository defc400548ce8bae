/** Where people write: to the citizen, or a note for the team. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Button, IconButton } from '../../app/parts/button.tsx';
import { Attached, ButtonsEditor } from './attached.tsx';
import { Box } from './box.tsx';
import { t } from './composer-words.ts';
import { addFiles, applyEdit, change, draft, insert, submit } from './composing.ts';
import type { Opened } from './conversation.ts';
import { KnowledgeDialog } from './knowledge-dialog.tsx';
import type { Rights } from './rights.ts';

interface ComposerProps {
  readonly view: Opened;
  readonly rights: Rights;
}

const MODES = ['reply', 'note'] as const;

function Modes() {
  const { mode } = draft.value;
  return (
    <fieldset class="modes" aria-label={t('modes')}>
      {MODES.map((each) => (
        <button
          key={each}
          type="button"
          class="mode"
          aria-pressed={each === mode}
          onClick={() => change({ mode: each })}
        >
          {t(each)}
        </button>
      ))}
    </fieldset>
  );
}

/** Opens the list of ready answers as typing the sign would. */
function askForCanned(): void {
  const { reply } = draft.value;
  const text = reply === '' || /\s$/.test(reply) ? `${reply}/` : `${reply} /`;
  applyEdit({ text, cursor: text.length });
}

function Tools({ onCite }: { onCite(): void }) {
  const chooser = useRef<HTMLInputElement>(null);
  const { buttons } = draft.value;
  const addButton = () => {
    if (buttons.length === 0) change({ buttons: [{ title: '', value: '' }] });
  };
  return (
    <div class="tools">
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          addFiles(currentTarget.files ?? []);
          currentTarget.value = '';
        }}
      />
      <IconButton icon="clip" isSmall label={t('attach')} onClick={() => chooser.current?.click()} />
      <IconButton icon="bolt" isSmall label={t('canned')} onClick={askForCanned} />
      <IconButton icon="book" isSmall label={`${t('cite')} (Ctrl+K)`} onClick={onCite} />
      <IconButton icon="buttons" isSmall label={t('buttons')} onClick={addButton} />
    </div>
  );
}

/** What the citizen last said: what one would look up first. */
const lastQuestion = ({ story }: Opened): string => {
  const last = story.findLast(({ body }) => body.from === 'citizen')?.body;
  if (last?.from !== 'citizen') return '';
  return last.activity.type === 'message' ? last.activity.text.slice(0, 200) : last.activity.title;
};

/** Files that are let go of over it are sent with the reply. */
function Drop({ children }: { readonly children: ComponentChildren }) {
  const isOver = useSignal(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be chosen by a button too
    <div
      class={`composer ${draft.value.mode} ${isOver.value ? 'over' : ''}`}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => {
        isOver.value = false;
      }}
      onDrop={(event) => {
        isOver.value = false;
        if ((event.dataTransfer?.files.length ?? 0) === 0) return;
        event.preventDefault();
        addFiles(event.dataTransfer?.files ?? []);
      }}
    >
      {children}
    </div>
  );
}

function Writing({ view, rights }: ComposerProps) {
  const isCiting = useSignal(false);
  const { ticket } = view;
  const { mode } = draft.value;
  const isReply = mode === 'reply';
  const send = () => void submit(view, rights.whispers ? 'whisper' : 'note');
  const cite = (isOpen: boolean) => () => {
    isCiting.value = isOpen;
  };
  const noteHint = rights.whispers ? t('whisperHint', { name: ticket.person?.name ?? '' }) : t('noteHint');
  return (
    <Drop>
      <Modes />
      <Box
        key={`${ticket.conversationId}:${mode}`}
        ticket={ticket}
        hint={isReply ? t('replyHint') : noteHint}
        onSend={send}
        onCite={cite(true)}
      />
      {isReply && <Attached conversationId={ticket.conversationId} />}
      {isReply && <ButtonsEditor />}
      <div class="composer-foot">
        {isReply && <Tools onCite={cite(true)} />}
        <Button look="primary" isSmall icon={isReply ? 'send' : 'note'} onClick={send}>
          {t(isReply ? 'send' : 'sendNote')}
        </Button>
      </div>
      {isCiting.value && (
        <KnowledgeDialog
          about={lastQuestion(view)}
          onClose={cite(false)}
          onQuote={(text, citation) => {
            isCiting.value = false;
            insert(text, [citation]);
          }}
        />
      )}
    </Drop>
  );
}

export function Composer(props: ComposerProps) {
  if (!props.rights.works) return <p class="composer closed">{t('readOnly')}</p>;
  if (props.view.ticket.endedAt !== null) return <p class="composer closed">{t('ended')}</p>;
  return <Writing {...props} />;
}
