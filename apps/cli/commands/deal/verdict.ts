import { Command } from "commander";
import { chooseBallots, parseBallot, parseDelivery, type SignedBallot, submitVerdict } from "quittance/deals";
import { formatUsdc } from "quittance/protocol";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { readJson } from "../../session/input.ts";
import { type SenderOptions, withSender } from "../../session/options.ts";
import { perform } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { senderOf } from "../../session/signer.ts";
import { dealOf } from "../../session/terms.ts";
import { withDeal } from "./milestone.ts";

interface Options extends SenderOptions {
  readonly terms?: string;
  readonly delivery?: string;
}

/** `quittance deal verdict`: submits the ballots of a panel. */
export function verdictCommand(output: Output): Command {
  const command = withDeal(
    new Command("verdict").description("Submits the ballots of a panel, which decide a payout. Anyone may."),
  )
    .argument("<ballots...>", "files, each with a ballot or a list of ballots")
    .option("--delivery <file>", "the seller's signed delivery, unless it is on-chain");
  return guided(withSender(command), {
    examples: ['quittance deal verdict "$DEAL" ballot.json --yes'],
    codes: SENDING_CODES,
  }).action(async (given: string, files: readonly string[], options: Options) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const { terms, dealId } = await dealOf(session, given, options.terms);
    const ballots = (await Promise.all(files.map(ballotsIn))).flat();
    const astray = ballots.find(({ deal }) => deal !== dealId);
    if (astray !== undefined) throw new UsageRefusal(`A ballot is of deal ${astray.deal}, not of ${dealId}.`);
    const { payout, ballots: chosen } = chooseBallots({ terms, ballots });
    const [{ milestone, evidence } = { milestone: 0, evidence: "0x" }] = chosen;
    const amount = terms.milestones[milestone]?.amount ?? 0n;
    const share = (amount * BigInt(payout)) / 10_000n;
    const delivery =
      options.delivery === undefined
        ? {}
        : { delivery: parseDelivery(await readJson(options.delivery, "a signed delivery")) };
    const isFinal = terms.contestWindow === 0;
    const answer = await perform(sender, {
      command: "deal verdict",
      words: [
        `Submit ${chosen.length} ballots on milestone ${milestone} of deal ${dealId}`,
        `  Evidence: ${evidence}`,
        `  Payout: ${payout / 100} %, ${formatUsdc(share)} USDC of ${formatUsdc(amount)} USDC to the seller`,
        isFinal ? "It settles the milestone at once." : "It can be contested before it settles.",
      ],
      action: submitVerdict,
      parameters: () => ({ terms, ballots, ...delivery }),
      identity: [dealId, milestone, evidence],
      address: session.address,
      report: (verdict) => [
        `The verdict on milestone ${milestone} pays the seller ${verdict.payout / 100} %${isFinal ? ", and is settled" : ", unless it is contested"}.`,
      ],
    });
    output.print(answer);
  });
}

async function ballotsIn(file: string): Promise<readonly SignedBallot[]> {
  const content = await readJson(file, "a ballot, or a list of ballots");
  return Array.isArray(content) ? content.map((each) => parseBallot(each)) : [parseBallot(content)];
}
