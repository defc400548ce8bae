/** What goes with the reply: files, buttons, sources. */

import { Button, IconButton } from '../../app/parts/button.tsx';
import { Icon } from '../../app/parts/icon.tsx';
import { t } from './composer-words.ts';
import { change, draft, removeUpload, uploads } from './composing.ts';

function UploadList({ conversationId }: { readonly conversationId: string }) {
  const own = uploads.value.filter((each) => each.conversationId === conversationId);
  return (
    <>
      {own.map(({ id, name, share, problem, cancel }) => (
        <li key={id} class={problem === '' ? 'attachment' : 'attachment problem'}>
          <Icon name={problem === '' ? 'clip' : 'warning'} />
          {problem === '' ? (
            <>
              <span>{t('uploading', { name, share: Math.round(share * 100) })}</span>
              <progress value={share} max={1} aria-label={name} />
            </>
          ) : (
            <span role="alert">{t('uploadFailed', { name, message: problem })}</span>
          )}
          <IconButton
            icon="close"
            isSmall
            label={t(problem === '' ? 'cancel' : 'remove', { name })}
            onClick={() => (problem === '' ? cancel() : removeUpload(id))}
          />
        </li>
      ))}
    </>
  );
}

export function Attached({ conversationId }: { readonly conversationId: string }) {
  const { files, citations } = draft.value;
  return (
    <ul class="attached">
      <UploadList conversationId={conversationId} />
      {files.map(({ fileId, name }) => (
        <li key={fileId} class="attachment">
          <Icon name="file" />
          <span>{name}</span>
          <IconButton
            icon="close"
            isSmall
            label={t('remove', { name })}
            onClick={() => change({ files: files.filter((file) => file.fileId !== fileId) })}
          />
        </li>
      ))}
      {citations.map((citation) => (
        <li key={citation.mark} class="attachment" title={citation.quote}>
          <Icon name="book" />
          <span>{t('citation', { mark: citation.mark, title: citation.title })}</span>
          <IconButton
            icon="close"
            isSmall
            label={t('remove', { name: citation.title })}
            onClick={() => change({ citations: citations.filter((each) => each !== citation) })}
          />
        </li>
      ))}
    </ul>
  );
}

/** More than so many are no choice; and channels take no more. */
const MOST_BUTTONS = 10;
const TITLE_LENGTH = 60;

export function ButtonsEditor() {
  const { buttons } = draft.value;
  if (buttons.length === 0) return null;
  const setTitle = (index: number, title: string) =>
    change({ buttons: buttons.map((each, at) => (at === index ? { title, value: title } : each)) });
  return (
    <fieldset class="buttons-editor" aria-label={t('buttons')}>
      {buttons.map(({ title }, index) => (
        <div key={index} class="button-field">
          <input
            aria-label={t('buttonText', { count: index + 1 })}
            value={title}
            maxLength={TITLE_LENGTH}
            onInput={({ currentTarget }) => setTitle(index, currentTarget.value)}
          />
          <IconButton
            icon="close"
            isSmall
            label={t('remove', { name: title || String(index + 1) })}
            onClick={() => change({ buttons: buttons.filter((_each, at) => at !== index) })}
          />
        </div>
      ))}
      {buttons.length < MOST_BUTTONS && (
        <Button
          isSmall
          icon="plus"
          onClick={() => change({ buttons: [...buttons, { title: '', value: '' }] })}
        >
          {t('addButton')}
        </Button>
      )}
    </fieldset>
  );
}
