import { zipSync } from "fflate";
import { READ, type Trick } from "./trick.ts";
import { pick } from "./wording.ts";
import { encode, put, type Work } from "./work.ts";

const SYMLINK = 0o120777 << 16;

/** Zeros that pack to little, inside of archives inside of archives. */
function bomb(depth: number): Uint8Array {
  let inner: Record<string, Uint8Array> = { "0.json": new Uint8Array(4 * 2 ** 20) };
  for (let level = 0; level < depth; level++) {
    const packed = zipSync(inner, { level: 9 });
    inner = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`${index}.zip`, packed]));
  }
  return zipSync(inner);
}

/** An archive whose directory says another size than its file has. */
function lying(): Uint8Array {
  const archive = zipSync({ "a.json": encode("{}".padEnd(2_000)) });
  const view = new DataView(archive.buffer, archive.byteOffset);
  const directory = view.getUint32(archive.length - 22 + 16, true);
  view.setUint32(directory + 24, 0xff_ff_ff_f0, true);
  return archive;
}

const main = (work: Work) => [...work.files.keys()][0] ?? "";

/** Archives, links and paths that lead out. */
export const ARCHIVE_TRICKS: readonly Trick[] = [
  {
    name: "an archive that unpacks to far more",
    kinds: READ,
    apply: (work, random) => put(work.files, "more.zip", bomb(random.below(3))),
  },
  {
    name: "an archive in the place of the work",
    kinds: READ,
    apply: (work, random) => put(work.files, main(work), random.below(2) === 0 ? bomb(1) : lying()),
  },
  {
    name: "an archive with paths that lead out",
    kinds: READ,
    apply: (work, random, text) =>
      put(
        work.files,
        "out.zip",
        zipSync({
          [pick(random, ["../../pact.json", "/etc/cron.d/juror", "..\\..\\reasons.json", "a/../../b.json"])]:
            encode(text),
        }),
      ),
  },
  {
    name: "a link in an archive",
    kinds: READ,
    apply: (work, random) =>
      put(
        work.files,
        "link.zip",
        zipSync({ link: [encode(pick(random, ["/etc/passwd", "../../.."])), { os: 3, attrs: SYMLINK }] }),
      ),
  },
  {
    name: "a path that leads out of the bundle",
    kinds: READ,
    apply: (work, random, text) =>
      put(
        work.files,
        pick(random, [
          "../pact.json",
          "/etc/passwd",
          "a/../../b",
          "C:\\juror",
          "..\\reasons.json",
          "a//b",
          "a/./b",
          "nul\0.json",
          "",
        ]),
        text,
      ),
  },
  {
    name: "more than the pact lets in",
    kinds: READ,
    apply: (work, random) => {
      if (random.below(2) === 0) return put(work.files, "large.txt", new Uint8Array(2 ** 26 + 1));
      const many = Array.from({ length: 201 }, (_, index): [string, Uint8Array] => [
        `f/${index}.txt`,
        encode("pass"),
      ]);
      return new Map([...work.files, ...many]);
    },
  },
];
