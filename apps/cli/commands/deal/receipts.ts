import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { type DealHistory, getDeal } from "quittance/history";
import {
  type PartyDetails,
  renderSettlementDocument,
  type SettlementDocument,
  settlementDocument,
  type TaxDetails,
} from "quittance/receipts";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { pairs, strangersLine, table } from "../../output/text.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { busy } from "../../session/busy.ts";
import { readJson } from "../../session/input.ts";
import { type ConnectionOptions, withConnection } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";

interface Options extends ConnectionOptions {
  readonly only?: readonly number[];
  readonly details?: string;
  readonly html?: string;
}

const DETAILS = `It asks an indexer for the deal, and checks that the terms have the deal's id and that all sums add up. --details is a JSON file
with what is to be said of the parties and the tax, each of which may be left out:

  {"seller": {"name": "…", "address": ["…"], "country": "DE", "taxId": "…", "registration": "…"}, "buyer": {…},
   "tax": {"label": "VAT", "rate": 1900, "note": "…"}, "note": "…"}

rate is in basis points, of a tax that the price includes. --html writes one page that prints and loads nothing. The same facts give
the same document, with the same number and hash.`;

/** `quittance deal receipt`. */
export function receiptCommand(output: Output): Command {
  return documentCommand(output, {
    kind: "receipt",
    description: "Makes a receipt of what a buyer paid for milestones that settled. It asks an indexer.",
    examples: [
      'quittance deal receipt "$PAID_DEAL"',
      'quittance deal receipt "$PAID_DEAL" --only 0 --html receipt.html',
    ],
  });
}

/** `quittance deal invoice`. */
export function invoiceCommand(output: Output): Command {
  return documentCommand(output, {
    kind: "invoice",
    description:
      "Makes a seller's invoice about milestones that settled, which is paid already. It asks an indexer.",
    examples: [
      'quittance deal invoice "$PAID_DEAL" --details parties.json --html invoice.html',
      'quittance deal invoice "$PAID_DEAL" --json',
    ],
  });
}

function documentCommand(
  output: Output,
  {
    kind,
    description,
    examples,
  }: {
    readonly kind: SettlementDocument["kind"];
    readonly description: string;
    readonly examples: readonly string[];
  },
): Command {
  const command = new Command(kind)
    .description(description)
    .argument("<deal>", "the deal's id")
    .addOption(
      new Option(
        "--only <milestones>",
        "only these, counted from 0, such as 0,2; all that settled when left out",
      ).argParser(asMilestones),
    )
    .option("--details <file>", "names, addresses and tax numbers of the parties, and the tax, as JSON")
    .option("--html <file>", "write a page that prints");
  return guided(withConnection(command), { details: DETAILS, examples }).action(
    async (given: string, options: Options) => {
      if (!/^0x[0-9a-f]{64}$/i.test(given)) throw new UsageRefusal("A deal's id is 0x and 64 hex digits.");
      const session = openSession(options, output);
      const dealId = given.toLowerCase() as Hex;
      const details = await detailsIn(options.details);
      const asked = session.indexer.ask((history) => getDeal(history, { dealId }));
      const { deal } = await busy(output, "Asking the indexer", asked);
      if (deal === undefined)
        throw new CommandRefusal(
          `The indexer at ${session.indexer.place} knows no deal ${dealId}.`,
          ExitCode.failed,
        );
      requireSettled(deal);
      const domain = await session.domain();
      const document = settlementDocument({ kind, domain, deal, milestones: options.only, ...details });
      if (options.html !== undefined) written(options.html, renderSettlementDocument(document));
      output.print({ text: textOf(document), data: document });
    },
  );
}

interface Details {
  readonly seller?: PartyDetails;
  readonly buyer?: PartyDetails;
  readonly tax?: TaxDetails;
  readonly note?: string;
}

const FIELDS = ["seller", "buyer", "tax", "note"];

/** What a file says of the parties; each part is checked by the library. */
async function detailsIn(file: string | undefined): Promise<Details> {
  if (file === undefined) return {};
  const content = await readJson(file, "the details of the parties");
  if (typeof content !== "object" || content === null)
    throw new UsageRefusal("--details must hold an object.");
  const stranger = Object.keys(content).find((name) => !FIELDS.includes(name));
  if (stranger === undefined) return content;
  throw new UsageRefusal(
    `--details has a field ${strangersLine(stranger)}; it may have ${FIELDS.join(", ")}.`,
  );
}

function requireSettled({ milestones, id }: DealHistory): void {
  if (milestones.some(({ settlement }) => settlement !== undefined)) return;
  throw new CommandRefusal(
    `No milestone of deal ${id} has settled yet, as far as the indexer has read. Wait until one does.`,
    ExitCode.failed,
  );
}

function written(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    throw new UsageRefusal(`The page cannot be written (${String(code)}). Name another file.`);
  }
}

function asMilestones(value: string): number[] {
  const numbers = value.split(",").map((each) => (/^\d{1,2}$/.test(each) ? Number(each) : Number.NaN));
  if (numbers.every((each) => each < 32)) return [...new Set(numbers)];
  throw new InvalidArgumentError("It must be numbers of milestones, counted from 0, such as 0,2.");
}

function textOf(document: SettlementDocument): string {
  const { kind, number, date, seller, buyer, items, paid, totals, hash } = document;
  const partyOf = ({ account, name }: SettlementDocument["seller"]) =>
    name === undefined ? account : `${strangersLine(name)}, ${account}`;
  const rows = items.map((item) => [
    ...[String(item.milestone), item.cause, item.settledAt, item.amount.usdc, item.toSeller.usdc],
    ...[item.panelEarned.usdc, item.refund.usdc, item.cost.usdc],
  ]);
  const head = ["milestone", "cause", "settled", "agreed", "to the seller", "to the panel", "refund", "cost"];
  return [
    `${kind === "invoice" ? "Invoice" : "Receipt"} ${number} of ${date}`,
    ...pairs([
      ["Seller", partyOf(seller)],
      ["Buyer", partyOf(buyer)],
    ]),
    "",
    ...table(head, rows),
    "",
    `Paid: ${paid.usdc} USDC. The seller received ${totals.sellerNet.usdc} after a marketplace fee of ${totals.marketplaceFee.usdc}.`,
    `Hash: ${hash}`,
  ].join("\n");
}
