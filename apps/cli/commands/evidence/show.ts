import { Command } from "commander";
import { type EvidenceManifest, evidenceBounds, hashManifest, readManifest } from "quittance/evidence";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { pairs, strangersLine, table } from "../../output/text.ts";
import { readText } from "../../session/input.ts";
import { withJson } from "../../session/options.ts";

/** `quittance evidence show`. */
export function showCommand(output: Output): Command {
  const command = new Command("show")
    .description("Shows what a manifest lists, and what it is for.")
    .argument("[file]", "a file with a manifest; standard input when left out, or for -");
  return guided(withJson(command), {
    details: "A text that is not canonical, or that lists paths which no bundle can have, is refused.",
    examples: ['quittance evidence show "served/$MANIFEST"'],
  }).action(async (file: string | undefined) => {
    const manifest = readManifest({ manifest: await readText(file, evidenceBounds.maxManifest) });
    const hash = hashManifest(manifest);
    const { deal, milestone, pact, note } = manifest;
    const lines = pairs([
      ["evidence hash", hash],
      ["deal", deal],
      ["milestone", String(milestone)],
      ["pact", pact],
      ...(note === undefined ? [] : [["note", strangersLine(note)] as const]),
    ]);
    output.print({
      text: [...lines, "", ...fileLines(manifest)].join("\n"),
      data: { evidence: hash, manifest },
    });
  });
}

/** The files of a manifest, as a table. */
export function fileLines({ files }: EvidenceManifest): string[] {
  return table(
    ["path", "bytes", "media type"],
    files.map(({ path, size, mediaType }) => [strangersLine(path), String(size), mediaType]),
  );
}
