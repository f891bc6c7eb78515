import { Command } from "commander";
import { contest, hashBond, signBond, signBondPayment, signContest } from "quittance/disputes";
import { getPhase } from "quittance/lifecycle";
import { type ContestMessage, formatUsdc } from "quittance/protocol";
import type { Hex } from "viem";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { timeOf } from "../../output/text.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import { actorOf } from "../../session/actor.ts";
import { type SenderOptions, withActor, withSender } from "../../session/options.ts";
import { perform, type SendingSender, TriedOut } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { requireWallet, type Signed, signAs, signWith, wordsOf } from "../../session/signer.ts";
import { dealOf, type KnownDeal } from "../../session/terms.ts";
import { asShare } from "../../session/values.ts";
import { type MilestoneOptions, withMilestone } from "./milestone.ts";

interface Options extends SenderOptions, MilestoneOptions {
  readonly payout?: number;
  readonly fromWallet?: true;
}

const HOUR = 3_600;

/** `quittance deal contest`: objects to a provisional payout, with a bond. */
export function contestCommand(output: Output): Command {
  const command = withMilestone(
    new Command("contest").description(
      "Contests a provisional payout with the bond of the terms, as buyer or seller.",
    ),
  )
    .option(
      "--payout <share>",
      "the payout that you object to; what is provisional now when left out",
      asShare,
    )
    .option("--from-wallet", "pay the bond from the wallet, not from the ledger balance");
  return guided(withActor(withSender(command)), {
    examples: ['quittance deal contest "$CONTESTABLE_DEAL" --milestone 0 --from-wallet --yes'],
    codes: SENDING_CODES,
  }).action(async (given: string, options: Options) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const deal = await dealOf(session, given, options.terms);
    const { payout, round, until } = await contestable(sender, deal, options);
    const { terms, dealId } = deal;
    const { milestone, fromWallet = false } = options;
    const domain = await session.domain();
    if (fromWallet) requireWallet(sender);
    const contester = sender.party;
    const bond = terms.disputes?.bond ?? 0n;
    const message = { deal: dealId, milestone, round, payout, bond, payer: contester, fromWallet };
    const words = await wordsOf(contester, (account) => signContest({ ...message, domain, account }));
    const validBefore = (await session.now()) + HOUR;
    const answer = await perform(sender, {
      command: "deal contest",
      words: [words.text, ...(until === undefined ? [] : [`It can be contested until ${timeOf(until)}.`])],
      action: contest,
      parameters: async () => {
        const objection = { terms, milestone, contester, payout };
        if (sender.speaksBySignature)
          return bySignature(sender, deal, { ...message, contester, validBefore });
        if (!fromWallet) return objection;
        const signed = await signedBond(sender, deal, { milestone, round, contester, validBefore });
        if ("explanation" in signed) return new TriedOut(signed.explanation);
        return { ...objection, bond: { fromWallet, validBefore, signature: signed.signed } };
      },
      identity: [dealId, milestone, round],
      address: session.address,
      report: (opened) => [
        `Round ${opened.round} is open: ${opened.round === 2 ? "a panel drawn from the juror pool" : "the arbiter"} decides. The bond is ${formatUsdc(opened.bond)} USDC.`,
      ],
    });
    output.print(answer);
  });
}

/** What can be contested now, and until when. */
async function contestable({ session }: SendingSender, { terms }: KnownDeal, options: Options) {
  const { milestone } = options;
  const phase = await getPhase(session.client, { address: session.address, terms, milestone });
  const step = phase.actions.find(({ action }) => action === "contest");
  if (step?.round === undefined || phase.payout === undefined) {
    throw new CommandRefusal(
      `Milestone ${milestone} is ${phase.name}: nothing of it can be contested now. See quittance deal show.`,
      ExitCode.failed,
    );
  }
  return { payout: options.payout ?? phase.payout, round: step.round, until: step.until };
}

/** A contest that another address sends: the contester signs it, and the bond where a managed account pays it. */
async function bySignature(
  sender: SendingSender,
  deal: KnownDeal,
  asked: ContestMessage & { readonly contester: Hex; readonly validBefore: number },
) {
  const { session } = sender;
  const domain = await session.domain();
  const { contester, validBefore, ...message } = asked;
  const { milestone, round, payout, fromWallet } = message;
  const spoken = await signAs(sender, { quittance: domain }, (account) =>
    signContest({ ...message, domain, account }),
  );
  if ("explanation" in spoken) return new TriedOut(spoken.explanation);
  const objection = { terms: deal.terms, milestone, contester, payout, signature: spoken.signed };
  if (!fromWallet && sender.managed === undefined) return objection;
  const paid = fromWallet
    ? await signedBond(sender, deal, { milestone, round, contester, validBefore })
    : await committedBond(sender, deal, { milestone, round, contester });
  if ("explanation" in paid) return new TriedOut(paid.explanation);
  const bond = { fromWallet, ...(fromWallet ? { validBefore } : {}), signature: paid.signed };
  return { ...objection, bond };
}

/** The bond from the ledger balance of a managed account, which commits it. */
async function committedBond(
  sender: SendingSender,
  { terms, dealId }: KnownDeal,
  bond: { readonly milestone: number; readonly round: number; readonly contester: Hex },
): Promise<Signed<Hex>> {
  const domain = await sender.session.domain();
  const amount = terms.disputes?.bond ?? 0n;
  const message = { domain, deal: dealId, payer: sender.party, amount, ...bond };
  return signAs(sender, { quittance: domain }, (account) => signBond({ ...message, terms, account }));
}

async function signedBond(
  sender: SendingSender,
  { terms, dealId }: KnownDeal,
  bond: {
    readonly milestone: number;
    readonly round: number;
    readonly contester: Hex;
    readonly validBefore: number;
  },
): Promise<Signed<Hex>> {
  const { session, address } = sender;
  const [domain, token] = [await session.domain(), await session.token()];
  const { milestone, round, contester } = bond;
  const amount = terms.disputes?.bond ?? 0n;
  const paysFor = hashBond({ domain, deal: dealId, milestone, round, contester, payer: address, amount });
  return signWith(sender, { quittance: domain, token, paysFor }, (account) =>
    signBondPayment({ domain, terms, ...bond, token, account }),
  );
}
