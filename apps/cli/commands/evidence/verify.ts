import { Command } from "commander";
import { evidenceReaders, fetchBundle, httpEvidence } from "quittance/evidence";
import { importEvidenceKey, unsealWith } from "quittance/evidence/private";
import { guardedFetch, readEvidenceKey } from "quittance/node";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { withJson } from "../../session/options.ts";
import { asHash, collecting } from "../../session/values.ts";
import { writeFolder } from "./folder.ts";
import { ipfsReader } from "./gateways.ts";
import { PLACES, placeToRead } from "./place.ts";
import { fileLines } from "./show.ts";
import { type SubjectOptions, subjectOf, withSubject } from "./subject.ts";

interface Options extends SubjectOptions {
  readonly evidence: Hex;
  readonly store?: string;
  readonly key?: string;
  readonly out?: string;
  readonly gateway?: readonly string[];
}

/** `quittance evidence verify`. */
export function verifyCommand(output: Output): Command {
  const command = new Command("verify")
    .description("Fetches the evidence of a delivery, and checks every byte, as a juror does.")
    .argument("<uri>", "the delivery's evidence URI");
  withSubject(command)
    .requiredOption("--evidence <hash>", "the delivery's evidence hash", asHash)
    .option("--store <place>", `a store of your own that is asked first: ${PLACES}`)
    .option(
      "--gateway <url>",
      "a gateway of IPFS in the place of public ones; repeat it for more",
      collecting((url) => url),
    )
    .option("--key <file>", "your key, for private evidence")
    .option("--out <folder>", "writes the files into a new folder");
  return guided(withJson(command), {
    details:
      "From the web it reads https alone, and nothing from a private network. What ipfs:// names is read by gateways; one that\n" +
      "you give, or that IPFS_GATEWAY names, may be on this machine.",
    examples: [
      'quittance evidence verify "$EVIDENCE_URI" --evidence "$EVIDENCE" --deal "$JUDGED_DEAL" --milestone 0 --pact summary.json --store served',
      'quittance evidence verify "$EVIDENCE_URI" --evidence "$EVIDENCE" --deal "$JUDGED_DEAL" --milestone 0 --pact summary.json --store evidence.zip',
    ],
    codes: "Exit codes: 0 verified, 1 not available as agreed, 2 wrong usage.",
  }).action(async (uri: string, { evidence, store, key, out, gateway, ...options }: Options) => {
    const { subject, rules } = await subjectOf(options);
    const web = httpEvidence({ fetch: guardedFetch() });
    const own = store === undefined ? [] : [await placeToRead(store)];
    const ipfs = /^ipfs:/i.test(uri) ? [await ipfsReader(gateway)] : [];
    const bundle = await fetchBundle({
      ...{
        evidenceUri: uri,
        evidence,
        subject,
        rules,
        reader: evidenceReaders({ readers: [...own, ...ipfs, web] }),
      },
      ...(key === undefined
        ? {}
        : { unseal: unsealWith(await importEvidenceKey(await readEvidenceKey({ path: key }))) }),
    });
    if (out !== undefined) await writeFolder(out, bundle.files);
    output.print({
      text: ["Every byte is what was delivered.", "", ...fileLines(bundle.manifest)].join("\n"),
      data: { evidence: bundle.hash, manifest: bundle.manifest },
    });
  });
}
