import { formatUsdc } from "quittance/protocol";
import type { AnswerDifference, ReputationAnswer } from "quittance/reputation";
import type { Labels } from "../../output/names.ts";
import { pairs, strangersLine, table, timeOf } from "../../output/text.ts";

/** Parts that are listed one by one. */
const MOST_PARTS = 10;
const MOST_DIFFERENCES = 20;
const LONGEST_VALUE = 80;

const share = (basisPoints: number) => `${(basisPoints / 100).toFixed(2)} %`;
const usdc = (units: string) => formatUsdc(BigInt(units));

/** An answer as a table. */
export function answerText(answer: ReputationAnswer, labels: Labels): string {
  const { subject, principal, asOf, view, score, tier, confidence, trust, pools, seeds, documents } = answer;
  const { seller, buyer, juror } = answer.records;
  const vouching = seeds === undefined ? pools : seeds.map(({ address }) => address);
  const what = seeds === undefined ? "pools that vouch" : "seeds";
  return [
    ...pairs([
      ["agent", labels.whole(subject)],
      ["principal", labels.whole(principal)],
      ["tier", tier],
      ["score", `${score} of 10000 (${view} view)`],
      ["confidence", share(confidence)],
      ["trust", `${usdc(trust)} USDC`],
      ["sold", `${seller.milestones} milestones, ${usdc(seller.value)} USDC, ${seller.onTime} on time`],
      ["bought", `${buyer.milestones} milestones, ${usdc(buyer.value)} USDC`],
      ["contests lost", `${seller.disputesLost} as seller, ${buyer.disputesLost} as buyer`],
      ["duties", `${juror.named.duties} on named panels, ${juror.drawn.duties} on drawn ones`],
      [
        "documents",
        documents === undefined ? "none" : `${documents.count} verified ones, ${documents.digest}`,
      ],
      [what, vouching.length === 0 ? "none: no one has trust" : vouching.map(labels.whole).join(", ")],
      ["as of", `block ${asOf.block}, ${timeOf(asOf.timestamp)}, ${asOf.hash}`],
    ]),
    ...partsText(answer, labels),
  ].join("\n");
}

function partsText({ parts }: ReputationAnswer, labels: Labels): string[] {
  if (parts.length === 0) return [];
  const largest = [...parts].sort((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, MOST_PARTS);
  const rows = largest.map(({ component, points, dealId, milestone, counterparty }) => [
    component,
    String(points),
    `${dealId}${milestone === undefined ? "" : ` ${milestone}`}`,
    counterparty === undefined ? "–" : labels.short(counterparty),
  ]);
  const more = parts.length - largest.length;
  return [
    "",
    ...table(["part", "points", "deal and milestone", "with"], rows),
    ...(more === 0 ? [] : [`and ${more} smaller parts; --json has all.`]),
  ];
}

/** What differs, a line each. What the indexer says is a stranger's. */
export function differenceText(differences: readonly AnswerDifference[]): string[] {
  const shown = (value: string | undefined) => strangersLine(value ?? "nothing", LONGEST_VALUE);
  const rows = differences
    .slice(0, MOST_DIFFERENCES)
    .map(({ field, claimed, computed }) => [strangersLine(field), shown(claimed), shown(computed)]);
  const more = differences.length - rows.length;
  return [
    "NOT CONFIRMED:",
    ...table(["field", "the indexer says", "the chain gives"], rows),
    ...(more === 0 ? [] : [`and ${more} more; --json has all.`]),
  ];
}
