import { ReleaseRefusal } from "./refusal.ts";

/** The lists of a release, in the order of Keep a Changelog. */
const HEADINGS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

/** Lists of a release by heading: Markdown items, without a line break at the end. */
export type Notes = ReadonlyMap<string, string>;

/** What a changeset says: its id is the name of its file. */
export interface Changeset {
  readonly id: string;
  readonly summary: string;
  readonly releases: readonly { readonly type: string }[];
}

/** The heading of a changeset that has none, by the largest of its bumps. */
const HEADING_OF_BUMP = [
  ["major", "Changed"],
  ["minor", "Added"],
  ["patch", "Fixed"],
] as const;

/** Where a version is in a changelog. */
export interface ReleaseState {
  readonly state: "missing" | "unreleased" | "released";
  /** The line of its heading. */
  readonly heading?: string;
}

/** Finds `## [version] - date` in a changelog; the date may be `unreleased`. */
export function releaseOf(changelog: string, version: string): ReleaseState {
  const heading = changelog.split("\n").find((line) => line.startsWith(`## [${version}]`));
  if (heading === undefined) return { state: "missing" };
  return { state: / - \d{4}-\d{2}-\d{2}$/.test(heading) ? "released" : "unreleased", heading };
}

/**
 * The lists of a changeset. A text without headings is one item, whose heading follows from the bump.
 * Throws when a heading is not one of Keep a Changelog's, or when something stands outside a list.
 */
export function readNotes({ id, summary, releases }: Changeset): Notes {
  const source = `.changeset/${id}.md`;
  const [before = "", ...parts] = summary.trim().split(/^### /m);
  if (parts.length === 0) {
    const bumps = new Set(releases.map(({ type }) => type));
    const [, heading] = HEADING_OF_BUMP.find(([bump]) => bumps.has(bump)) ?? [];
    if (heading === undefined || before === "") {
      throw new ReleaseRefusal(`${source} bumps no package or has no text. Complete it, or delete it.`);
    }
    return new Map([[heading, `- ${before.replaceAll(/\n(?=.)/g, "\n  ")}`]]);
  }
  if (before.trim() !== "") {
    throw new ReleaseRefusal(`${source} has text above its first heading. Move it into a list.`);
  }
  return new Map(
    parts.map((part) => {
      const [heading = "", ...lines] = part.trim().split("\n");
      if (!HEADINGS.includes(heading)) {
        throw new ReleaseRefusal(
          `${source}: the heading "${heading}" is unknown. Use one of ${HEADINGS.join(", ")}.`,
        );
      }
      const list = lines.join("\n").trim();
      if (!list.startsWith("- ")) {
        throw new ReleaseRefusal(
          `${source}: below "${heading}" there is no list. Begin each item with "- ".`,
        );
      }
      return [heading, list];
    }),
  );
}

/** All lists together, in the order of the headings. */
export function mergeNotes(notes: readonly Notes[]): Notes {
  return new Map(
    HEADINGS.flatMap((heading) => {
      const lists = notes.flatMap((each) => each.get(heading) ?? []);
      return lists.length === 0 ? [] : [[heading, lists.join("\n")] as const];
    }),
  );
}

/**
 * The changelog with a release in it: a section above all others, or the one that is there as unreleased.
 * `date` is written as it is, as in `2026-03-01`. Throws when the version has a date already.
 */
export function addRelease(changelog: string, version: string, date: string, notes: Notes): string {
  const { state, heading } = releaseOf(changelog, version);
  if (state === "released") {
    throw new ReleaseRefusal(`CHANGELOG.md has "${heading}": this version is released.`);
  }
  const sections = changelog.split(/^(?=## \[)/m);
  const index = heading === undefined ? -1 : sections.findIndex((section) => section.startsWith(heading));
  const [, body = ""] = heading === undefined ? [] : (sections[index]?.split(heading) ?? []);
  const section = `## [${version}] - ${date}\n\n${appendNotes(body, notes)}`;
  if (index < 0) sections.splice(1, 0, section);
  else sections[index] = section;
  return `${sections.map((text) => text.trim()).join("\n\n")}\n`;
}

/** The body of a section with the items of `notes` at the end of its lists of the same headings. */
function appendNotes(body: string, notes: Notes): string {
  const [intro = "", ...parts] = body.split(/^(?=### )/m);
  const remaining = new Map(notes);
  const lists = parts.map((part) => {
    const name = /^### (.+)$/m.exec(part)?.[1] ?? "";
    const items = remaining.get(name);
    remaining.delete(name);
    return items === undefined ? part : `${part.trimEnd()}\n${items}`;
  });
  const added = [...remaining].map(([name, list]) => `### ${name}\n\n${list}`);
  return [intro, ...lists, ...added]
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n");
}
