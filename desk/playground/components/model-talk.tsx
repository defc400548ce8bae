/** What the model was told, and what it wrote, before anything was checked. */
import type { Gathered } from '../gather.ts';
import { useWording } from '../locales/locale.ts';

function Prompt({ messages }: NonNullable<Gathered['prompt']>) {
  const { texts } = useWording();
  return (
    <details>
      <summary>{texts.prompt}</summary>
      {messages.map(({ role, content }, index) => (
        <div key={index}>
          <h3>{texts.roles[role] ?? role}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard */}
          <pre tabIndex={0}>{content}</pre>
        </div>
      ))}
    </details>
  );
}

export function ModelTalk({ gathered }: { readonly gathered: Gathered }) {
  const { texts } = useWording();
  const { prompt, written, modelEnd, model } = gathered;
  if (!prompt) return null;
  const error = modelEnd?.error ?? null;
  return (
    <section class="card" aria-labelledby="model">
      <h2 id="model">
        {texts.model}: {modelEnd?.report?.model ?? model}
      </h2>
      {error !== null && <p class="notice">{texts.modelFailed(error)}</p>}
      <Prompt {...prompt} />
      <details open={written !== ''}>
        <summary>{texts.written}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard */}
        <pre tabIndex={0}>{written}</pre>
      </details>
    </section>
  );
}
