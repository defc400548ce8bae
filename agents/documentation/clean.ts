/** What citizens and documents wrote, made harmless before a model reads it. */

// Signs by which models are told who speaks: Qwen and OpenAI, Llama, Mistral, Gemma, DeepSeek.
const CONTROL =
  /<\|[^<>|]{0,40}\|>|<｜[^<>｜]{0,40}｜>|<\/?s>|\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|<<\/?SYS>>|<\/?(?:system|assistant|user|human|tools?|tool_call|tool_response|function_call|function_calls|invoke|think|start_of_turn|end_of_turn|bos|eos|pad|unk)\b[^<>]{0,80}>/giu;
// Blanks and line feeds are seen.
const INVISIBLE = /[^\P{C}\s]/gu;

/** Without signs that a model would take for its own, and without those that nobody sees. */
export function cleanText(text: string): string {
  let clean = text.normalize('NFC').replace(INVISIBLE, '');
  // What is left of one may make up another: “<|im_<|x|>start|>”.
  for (let before = ''; before !== clean; ) {
    before = clean;
    clean = clean.replace(CONTROL, ' ');
  }
  return clean;
}

/** Of what is said, not laid out: one blank where there are several. */
export const cleanWords = (text: string): string =>
  cleanText(text)
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
