import { Command, InvalidArgumentError, Option } from "commander";
import { recomputeReputation } from "quittance/audit";
import { getTrust } from "quittance/history";
import { accountDid, parseAccountDid } from "quittance/protocol";
import {
  type AnswerDifference,
  answerDifferences,
  haveSameDocuments,
  type PersonalSeed,
  type ReputationAnswer,
} from "quittance/reputation";
import type { Address } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { AnsweredRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { busy } from "../../session/busy.ts";
import { type ConnectionOptions, withConnection } from "../../session/options.ts";
import { openSession, type Session } from "../../session/session.ts";
import { asAddress, asCount, asParty, collecting } from "../../session/values.ts";
import { type DocumentOptions, documentPlaces } from "./documents.ts";
import { answerText, differenceText } from "./text.ts";

const LARGEST_WEIGHT = 2 ** 32 - 1;

const DETAILS = `The score is a pure function of what happened on the chain, as of one block. It belongs to the principal behind the
address; the records are those of the address. An address that nothing is known of is unproven, with a score of 0.

It asks an indexer. With --recompute it replays the chain itself, from the node alone, and compares its answer with that of the
indexer at the same block, to the last digit. Where no indexer is named, or with --alone, it says only what it computed. The stake of
the juror pools vouches: those of --pool or the profile, else those that the indexer names. Look at them: anyone can deploy a pool.

An answer may rest on documents that the chain names by hash: pacts, reasons of jurors, joint draws. --recompute takes them from
--evidence and --documents, else from the indexer itself, and verifies each again. Where it finds other ones than the indexer used,
it says that documents differ: then neither answer is shown to be wrong.

--seed makes the view of somebody who trusts these addresses, in the place of stake.`;

const CODES = `Exit codes: 0 done, and confirmed where it was compared; 1 the indexer says something else than the chain (each difference is
named), or nothing could be compared; 2 wrong usage.`;

interface Options extends ConnectionOptions, DocumentOptions {
  readonly finalized?: true;
  readonly seed?: readonly { readonly party: string; readonly weight: number }[];
  readonly recompute?: true;
  readonly alone?: true;
  readonly pool?: readonly string[];
  readonly fromBlock?: number;
}

/** `quittance trust`: the trust in an address, as an indexer says it or as the chain gives it. */
export function trustCommand(output: Output): Command {
  const command = new Command("trust")
    .description("Says how far an agent can be trusted, and with --recompute checks it against the chain.")
    .argument("<agent>", "an address, a name of the book, or a DID")
    .option("--finalized", "as of the newest block that cannot change any more")
    .option(
      "--seed <party:weight>",
      "an address that you trust, with its weight beside other seeds; may be given several times",
      collecting(asSeed),
    )
    .option("--recompute", "replay the chain, and compare with the indexer's answer at the same block")
    .option("--alone", "with --recompute: ask no indexer")
    .option(
      "--pool <address>",
      "a juror pool whose stake vouches; may be given several times",
      collecting(asParty),
    )
    .option("--evidence <place>", "with --recompute: where documents lie, a folder or the URL of a store")
    .option("--documents <folder>", "with --recompute: a folder with documents, found by their hashes")
    .addOption(new Option("--from-block <block>", "the first block to replay").argParser(asCount(0)));
  return guided(withConnection(command), {
    details: DETAILS,
    codes: CODES,
    examples: [
      'quittance trust "$SELLER"',
      'quittance trust "$SELLER" --finalized --json',
      'quittance trust "$SELLER" --seed "$SELLER:1"',
      'quittance trust "$SELLER" --recompute --alone',
      'quittance trust "$SELLER" --recompute',
    ],
  }).action(async (agent: string, options: Options) => {
    if (options.alone && !options.recompute) {
      throw new UsageRefusal(
        "--alone asks no indexer, so that nothing would be asked. Give --recompute, too.",
      );
    }
    const session = openSession(options, output);
    if (options.recompute) return recompute(session, agent, options);
    const answer = await claimed(session, agent, options);
    output.print({ text: answerText(answer, await session.labels()), data: answer });
  });
}

/** A party and its weight, 1 where none is given. */
function asSeed(value: string): { readonly party: string; readonly weight: number } {
  const [party = "", weight = "1", ...rest] = value.split(":");
  const number = /^\d{1,10}$/.test(weight) ? Number(weight) : 0;
  if (rest.length > 0 || number < 1 || number > LARGEST_WEIGHT) {
    throw new InvalidArgumentError(
      `It must be an address or a name, a colon and a weight from 1 to ${LARGEST_WEIGHT}, such as @a:3.`,
    );
  }
  return { party: asParty(party), weight: number };
}

async function seedsOf(session: Session, { seed }: Options): Promise<PersonalSeed[] | undefined> {
  if (seed === undefined) return undefined;
  return Promise.all(
    seed.map(async ({ party, weight }) => ({ address: await session.party(party), weight })),
  );
}

async function claimed(session: Session, agent: string, options: Options): Promise<ReputationAnswer> {
  const subject = agent.startsWith("did:") ? agent : await session.party(partyIn(agent));
  const seeds = await seedsOf(session, options);
  const asked = getTrustAt(session, { subject, seeds, finalized: options.finalized });
  return busy(session.output, "Asking the indexer", asked);
}

const getTrustAt = (session: Session, question: Parameters<typeof getTrust>[1]) =>
  session.indexer.ask((history) => getTrust(history, question));

function partyIn(agent: string): string {
  try {
    return asParty(agent);
  } catch {
    throw new UsageRefusal(
      "The agent must be an address, a name of the book such as @seller, or did:quittance:….",
    );
  }
}

/** Replays the chain; where an indexer is asked, as of its block and by its pools, unless others are named. */
async function recompute(session: Session, agent: string, options: Options): Promise<void> {
  const { output } = session;
  const isCompared = session.hasIndexer && !options.alone;
  const claim = isCompared ? await claimed(session, agent, options) : undefined;
  await session.chainId();
  const pools = await poolsOf(session, options, claim);
  const question = {
    ...{ quittance: session.address, pools, subject: await addressOf(session, agent) },
    seeds: await seedsOf(session, options),
    fromBlock: BigInt(options.fromBlock ?? session.profile.fromBlock ?? 0),
    ...(claim === undefined ? { finalized: options.finalized } : { toBlock: BigInt(claim.asOf.block) }),
    documents: documentPlaces(options, session, claim),
  };
  const computed = await busy(output, "Replaying the chain", recomputeReputation(session.client, question));
  const labels = await session.labels();
  if (claim === undefined) {
    const text = `${answerText(computed, labels)}\n\nComputed from the chain. No indexer was asked.`;
    output.print({ text, data: { confirmed: null, computed, claimed: null, differences: [] } });
    return;
  }
  const differences = answerDifferences(claim, computed);
  if (!haveSameDocuments(claim, computed)) {
    const text = [answerText(computed, labels), "", documentsLine(claim, computed)].join("\n");
    output.print({ text, data: { confirmed: null, computed, claimed: claim, differences } });
    throw new AnsweredRefusal(
      `The documents differ, so that the answers cannot be compared: ${documentsLine(claim, computed)} ` +
        "Name the stores with --evidence, or ask again.",
      ExitCode.failed,
    );
  }
  const verdict = differences.length === 0 ? [confirmedLine(computed)] : differenceText(differences);
  output.print({
    text: [answerText(computed, labels), "", ...verdict].join("\n"),
    data: { confirmed: differences.length === 0, computed, claimed: claim, differences },
  });
  if (differences.length > 0) throw new AnsweredRefusal(refusalOf(differences, session), ExitCode.failed);
}

const confirmedLine = ({ asOf }: ReputationAnswer) =>
  `confirmed: the chain gives what the indexer says, to the last digit, as of block ${asOf.block}, ${asOf.hash}.`;

const documentsLine = (claim: ReputationAnswer, computed: ReputationAnswer) =>
  `The indexer used ${claim.documents?.count ?? 0} documents, and ${computed.documents?.count ?? 0} were found here.`;

const refusalOf = ([first, ...others]: readonly AnswerDifference[], { indexer }: Session) =>
  `The indexer at ${indexer.place} does not say what the chain gives: ${first?.field}` +
  `${others.length === 0 ? "" : ` and ${others.length} more`} differ. Ask again, or another indexer; believe the chain.`;

/** Those that the user names, else those of the indexer, which it shows. */
async function poolsOf(
  session: Session,
  { pool }: Options,
  claim: ReputationAnswer | undefined,
): Promise<readonly Address[]> {
  if (pool !== undefined) return Promise.all(pool.map((each) => session.party(each)));
  if (session.profile.pool !== undefined) return [asAddress(session.profile.pool)];
  return claim?.pools ?? [];
}

/** The address of an agent; of a DID only where it is one of this contract on this chain. */
async function addressOf(session: Session, agent: string): Promise<Address> {
  if (!agent.startsWith("did:")) return session.party(partyIn(agent));
  const [chainId, address] = [await session.chainId(), session.address];
  const account = accountIn(agent);
  if (account !== undefined && accountDid({ chainId, address, account }) === agent) return account;
  throw new UsageRefusal(
    `The DID is of another contract or chain. Those of this one begin with did:quittance:${chainId}:${address.toLowerCase()}:`,
  );
}

function accountIn(did: string): Address | undefined {
  try {
    return parseAccountDid(did).account;
  } catch {
    return undefined;
  }
}
