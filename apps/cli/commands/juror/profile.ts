import { generateKeyPairSync } from "node:crypto";
import { Command } from "commander";
import { getSeats } from "quittance/disputes";
import { type JurorModel, type JurorProfile, READ_KINDS, signJurorProfile } from "quittance/jury";
import { writeEvidenceKey } from "quittance/node";
import { CLAUSE_KINDS } from "quittance/pact";
import { formatUsdc, jurorPoolDomain } from "quittance/protocol";
import { type Address, isAddressEqual } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { timeOf } from "../../output/text.ts";
import { UsageRefusal } from "../../refusal.ts";
import { askToGoOn } from "../../session/ask.ts";
import { type SenderOptions, withSender } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { senderOf } from "../../session/signer.ts";
import { asCount, asParty, asUsdc } from "../../session/values.ts";

interface ProfileOptions extends SenderOptions {
  readonly pool?: string;
  readonly measures?: string;
  readonly languages: string;
  readonly models?: string;
  readonly fee: bigint;
  readonly encryptionKey?: string;
  readonly newEncryptionKey?: string;
  readonly endpoint: string;
  readonly sequence?: number;
  readonly days: number;
}

const DAY = 86_400;
const DETAILS = `The profile says what this juror can check, for what fee, and where its ballots are served. It is signed by the key of its
seats, and no one has checked what it says. Send the JSON to the directories that parties draw from. A profile with a higher
sequence replaces one with a lower; the time of the chain is taken where none is given. A model is provider/family/name.`;

/** `quittance juror profile`: makes a juror's profile and signs it. */
export function jurorProfileCommand(output: Output): Command {
  const command = new Command("profile")
    .description("Makes the profile by which parties find a juror, and signs it.")
    .requiredOption("--endpoint <url>", "where its ballots are served: a ballot board")
    .option("--pool <party>", "the juror pool that it has seats in; the profile's when left out", asParty)
    .option("--measures <kinds>", "clause kinds that it checks, with commas; left out: all that are read")
    .option("--languages <tags>", "languages that it judges (BCP 47), with commas", "en")
    .option("--models <models>", "models that it judges with, with commas")
    .option("--fee <usdc>", "what it asks for a milestone, in USDC", asUsdc, 0n)
    .option("--encryption-key <x>", "the X25519 public key that private evidence is encrypted to")
    .option("--new-encryption-key <file>", "makes such a key, and keeps its private part in a new file")
    .option("--sequence <number>", "number of this profile", asCount(1))
    .option("--days <days>", "for how many days it is good", asCount(1), 90);
  return guided(withSender(command), {
    details: DETAILS,
    examples: [
      "quittance juror profile --account juror-1 --endpoint https://board.example --fee 0.25 --yes > profile.json",
    ],
  }).action(async (options: ProfileOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const [pool, chainId, now] = await Promise.all([
      session.pool(options.pool),
      session.chainId(),
      session.now(),
    ]);
    const juror = sender.address;
    const made = newKey(options);
    const seats = await getSeats(session.client, { address: pool });
    const profile = profileFrom(
      { ...options, encryptionKey: made?.key.x ?? options.encryptionKey },
      {
        pool,
        juror,
        now,
        seats: seats.filter((seat) => isAddressEqual(seat.key, juror)),
      },
    );
    output.note(wordsOf(profile));
    await askToGoOn(options, "Sign this?");
    if (made !== undefined) await writeEvidenceKey(made);
    const domain = jurorPoolDomain({ chainId, address: pool });
    const account = { address: juror, signTypedData: sender.sign } as never;
    const signed = await signJurorProfile({ domain, profile, account });
    output.print({ text: "", data: signed, isMessage: true });
  });
}

/** A new X25519 key, and the file that it is to be kept in. */
function newKey({ newEncryptionKey: path, encryptionKey }: ProfileOptions) {
  if (path === undefined) return undefined;
  if (encryptionKey !== undefined)
    throw new UsageRefusal("Give --encryption-key or --new-encryption-key: a profile names one key.");
  const { x = "", d = "" } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  return { path, key: { kty: "OKP", crv: "X25519", x, d } as const };
}

function profileFrom(
  options: Omit<ProfileOptions, "encryptionKey"> & { readonly encryptionKey?: string | undefined },
  about: {
    readonly pool: Address;
    readonly juror: Address;
    readonly now: number;
    readonly seats: readonly { readonly seat: number | bigint }[];
  },
): JurorProfile {
  const { encryptionKey, endpoint, fee, days, sequence = about.now } = options;
  const measures = options.measures === undefined ? [...READ_KINDS] : listOf(options.measures);
  const unknown = measures.find((kind) => !CLAUSE_KINDS.includes(kind as never));
  if (unknown !== undefined)
    throw new UsageRefusal(`--measures has no clause kind ${unknown}. Known are ${CLAUSE_KINDS.join(", ")}.`);
  const { pool, juror, seats } = about;
  return {
    ...{ format: "quittance/juror/1", juror, pool, measures, languages: listOf(options.languages) },
    ...(seats.length === 0 ? {} : { seats: seats.map(({ seat }) => Number(seat)) }),
    ...{ models: listOf(options.models ?? "").map(modelFrom), fee: fee.toString() },
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    ...{ endpoint, sequence, validUntil: about.now + days * DAY },
  };
}

function modelFrom(text: string): JurorModel {
  const [provider = "", family = "", ...name] = text.split("/");
  if (name.length > 0) return { provider, family, name: name.join("/") };
  throw new UsageRefusal(`--models needs provider/family/name, such as openai/gpt/gpt-5.`);
}

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function wordsOf({
  juror,
  seats = [],
  measures,
  languages,
  models,
  fee,
  endpoint,
  sequence,
  validUntil,
}: JurorProfile) {
  return [
    `The juror ${juror} says of itself:`,
    `  Seats: ${seats.length === 0 ? "none" : seats.join(", ")}`,
    `  Checks: ${measures.join(", ")}`,
    `  Languages: ${languages.join(", ")}`,
    `  Models: ${models.length === 0 ? "none" : models.map(({ name }) => name).join(", ")}`,
    `  Fee for a milestone: ${formatUsdc(BigInt(fee))} USDC`,
    `  Ballots at: ${endpoint}`,
    `  Number ${sequence}, good until ${timeOf(validUntil)}`,
  ].join("\n");
}
