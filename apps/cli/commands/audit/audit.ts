import { writeFileSync } from "node:fs";
import { type Command, Command as NewCommand, Option } from "commander";
import { type AuditReport, auditDeal, fetchDealRecord, renderAuditReport } from "quittance/audit";
import { type Client, createClient } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { strangersLine, timeOf } from "../../output/text.ts";
import { AnsweredRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { busy } from "../../session/busy.ts";
import { urlsOption, withJson, withProfile } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { recordedTransport } from "../../session/transport.ts";
import { asAddress, asCount } from "../../session/values.ts";
import { evidenceAt } from "./evidence.ts";
import { filesIn } from "./files.ts";
import { measureJudge } from "./measures.ts";

const DETAILS = `It rebuilds the deal from the events of the contract and from the evidence alone; no indexer and no other service is
asked. It plays the events through the rules again, and computes every hash, signature and amount. Each check says whether it
holds, fails, or was not made, and why.

--rpc can be given twice: then both nodes must tell the same. --documents is a folder with what the parties and jurors kept: the
pact, its inputs, signed offers, reasons. They are found by their hashes. A file that the deal does not name fails, because a file
that somebody changed looks the same. Where the pact, its inputs and all evidence are there, the clauses are measured again: the
tests of a pact run only where this system isolates them, and what a model judges is bounded by the other clauses. --evidence takes
the URL of a store as well, on a private network too, in which each thing has the last part of its own URI as its name. --report
writes one page for people who know no blockchain.`;

const CODES = `Exit codes: 0 everything that was checked holds, 1 something does not hold (the message names the first), or the audit was not
possible, 2 wrong usage.`;

/** `quittance audit`: checks a deal from chain events and evidence alone. */
export function auditCommand(output: Output): Command {
  const command = new NewCommand("audit")
    .description("Checks a deal from chain events and evidence alone.")
    .argument("<deal>", "the deal's id")
    .option("--evidence <place>", "the evidence: a folder, or the URL of a store")
    .option("--documents <folder>", "pact, offers, reasons and other documents, by their hashes")
    .option("--report <file>", "write a page for people who know no blockchain")
    .addOption(
      new Option("--from-block <block>", "the first block to look at").argParser(
        asCount(0, Number.MAX_SAFE_INTEGER),
      ),
    );
  withReading(command);
  return guided(command, {
    details: DETAILS,
    examples: [
      'quittance audit "$DEAL"',
      'quittance audit "$DEAL" --report audit.html',
      'quittance audit "$DEAL" --json',
    ],
    codes: CODES,
  }).action(async (deal: string, options: Options) => {
    if (!/^0x[0-9a-f]{64}$/i.test(deal)) throw new UsageRefusal("A deal's id is 0x and 64 hex digits.");
    const report = await busy(output, "Checking the deal", audited(deal as `0x${string}`, options, output));
    if (options.report !== undefined) written(options.report, renderAuditReport(report));
    output.print({ text: textOf(report), data: report });
    const { failure } = report;
    if (failure === undefined) return;
    throw new AnsweredRefusal(
      `It does not hold: ${strangersLine(failure.subject)}: ${strangersLine(failure.why ?? "")}`,
      ExitCode.failed,
    );
  });
}

interface Options {
  readonly profile?: string;
  readonly rpc?: readonly string[];
  readonly contract?: string;
  readonly json?: true;
  readonly evidence?: string;
  readonly documents?: string;
  readonly report?: string;
  readonly fromBlock?: number;
}

/** What says where to read: two nodes, if two are named. */
function withReading(command: Command): void {
  const node = urlsOption(
    command,
    "--rpc <url>",
    "URL of a node; give it twice to compare two",
    "QUITTANCE_RPC",
  );
  withProfile(command.optionsGroup("Where it reads, and how it answers:"))
    .addOption(node)
    .addOption(
      new Option("--contract <address>", "the Quittance contract")
        .env("QUITTANCE_CONTRACT")
        .argParser(asAddress),
    );
  withJson(command);
}

async function audited(dealId: `0x${string}`, options: Options, output: Output): Promise<AuditReport> {
  const { rpc = [], profile, contract, evidence, documents } = options;
  const [first, second, ...others] = rpc;
  if (others.length > 0) throw new UsageRefusal("Two nodes at most are compared. Give --rpc once or twice.");
  const session = openSession(
    {
      ...(profile === undefined ? {} : { profile }),
      ...(first === undefined ? {} : { rpc: first }),
      ...(contract === undefined ? {} : { contract }),
    },
    output,
  );
  await session.chainId();
  const fromBlock = BigInt(options.fromBlock ?? session.profile.fromBlock ?? 0);
  const asked = { address: session.address, dealId, fromBlock };
  const [record, other] = await Promise.all([
    fetchDealRecord(session.client, asked),
    second === undefined ? undefined : fetchDealRecord(clientAt(second), asked),
  ]);
  return auditDeal({
    record,
    client: session.client,
    judge: measureJudge(),
    ...(other === undefined ? {} : { second: other }),
    ...(evidence === undefined ? {} : { evidence: evidenceAt(evidence) }),
    ...(documents === undefined ? {} : { documents: filesIn(documents) }),
  });
}

const clientAt = (url: string): Client => createClient({ transport: recordedTransport(url, {}) });

function written(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    throw new UsageRefusal(`The report cannot be written (${String(code)}). Name another file.`);
  }
}

const MARKS = { holds: "holds      ", fails: "FAILS      ", "not checked": "not checked" } as const;

function textOf({ items, counts, asOf, trusted }: AuditReport): string {
  const lines = items.map(({ status, subject, why, milestone }) => {
    const about = milestone === undefined ? "" : `milestone ${milestone}: `;
    const reason = why === undefined ? "" : ` (${strangersLine(why)})`;
    return `${MARKS[status]}  ${about}${strangersLine(subject)}${reason}`;
  });
  const { holds, fails, notChecked } = counts;
  return [
    ...lines,
    "",
    ...trusted,
    `${holds} checks hold, ${fails} fail, ${notChecked} were not made. As of block ${asOf.block}, ${timeOf(asOf.time)}.`,
  ].join("\n");
}
