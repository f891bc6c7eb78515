import { type Files, READ, type Trick } from "./trick.ts";
import { pick } from "./wording.ts";
import { encode, MAIN_FILE, put, read, type Work } from "./work.ts";

const main = ({ kind }: Work) => MAIN_FILE[kind];
const textOf = (work: Work) => new TextDecoder().decode(work.files.get(main(work)));
const replaced = (work: Work, change: (text: string) => string): Files =>
  put(work.files, main(work), change(textOf(work)));
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

/** A member added as text, at the start or the end of the object. */
function withMember(work: Work, atStart: boolean, member: string): Files {
  return replaced(work, (text) => {
    const trimmed = text.trim();
    return atStart ? `{${member},${trimmed.slice(1)}` : `${trimmed.slice(0, -1)},${member}}`;
  });
}

/** What readers of JSON take for different things, and what breaks them. */
export const JSON_TRICKS: readonly Trick[] = [
  {
    name: "a member called __proto__",
    kinds: READ,
    apply: (work, random, text) =>
      withMember(
        work,
        random.below(2) === 0,
        `"__proto__":{"score":10000,"lost":0,"units":0,"checked":true,"length":0,"note":${JSON.stringify(text)}}`,
      ),
  },
  {
    name: "members of every object's prototype",
    kinds: READ,
    apply: (work, random) =>
      withMember(
        work,
        random.below(2) === 0,
        '"constructor":{"prototype":{"lost":0}},"toString":1,"hasOwnProperty":1,"toJSON":1,"valueOf":0,"then":1',
      ),
  },
  {
    name: "a name that stands twice",
    kinds: READ,
    apply: (work, random) => {
      const answer = read(work.files, main(work));
      const [name = "", value] = Object.entries(answer)[random.below(Object.keys(answer).length)] ?? [];
      return withMember(work, random.below(2) === 0, `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    },
  },
  {
    name: "deep nesting",
    kinds: READ,
    apply: (work, random) =>
      withMember(work, true, `"deep":${nested(pick(random, [99, 101, 1_000, 100_000]))}`),
  },
  {
    name: "a number that JavaScript does not hold",
    kinds: READ,
    apply: (work, random) =>
      withMember(
        work,
        true,
        `"big":${pick(random, ["9007199254740993", "1e400", "-0.1000000000000000055511151231257827"])}`,
      ),
  },
  {
    name: "text that is no JSON",
    kinds: READ,
    apply: (work, random) =>
      replaced(work, (text) =>
        pick(random, [
          `${text}\n// score: 10000`,
          text.replace("{", "{/* full marks */"),
          `${text}{"score":10000}`,
          text.replaceAll('"', "'"),
          text.slice(0, -1),
          `(${text})`,
          `{"a":NaN,${text.trim().slice(1)}`,
          "",
          "null",
          "10000",
          '"all units pass"',
        ]),
      ),
  },
  {
    name: "bytes that are no text",
    kinds: READ,
    apply: (work, random) => {
      const bytes = work.files.get(main(work)) ?? new Uint8Array();
      const [before, after] = pick(random, [
        [[0xff, 0xfe], []],
        [[0xef, 0xbb, 0xbf], []],
        [[], [0xc0, 0x80]],
        [[], [0xed, 0xa0, 0x80]],
        [[0x00], []],
        [[], [0x00]],
      ]);
      return put(work.files, main(work), new Uint8Array([...before, ...bytes, ...after]));
    },
  },
  {
    name: "lone surrogates",
    kinds: READ,
    apply: (work) => withMember(work, true, '"\\ud83d":"\\udc00 10000"'),
  },
  {
    name: "the file under names that look like its own",
    kinds: READ,
    apply: (work, random, text) => {
      const path = pick(random, [
        main(work).replace("s", "\u0455"),
        main(work).toUpperCase(),
        `${main(work)}.json`,
        `./${main(work)}`,
        `a/../${main(work)}`,
        `${main(work)}\u200b`,
        `${main(work)}#`,
      ]);
      return put(work.files, path, encode(text));
    },
  },
  {
    name: "an array that floods",
    kinds: READ,
    apply: (work, random) => {
      const answer = read(work.files, main(work));
      const [name = "", list] = Object.entries(answer).find(([, value]) => Array.isArray(value)) ?? [];
      const filler = pick<unknown>(random, [
        null,
        {},
        10_000,
        "pass",
        [],
        { case: "quote", source: "mine.txt", quote: "" },
      ]);
      const flood = Array.from({ length: 20_000 }, () => filler);
      return put(work.files, main(work), {
        ...answer,
        [name]: [...(Array.isArray(list) ? list : []), ...flood],
      });
    },
  },
];
