import { Command } from "commander";
import { createBundle, type EvidenceStore, publishBundle } from "quittance/evidence";
import { encryptBundle } from "quittance/evidence/private";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { pairs } from "../../output/text.ts";
import { UsageRefusal } from "../../refusal.ts";
import { withJson } from "../../session/options.ts";
import { readFolder } from "./folder.ts";
import { INDEX, keepInIndex } from "./kept.ts";
import { PLACES, placeToWrite } from "./place.ts";
import { asRecipient, type SubjectOptions, subjectOf, withSubject } from "./subject.ts";

interface Options extends SubjectOptions {
  readonly store: string;
  readonly publicUrl?: string;
  readonly to?: readonly string[];
  readonly index?: string;
  readonly cid?: true;
}

/** `quittance evidence pack`. */
export function packCommand(output: Output): Command {
  const command = new Command("pack")
    .description("Makes a bundle of a folder, puts it into a store, and prints what a delivery says of it.")
    .argument("<folder>", "the folder with what is delivered, and nothing else");
  withSubject(command)
    .requiredOption("--store <place>", `the store: ${PLACES}`)
    .option("--public-url <url>", "its address, with / at the end: what the evidence URI begins with")
    .option("--to <key>", "encrypts it to this public key, too; for each party and juror", asRecipient)
    .option("--cid", "prints an ipfs:// URI: your IPFS node has to offer the store's files")
    .option("--index <folder>", INDEX);
  return guided(withJson(command), {
    details:
      "Private evidence is never put into the store in clear: give --to for yourself, the buyer and each juror.\n" +
      "The evidence hash and the URI are what quittance deal deliver signs.\n" +
      "A bucket is signed for with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, at AWS_ENDPOINT_URL and in AWS_REGION.",
    examples: [
      'quittance evidence pack work --deal "$JUDGED_DEAL" --milestone 0 --pact summary.json --store served',
      'quittance evidence pack work --deal "$JUDGED_DEAL" --milestone 0 --pact summary.json --store served --json',
      'quittance evidence pack work --deal "$JUDGED_DEAL" --milestone 0 --pact summary.json --store evidence.zip --index kept',
    ],
  }).action(async (folder: string, options: Options) => {
    const { store: place, publicUrl, to, index, cid } = options;
    const { subject, rules, auditPeriod } = await subjectOf(options);
    if (rules.private !== (to !== undefined)) {
      throw new UsageRefusal(
        rules.private
          ? "The pact says that its evidence is private. Give --to for each public key that may read it."
          : "The pact says that its evidence is public. Leave --to out: jurors refuse encrypted evidence.",
      );
    }
    if (cid && (to !== undefined || publicUrl !== undefined)) {
      throw new UsageRefusal(
        "--cid goes with neither --public-url nor --to: what a CID names cannot be encrypted again to a drawn panel.",
      );
    }
    const bundle = await createBundle({ ...subject, rules, files: await readFolder(folder) });
    const sealed = to === undefined ? undefined : await encryptBundle({ bundle, recipients: to });
    const { store: plain, finish } = await placeToWrite(place, publicUrl);
    const store = cid ? await namedByCid(plain) : plain;
    if (index !== undefined) await keepInIndex({ index, bundle, sealed, auditPeriod });
    const { uri } = sealed === undefined ? await publishBundle({ bundle, store }) : await store.put(sealed);
    await finish();
    const files = bundle.manifest.files.length;
    output.print({
      text: pairs([
        ["evidence hash", bundle.hash],
        ["evidence URI", uri],
        ["files", `${files}${to === undefined ? "" : `, encrypted to ${to.length} keys`}`],
      ]).join("\n"),
      data: { evidence: bundle.hash, evidenceUri: uri, files, recipients: to?.length ?? 0 },
    });
  });
}

async function namedByCid(store: EvidenceStore): Promise<EvidenceStore> {
  const { withCids } = await import("quittance/evidence/ipfs");
  return withCids({ store });
}
