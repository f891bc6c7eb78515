/** Unicode's property White_Space. JavaScript's `\s` lacks U+0085 and has U+FEFF. */
const WHITE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const OTHER_WHITE = WHITE.replace(" ", "");
/** Runs of white space that are not one space already: most of a text is passed over. */
const RUNS = new RegExp(` [${WHITE}]+|[${OTHER_WHITE}][${WHITE}]*`, "g");
const WORDS = new RegExp(`[^${WHITE}]+`, "g");

/** Each longest run of white space as one space, and none at the ends. */
export function collapse(text: string): string {
  const single = text.replace(RUNS, " ");
  const start = single.startsWith(" ") ? 1 : 0;
  const end = single.length - (single.length > start && single.endsWith(" ") ? 1 : 0);
  return single.slice(start, end);
}

/** Longest runs of characters that are not white space. */
export function countWords(text: string): number {
  let words = 0;
  WORDS.lastIndex = 0;
  while (WORDS.test(text)) words += 1;
  return words;
}

/** Unicode code points. */
export function countCharacters(text: string): number {
  let characters = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(at + 1);
    if (next < 0xdc00 || next > 0xdfff) continue;
    characters -= 1;
    at += 1;
  }
  return characters;
}

const decoder = /* @__PURE__ */ new TextDecoder("utf-8");
const strictDecoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true });
/** What stands for bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * Bytes as text, less a byte order mark at the start; undefined where they are no well-formed UTF-8. A decoder that refuses takes four
 * times as long as one that replaces, so it is asked only about a text in which something may have been replaced.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const text = decoder.decode(bytes);
  if (!text.includes(REPLACEMENT)) return text;
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}
