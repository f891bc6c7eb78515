import { Command } from "commander";
import {
  buildTab,
  closeTab,
  getTab,
  openTab,
  parseTab,
  parseVoucher,
  redeemVouchers,
  signTab,
  signTabClosing,
  signTabPayment,
  signVoucher,
  type Tab,
  tabIdOf,
  verifyVoucher,
} from "quittance/payments";
import { formatUsdc } from "quittance/protocol";
import { isAddressEqual } from "viem";
import { guided, SENDING_CODES } from "../define.ts";
import type { Output } from "../output/output.ts";
import { pairs, timeOf } from "../output/text.ts";
import { CommandRefusal, ExitCode } from "../refusal.ts";
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
import { perform, type SendingSender, TriedOut } from "../session/perform.ts";
import { openSession } from "../session/session.ts";
import { ownAddress, requireWallet, senderOf, signAs, signWith } from "../session/signer.ts";
import { asCount, asParty, asSpan, asTime, asUsdc, resolveTime, type Time } from "../session/values.ts";

const TAB_FILE = "a file with the tab, as `tab draft` prints it";

interface DraftOptions extends ConnectionOptions, IdentityOptions {
  readonly from?: string;
  readonly payee: string;
  readonly reserve: bigint;
  readonly voucherKey?: string;
  readonly end?: Time;
  readonly grace?: number;
  readonly openBy?: Time;
  readonly category?: number;
}

/** `quittance tab`: pay per call, by vouchers. */
export function tabCommand(output: Output): Command {
  return new Command("tab")
    .description("Reserves an amount for one payee, which redeems signed vouchers of it.")
    .addCommand(draftCommand(output))
    .addCommand(openCommand(output))
    .addCommand(showCommand(output))
    .addCommand(voucherCommand(output))
    .addCommand(redeemCommand(output))
    .addCommand(closeCommand(output));
}

const readTab = async (file: string): Promise<Tab> => parseTab(await readJson(file, "a tab"));

function draftCommand(output: Output): Command {
  const command = new Command("draft")
    .description("Prints a tab as JSON. Nothing is signed: keep it, payer and payee both need it.")
    .option("--from <party>", "who pays; your account when left out", asParty)
    .requiredOption("--payee <party>", "who redeems vouchers", asParty)
    .requiredOption("--reserve <usdc>", "the most that can be redeemed", asUsdc)
    .option("--voucher-key <party>", "the address that signs vouchers; the payer when left out", asParty)
    .option("--end <time>", "when it ends; a day from now when left out", asTime)
    .option("--grace <span>", "how long after its end the payee can redeem; a day when left out", asSpan)
    .option("--open-by <time>", "until when it can be opened", asTime)
    .option("--category <number>", "what a policy counts it as", asCount(1, 2 ** 32 - 1));
  return guided(withIdentity(command), {
    examples: ["quittance tab draft --payee @research-01 --reserve 10 --end +2d > tab.json"],
  }).action(async (options: DraftOptions) => {
    const session = openSession(options, output);
    const { verifyingContract: token } = await session.token();
    const now = await session.now();
    const account = await ownAddress(session, options.from, options);
    const { voucherKey, end, openBy, grace, category } = options;
    const tab = buildTab(
      {
        account,
        payee: await session.party(options.payee),
        reserve: options.reserve,
        voucherKey: voucherKey === undefined ? account : await session.party(voucherKey),
        ...(end === undefined ? {} : { end: resolveTime(end, now) }),
        ...(openBy === undefined ? {} : { openBy: resolveTime(openBy, now) }),
        ...(grace === undefined ? {} : { grace }),
        ...(category === undefined ? {} : { category }),
      },
      { contract: session.address, token, now },
    );
    output.print({ text: "", data: tab, isMessage: true });
  });
}

function openCommand(output: Output): Command {
  const command = new Command("open")
    .description("Opens a tab: reserves its amount.")
    .argument("<tab>", TAB_FILE)
    .option("--from-wallet", "from the wallet, by a signed payment; from the ledger balance when left out");
  return guided(withActor(withSender(command)), {
    examples: ["quittance tab open tab.json --from-wallet --yes"],
    codes: SENDING_CODES,
  }).action(async (file: string, options: SenderOptions & { readonly fromWallet?: true }) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const tab = await readTab(file);
    const { fromWallet = false } = options;
    if (fromWallet) requireWallet(sender);
    const [domain, token] = [await session.domain(), await session.token()];
    const tabId = tabIdOf({ domain, tab });
    const answer = await perform(sender, {
      command: "tab open",
      words: [
        `Open tab ${tabId}`,
        ...tabLines(tab).map(([name, value]) => `  ${name}: ${value}`),
        `It takes ${formatUsdc(tab.reserve)} USDC from the ${fromWallet ? "wallet" : "ledger balance"} of ${tab.account}.`,
      ],
      action: openTab,
      parameters: async () => {
        if (!fromWallet) return reserved(sender, tab);
        const result = await signWith(sender, { quittance: domain, token, paysFor: tabId }, (account) =>
          signTabPayment({ domain, token, tab, account }),
        );
        if ("explanation" in result) return new TriedOut(result.explanation);
        return { tab, fromWallet, signature: result.signed };
      },
      identity: tabId,
      address: session.address,
      report: () => [`Tab ${tabId} is open. Give the tab to its payee.`],
    });
    output.print(answer);
  });
}

/** What opens a tab from the ledger balance: a party that sends needs no signature. */
async function reserved(sender: SendingSender, tab: Tab) {
  if (!sender.speaksBySignature) return { tab };
  const domain = await sender.session.domain();
  const own = await signAs(sender, { quittance: domain }, (account) => signTab({ domain, tab, account }));
  return "explanation" in own ? new TriedOut(own.explanation) : { tab, signature: own.signed };
}

const tabLines = (tab: Tab): [string, string][] => [
  ["account", tab.account],
  ["payee", tab.payee],
  ["voucher key", tab.voucherKey],
  ["reserve", `${formatUsdc(tab.reserve)} USDC`],
  ["end", timeOf(tab.end)],
  ["redeemable until", timeOf(tab.end + tab.grace)],
];

function showCommand(output: Output): Command {
  const command = new Command("show")
    .description("Shows a tab and what was redeemed of it.")
    .argument("<tab>", TAB_FILE);
  return guided(withConnection(command), {
    examples: ["quittance tab show tab.json", "quittance tab show tab.json --json"],
  }).action(async (file: string, options: ConnectionOptions) => {
    const session = openSession(options, output);
    const tab = await readTab(file);
    const tabId = tabIdOf({ domain: await session.domain(), tab });
    const facts = await getTab(session.client, { address: session.address, tabId });
    const { redeemed = 0n } = facts ?? {};
    const state =
      facts === undefined ? "not open" : facts.closed ? "closed" : `open since ${timeOf(facts.openedAt)}`;
    const { legend } = await session.labels();
    const lines = pairs([
      ["tab", tabId],
      ["state", state],
      ...tabLines(tab),
      ["redeemed", `${formatUsdc(redeemed)} USDC`],
    ]);
    output.print({
      text: [...lines, ...legend(lines.join(" "))].join("\n"),
      data: { tab, ...(facts ?? { tabId }), open: facts !== undefined && !facts.closed },
    });
  });
}

function voucherCommand(output: Output): Command {
  const command = new Command("voucher")
    .description("Signs a voucher of all that is owed on a tab so far, and prints it as JSON.")
    .argument("<tab>", TAB_FILE)
    .requiredOption("--owed <usdc>", "all that is owed so far, not what is added", asUsdc);
  return guided(withSigner(command), {
    examples: ["quittance tab voucher tab.json --owed 2.50 --yes > voucher.json"],
  }).action(async (file: string, options: SenderOptions & { readonly owed: bigint }) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const tab = await readTab(file);
    const { owed: amount } = options;
    if (!isAddressEqual(sender.address, tab.voucherKey)) {
      throw new CommandRefusal(
        `The tab's voucher key is ${tab.voucherKey}, and your account is ${sender.address}. Give --account of that key.`,
        ExitCode.failed,
      );
    }
    if (amount > tab.reserve) {
      throw new CommandRefusal(
        `The tab reserves ${formatUsdc(tab.reserve)} USDC. Owe no more.`,
        ExitCode.failed,
      );
    }
    const domain = await session.domain();
    const voucher = { tab: tabIdOf({ domain, tab }), amount };
    const result = await signWith(sender, { quittance: domain }, (account) =>
      signVoucher({ ...voucher, domain, account }),
    );
    if ("explanation" in result) throw new Error("a voucher is not tried out");
    output.print({ text: "", data: { ...voucher, signature: result.signed }, isMessage: true });
  });
}

function redeemCommand(output: Output): Command {
  const command = new Command("redeem")
    .description("Redeems a voucher into the payee's ledger balance. Anyone may.")
    .argument("<tab>", TAB_FILE)
    .argument("<voucher>", "a file with the voucher");
  return guided(withSender(command), {
    examples: ["quittance tab redeem tab.json voucher.json --account seller --yes"],
    codes: SENDING_CODES,
  }).action(async (file: string, voucherFile: string, options: SenderOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const tab = await readTab(file);
    const voucher = parseVoucher(await readJson(voucherFile, "a voucher"));
    const domain = await session.domain();
    const tabId = tabIdOf({ domain, tab });
    const { amount, signature } = voucher;
    const signed = { tab: tabId, amount, domain, signer: tab.voucherKey, signature, client: session.client };
    if (voucher.tab !== tabId || !(await verifyVoucher(signed))) {
      throw new CommandRefusal("The voucher is of another tab, or its key did not sign it.", ExitCode.failed);
    }
    const answer = await perform(sender, {
      command: "tab redeem",
      words: [
        `Redeem a voucher of tab ${tabId}`,
        `  Owed so far: ${formatUsdc(amount)} USDC`,
        `  To: ${tab.payee}`,
      ],
      action: redeemVouchers,
      parameters: () => ({ vouchers: [{ tab, amount, signature }] }),
      identity: [tabId, amount],
      address: session.address,
      report: ({ paid }) => [`${formatUsdc(paid)} USDC went to the ledger balance of ${tab.payee}.`],
    });
    output.print(answer);
  });
}

function closeCommand(output: Output): Command {
  const command = new Command("close")
    .description(
      "Closes a tab: the rest returns to the account. The payee may at once, anyone after end and grace.",
    )
    .argument("<tab>", TAB_FILE);
  return guided(withActor(withSender(command)), {
    examples: ["quittance tab close tab.json --account seller --yes"],
    codes: SENDING_CODES,
  }).action(async (file: string, options: SenderOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const tab = await readTab(file);
    const domain = await session.domain();
    const tabId = tabIdOf({ domain, tab });
    const answer = await perform(sender, {
      command: "tab close",
      words: [`Close tab ${tabId}`, `  What is left of its reserve returns to: ${tab.account}`],
      action: closeTab,
      parameters: async () => {
        // From end and grace on, it needs no signature.
        const isEarly = (await session.now()) < tab.end + tab.grace;
        if (!isEarly || !sender.speaksBySignature) return { tab };
        const { redeemed = 0n } = (await getTab(session.client, { address: session.address, tabId })) ?? {};
        const closing = { domain, tab, rest: tab.reserve - redeemed };
        const own = await signAs(sender, { quittance: domain }, (account) =>
          signTabClosing({ ...closing, account }),
        );
        return "explanation" in own ? new TriedOut(own.explanation) : { tab, signature: own.signed };
      },
      identity: tabId,
      address: session.address,
      report: ({ returned, account }) => [
        `${formatUsdc(returned)} USDC returned to the ledger balance of ${account}.`,
      ],
    });
    output.print(answer);
  });
}
