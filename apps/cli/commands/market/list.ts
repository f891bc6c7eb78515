import { Command } from "commander";
import {
  clausesOfPact,
  hashListing,
  hashTaskSchema,
  knownTask,
  type Listing,
  parseListing,
  signListing,
  withdrawListing,
} from "quittance/market";
import { hashPact } from "quittance/pact";
import { formatUsdc } from "quittance/protocol";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { timeOf } from "../../output/text.ts";
import { actorOf } from "../../session/actor.ts";
import { readJson } from "../../session/input.ts";
import { type SenderOptions, withActor, withSigner } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { asCount } from "../../session/values.ts";
import { readPactFile } from "../pact/read.ts";
import { draftOf, type ExchangeOptions, post, signMessage, withExchanges } from "./common.ts";

interface PublishOptions extends SenderOptions, ExchangeOptions {
  readonly pact?: string;
  readonly days: number;
}

const DAY = 86_400;
const DETAILS = `The file holds the fields of a listing as JSON: at least name, task, title, price, latency and capacity, and pact where
--pact is left out. A price is {"model": "fixed", "amount": "25000000"} in base units of USDC; docs/market.md has the other models. What
is left out follows: your account, chain and contract, the schema of a known task, the pact and its clauses from --pact, the chain's time
as number and start. A later listing of the same name replaces it. It binds no one: a deal takes signed terms.`;

/** `quittance list`: what a seller offers to everybody. */
export function listCommand(output: Output): Command {
  return new Command("list")
    .description("Publishes what you offer to everybody, or takes it back.")
    .addCommand(publishCommand(output))
    .addCommand(withdrawCommand(output));
}

function publishCommand(output: Output): Command {
  const command = new Command("publish")
    .description("Signs a listing, posts it to exchanges, and prints it as JSON.")
    .argument("[file]", "a file with the listing's fields; standard input when left out, or for -")
    .option("--pact <file>", "the pact that you work by: its hash and clauses go into the listing")
    .option("--days <days>", "for how many days it is good", asCount(1), 30);
  return guided(withActor(withSigner(withExchanges(command))), {
    details: DETAILS,
    examples: [
      'quittance list publish listing-draft.json --pact pact.json --exchange "$EXCHANGE_URL" --account seller --yes > listing.json',
    ],
  }).action(async (file: string | undefined, options: PublishOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const [content, now, domain] = [
      await readJson(file, "a listing"),
      await session.now(),
      await session.domain(),
    ];
    const listing = draftOf(content, {
      ...{ format: "quittance/listing/1", chainId: domain.chainId, contract: session.address },
      ...{
        seller: sender.party,
        sequence: now,
        ...schemaOf(content),
        description: "",
        regions: [],
        identity: {},
      },
      ...(await pactOf(options)),
      ...{ validFrom: now, validUntil: now + options.days * DAY },
    }) as Listing;
    const hash = hashListing(listing);
    const { name, task, title, sequence, validUntil, latency, capacity } = listing;
    const words = [
      `The listing ${hash} of ${sender.party}:`,
      `  ${title} (${task})`,
      `  Price ${priceText(listing.price)}; done in ${latency} seconds; ${capacity} deals at once; pact ${listing.pact}`,
      `  Name ${name}, number ${sequence}, good until ${timeOf(validUntil)}`,
    ];
    const signed = await signMessage(sender, words, (account) => signListing({ domain, listing, account }));
    await post(output, options, { listing: signed });
    output.print({ text: "", data: signed, isMessage: true });
  });
}

/** A price in words. In a draft out of a file its amounts are text. */
function priceText(price: Listing["price"]): string {
  const usdc = (amount: bigint) => `${formatUsdc(BigInt(amount))} USDC`;
  switch (price.model) {
    case "fixed":
      return usdc(price.amount);
    case "per-unit":
      return `${usdc(price.amount)} a ${price.unit}, at least ${usdc(price.least)}`;
    case "range":
      return `from ${usdc(price.least)} to ${usdc(price.most)}`;
  }
}

/** The hash of a known task's schema; nothing where the file names one of its own. */
function schemaOf(content: unknown): { readonly schema?: string } {
  const [task, schema] = ["task", "schema"].map((name): unknown => Reflect.get(Object(content), name));
  return schema === undefined && typeof task === "string" ? { schema: hashTaskSchema(knownTask(task)) } : {};
}

async function pactOf({ pact: file }: PublishOptions): Promise<Partial<Listing>> {
  if (file === undefined) return { clauses: [] };
  const pact = await readPactFile(file);
  return { pact: hashPact(pact), clauses: clausesOfPact({ pact }) };
}

function withdrawCommand(output: Output): Command {
  const command = new Command("withdraw")
    .description("Takes a listing of yours back, and every older one of its name.")
    .argument("[file]", "a file with the signed listing; standard input when left out, or for -");
  return guided(withActor(withSigner(withExchanges(command))), {
    examples: ['quittance list withdraw listing.json --exchange "$EXCHANGE_URL" --account seller --yes'],
  }).action(async (file: string | undefined, options: SenderOptions & ExchangeOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const listing = parseListing(await readJson(file, "a signed listing"));
    const domain = await session.domain();
    const words = [`Takes the listing ${listing.name} back, up to number ${listing.sequence}.`];
    const withdrawal = await signMessage(sender, words, (account) =>
      withdrawListing({ domain, listing, account }),
    );
    await post(output, options, { withdrawal });
    output.print({ text: "", data: withdrawal, isMessage: true });
  });
}
