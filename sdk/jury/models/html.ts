/** Elements whose content no reader sees. */
const UNSEEN = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "head",
  "title",
  "svg",
  "math",
  "iframe",
  "object",
  "textarea",
  "select",
  "datalist",
  "noframes",
  "noembed",
  "xmp",
]);
/** Elements whose content is not markup: it ends at its own end tag. */
const RAW = new Set([
  "script",
  "style",
  "textarea",
  "title",
  "xmp",
  "iframe",
  "noembed",
  "noframes",
  "noscript",
]);
const VOID = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "param",
  "source",
  "track",
  "wbr",
]);
const INLINE = new Set([
  "a",
  "abbr",
  "b",
  "bdi",
  "bdo",
  "cite",
  "code",
  "data",
  "dfn",
  "em",
  "i",
  "kbd",
  "mark",
  "q",
  "s",
  "samp",
  "small",
  "span",
  "strong",
  "sub",
  "sup",
  "time",
  "u",
  "var",
  "font",
]);
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", ndash: "–", mdash: "—", hellip: "…" },
  ...{
    lsquo: "‘",
    rsquo: "’",
    ldquo: "“",
    rdquo: "”",
    laquo: "«",
    raquo: "»",
    copy: "©",
    euro: "€",
    middot: "·",
  },
};
const NOT_SHOWN =
  /\bhidden\b|aria-hidden\s*=\s*["']?true|(display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0(?![.\d]*[1-9])|font-size\s*:\s*0(?![.\d]*[1-9])|text-indent\s*:\s*-\d{3,}|clip-path|left\s*:\s*-\d{3,}|(?<![-\w])color\s*:\s*(transparent|white\b|#fff(fff)?\b))/i;
const TAG = /<(?:!--|(\/?)([a-zA-Z][a-zA-Z0-9:-]*)|[!?/])/g;

/** Deepest nesting that is followed; what lies deeper is left out. */
const DEEPEST = 512;

/**
 * The text of HTML as a reader sees it, read in one pass. Comments, scripts, styles, attributes, and elements that hide themselves are
 * left out. Style sheets are not applied: it is a reading of the text, and no rendering of the page.
 */
export function textOfHtml(html: string): string {
  const parts: string[] = [];
  /** Open elements, each with whether its text is left out. */
  const open: { readonly name: string; readonly unseen: boolean }[] = [];
  let at = 0;
  const isUnseen = () => open.at(-1)?.unseen === true;
  const emit = (text: string) => {
    if (!isUnseen()) parts.push(decoded(text));
  };
  for (;;) {
    TAG.lastIndex = at;
    const found = TAG.exec(html);
    if (found === null) break;
    emit(html.slice(at, found.index));
    const [start, slash, rawName] = found;
    const name = rawName?.toLowerCase();
    if (name === undefined) {
      at = endOfMarkup(html, found.index, start === "<!--" ? "-->" : ">");
      continue;
    }
    at = endOfTag(html, found.index + start.length);
    if (!INLINE.has(name) && !isUnseen()) parts.push("\n");
    if (slash === "/") close(open, name);
    else if (!VOID.has(name)) {
      const attributes = html.slice(found.index + start.length, at);
      const unseen = isUnseen() || UNSEEN.has(name) || NOT_SHOWN.test(attributes) || open.length >= DEEPEST;
      if (RAW.has(name)) at = endOfRaw(html, at, name);
      else if (open.length <= DEEPEST) open.push({ name, unseen });
    }
  }
  emit(html.slice(at));
  return parts
    .join("")
    .replaceAll(/[^\S\n]+/g, " ")
    .replaceAll(/ ?\n[\s]*/g, "\n")
    .trim();
}

function close(open: { readonly name: string }[], name: string): void {
  const depth = open.findLastIndex((element) => element.name === name);
  if (depth >= 0) open.length = depth;
}

function endOfMarkup(html: string, from: number, mark: string): number {
  const end = html.indexOf(mark, from);
  return end < 0 ? html.length : end + mark.length;
}

/** After the `>` that is in no quotation marks. */
function endOfTag(html: string, from: number): number {
  let quote = "";
  for (let at = from; at < html.length; at += 1) {
    const character = html.charAt(at);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === ">") return at + 1;
    else if ((character === '"' || character === "'") && html.charAt(at - 1) === "=") quote = character;
  }
  return html.length;
}

function endOfRaw(html: string, from: number, name: string): number {
  const end = new RegExp(`</${name}[\\s/>]`, "gi");
  end.lastIndex = from;
  const found = end.exec(html);
  return found === null ? html.length : endOfMarkup(html, found.index, ">");
}

function decoded(text: string): string {
  return text.replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (entity, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? entity;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    const isScalar = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isScalar ? String.fromCodePoint(code) : "";
  });
}
