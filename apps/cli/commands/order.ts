import { Command, InvalidArgumentError } from "commander";
import {
  buildOrder,
  isOrderUsed,
  type Order,
  orderIdOf,
  orderTotal,
  parseOrder,
  pay,
  revokeOrder,
  type SubmittedOrder,
  signOrder,
} from "quittance/payments";
import { formatUsdc } from "quittance/protocol";
import { type Address, isHex } from "viem";
import { guided, SENDING_CODES } from "../define.ts";
import type { Output } from "../output/output.ts";
import { pairs, timeOf } from "../output/text.ts";
import { UsageRefusal } from "../refusal.ts";
import { actorOf } from "../session/actor.ts";
import { readJson } from "../session/input.ts";
import {
  type ConnectionOptions,
  type IdentityOptions,
  type SenderOptions,
  withActor,
  withConnection,
  withIdentity,
  withSender,
  withSigner,
} from "../session/options.ts";
import { perform, TriedOut } from "../session/perform.ts";
import { openSession } from "../session/session.ts";
import { ownAddress, senderOf, signAs, wordsOf } from "../session/signer.ts";
import {
  asCount,
  asHash,
  asParty,
  asUsdc,
  collecting,
  resolveTime,
  type Time,
  timeOption,
} from "../session/values.ts";

interface DraftOptions extends ConnectionOptions, IdentityOptions {
  readonly from?: string;
  readonly pay: readonly { readonly party: string; readonly amount: bigint }[];
  readonly valid: Time;
  readonly category?: number;
  readonly memo?: `0x${string}`;
}

const ORDER_FILE = "a file with the order, signed or not";

/** `quittance order`: payments from one ledger balance to others. */
export function orderCommand(output: Output): Command {
  return new Command("order")
    .description("Pays from one ledger balance to others, by one signature.")
    .addCommand(draftCommand(output))
    .addCommand(signCommand(output))
    .addCommand(payCommand(output))
    .addCommand(showCommand(output))
    .addCommand(revokeCommand(output));
}

/** A payment, as `@research-01=2.50`. */
function asPayment(value: string): DraftOptions["pay"][number] {
  const [party = "", amount = "", ...rest] = value.split("=");
  if (rest.length === 0 && amount !== "") return { party: asParty(party), amount: asUsdc(amount) };
  throw new InvalidArgumentError("It must be a payee and an amount of USDC, such as @research-01=2.50.");
}

function draftCommand(output: Output): Command {
  const command = new Command("draft")
    .description("Prints an order as JSON. Nothing is signed.")
    .option("--from <party>", "who pays; your account when left out", asParty)
    .requiredOption("--pay <party=usdc>", "such as @research-01=2.50; once for each", collecting(asPayment))
    .addOption(
      timeOption("--valid <time>", "until when it can be paid", { after: 3_600 }, "an hour from now"),
    )
    .option("--category <number>", "what a policy counts it as", asCount(1, 2 ** 32 - 1))
    .option("--memo <hash>", "32 bytes of your own, such as an invoice's hash", asHash);
  return guided(withIdentity(command), {
    examples: ["quittance order draft --pay @research-01=2.50 --pay @juror-1=0.10 > order.json"],
  }).action(async (options: DraftOptions) => {
    const session = openSession(options, output);
    const { verifyingContract: token } = await session.token();
    const now = await session.now();
    const payments = await Promise.all(
      options.pay.map(async ({ party, amount }) => ({ payee: await session.party(party), amount })),
    );
    const { category, memo } = options;
    const order = buildOrder(
      {
        account: await ownAddress(session, options.from, options),
        payments,
        validUntil: resolveTime(options.valid, now),
        ...(category === undefined ? {} : { category }),
        ...(memo === undefined ? {} : { memo }),
      },
      { contract: session.address, token, now },
    );
    output.print({ text: "", data: order, isMessage: true });
  });
}

/** An order in a file, with its signature when it has one. */
async function readOrder(file: string): Promise<SubmittedOrder> {
  const content = await readJson(file, "an order");
  const inner: unknown = Reflect.get(Object(content), "order");
  if (inner === undefined) return { order: parseOrder(content) };
  const signature: unknown = Reflect.get(Object(content), "signature");
  if (typeof signature !== "string" || !isHex(signature))
    throw new UsageRefusal("The order has no signature.");
  return { order: parseOrder(inner), signature };
}

function signCommand(output: Output): Command {
  const command = new Command("sign")
    .description("Signs an order and prints both as JSON: anyone may send it.")
    .argument("<order>", ORDER_FILE);
  return guided(withActor(withSigner(command)), {
    examples: ["quittance order sign order.json --yes > signed-order.json"],
  }).action(async (file: string, options: SenderOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const { order } = await readOrder(file);
    const domain = await session.domain();
    const result = await signAs(sender, { quittance: domain }, (account) =>
      signOrder({ domain, order, account }),
    );
    if ("explanation" in result) throw new Error("an order is not tried out");
    output.print({ text: "", data: { order, signature: result.signed }, isMessage: true });
  });
}

function payCommand(output: Output): Command {
  const command = new Command("pay")
    .description("Pays an order: your own as it is, or anyone's with its signature.")
    .argument("<order>", ORDER_FILE);
  return guided(withActor(withSender(command)), {
    examples: ["quittance order pay signed-order.json --yes"],
    codes: SENDING_CODES,
  }).action(async (file: string, options: SenderOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const submitted = await readOrder(file);
    const { order } = submitted;
    const isSigned = submitted.signature !== undefined;
    const domain = await session.domain();
    const words = await wordsOf(order.account, (account) => signOrder({ domain, order, account }));
    const answer = await perform(sender, {
      command: "order pay",
      words: [words.text],
      action: pay,
      parameters: async () => {
        if (isSigned || !sender.speaksBySignature) return { orders: [submitted] };
        const own = await signAs(sender, { quittance: domain }, (account) =>
          signOrder({ domain, order, account }),
        );
        if ("explanation" in own) return new TriedOut(own.explanation);
        return { orders: [{ order, signature: own.signed }] };
      },
      identity: orderIdOf({ domain, order }),
      address: session.address,
      report: ({ paid }) => [
        `${formatUsdc(paid)} USDC were paid to ${order.payments.length === 1 ? "a ledger balance" : `${order.payments.length} ledger balances`}.`,
      ],
    });
    output.print(answer);
  });
}

function showCommand(output: Output): Command {
  const command = new Command("show")
    .description("Shows an order, and whether it was paid or revoked.")
    .argument("<order>", ORDER_FILE);
  return guided(withConnection(command), {
    examples: ["quittance order show signed-order.json", "quittance order show signed-order.json --json"],
  }).action(async (file: string, options: ConnectionOptions) => {
    const session = openSession(options, output);
    const { order } = await readOrder(file);
    const { client, address } = session;
    const { account: owner, nonce, payments, validUntil } = order;
    const orderId = orderIdOf({ domain: await session.domain(), order });
    const used = await isOrderUsed(client, { address, owner, nonce });
    const { whole } = await session.labels();
    output.print({
      text: pairs([
        ["order", orderId],
        ["state", used ? "paid or revoked: its number is used" : "not paid"],
        ["account", whole(owner)],
        ["in all", `${formatUsdc(orderTotal(order))} USDC`],
        ["valid until", timeOf(validUntil)],
        ...payments.map(({ payee, amount }): [string, string] => [
          "pays",
          `${formatUsdc(amount)} USDC to ${whole(payee)}`,
        ]),
      ]).join("\n"),
      data: { orderId, used, order },
    });
  });
}

function revokeCommand(output: Output): Command {
  const command = new Command("revoke")
    .description("Revokes an order that was signed: it cannot be paid any more.")
    .argument("<order>", ORDER_FILE);
  return guided(withSender(command), {
    examples: [
      "quittance order draft --pay @research-01=1 > mistaken.json",
      "quittance order revoke mistaken.json --yes",
    ],
    codes: SENDING_CODES,
  }).action(async (file: string, options: SenderOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const { order } = await readOrder(file);
    const of: Address = order.account;
    const answer = await perform(sender, {
      command: "order revoke",
      words: [...orderWords(order), "It cannot be paid any more."],
      action: revokeOrder,
      parameters: () => ({ of, orderNonce: order.nonce }),
      identity: [of, order.nonce],
      address: session.address,
      report: ({ nonce }) => [`The number ${nonce} of ${of} is used up: no order is paid with it.`],
    });
    output.print(answer);
  });
}

const orderWords = (order: Order) => [
  `Revoke an order of ${formatUsdc(orderTotal(order))} USDC`,
  `  Account: ${order.account}`,
  `  Number: ${order.nonce}`,
];
