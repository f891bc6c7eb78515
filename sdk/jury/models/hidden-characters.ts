/** Characters that show nothing or turn the direction of writing, and controls other than line feed and tab. */
const HIDDEN =
  /[\p{Cf}\p{Cc}\p{Co}\p{Cn}\u115f\u1160\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;
const LAYOUT = /[\r\n\t\u0085\u2028\u2029]/;

/** A text as a person sees it, and how many characters of it showed nothing. */
export interface VisibleText {
  readonly text: string;
  readonly hidden: number;
}

/** Takes away what a reader does not see: zero-width, bidirectional, tag and control characters. Line ends become line feeds. */
export function visibleText(text: string): VisibleText {
  let hidden = 0;
  const lines = text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, "\n");
  const visible = lines.replaceAll(HIDDEN, (character) => {
    if (LAYOUT.test(character)) return character;
    hidden += 1;
    return "";
  });
  return { text: visible.normalize("NFC"), hidden };
}

/** Letters of other scripts that look like Latin ones. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{
    а: "a",
    в: "b",
    с: "c",
    е: "e",
    һ: "h",
    і: "i",
    ј: "j",
    к: "k",
    м: "m",
    о: "o",
    р: "p",
    т: "t",
    у: "y",
    х: "x",
  },
  ...{
    ѕ: "s",
    ԁ: "d",
    ԛ: "q",
    ԝ: "w",
    н: "h",
    α: "a",
    β: "b",
    ε: "e",
    ι: "i",
    κ: "k",
    ν: "v",
    ο: "o",
    ρ: "p",
    τ: "t",
  },
  ...{ υ: "u", χ: "x", ı: "i", ℓ: "l", ɡ: "g", ɑ: "a" },
};

/** A text in the form in which words are looked for: compatible letters, without accents, in lower case, lookalikes as Latin. */
export function foldedText(text: string): string {
  const plain = visibleText(text).text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain.replaceAll(/\P{ASCII}/gu, (character) => LOOKALIKES[character] ?? character);
}
