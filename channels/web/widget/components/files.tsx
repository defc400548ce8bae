/** Files that a person sent. */
import type { SentFile } from '#assistant';
import { describeBytes, fill } from '../text.ts';
import { useChat } from './chat.ts';
import { Icon } from './icons.tsx';

export function Files({ files }: { readonly files: readonly SentFile[] }) {
  const { locale, texts } = useChat();
  return (
    <ul class="files" aria-label={texts.files}>
      {files.map(({ fileId, name, bytes, url }) => {
        const size = describeBytes(bytes, locale);
        return (
          <li key={fileId}>
            {url === undefined ? (
              <span class="file">
                {name} <span class="size">{size}</span>
              </span>
            ) : (
              <a
                class="file"
                href={url}
                target="_blank"
                rel="noopener noreferrer"
                aria-label={fill(texts.file, { name, size })}
              >
                <Icon name="file" /> {name} <span class="size">{size}</span>
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
