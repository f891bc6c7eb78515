import { type Address, zeroAddress, zeroHash } from "viem";
import { printable } from "../../../errors/printable.ts";
import { requireOptions } from "../../../json/options.ts";
import { isSameAddress } from "../../../protocol/address.ts";
import { percentText, timeText, usdcText } from "../../../protocol/explaining/formats.ts";
import { amountsOf, type Terms, totalOf } from "../../../protocol/terms.ts";
import { type AskedApproval, parseAskedApproval } from "./asked-approval.ts";

/**
 * A question to a principal as lines of plain text: who, what, how much, by when, why it asks, and what changed. What others wrote is
 * bounded, and moves no terminal's cursor.
 *
 * @param options.nameOf Names for addresses, from the principal's own book; none when left out.
 * @throws InvalidFieldError when the question was changed since it was asked.
 * @example
 * import { approvalText, askPrincipal, memoryApprovals } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const asks = { kind: "ask", reasons: [{ rule: "pilot", text: "Every commitment asks." }] } as const;
 * const review = askPrincipal({ domain: stack.domain, store: memoryApprovals(), review: async () => asks });
 * const state = { phase: "open", path: [], agreed: [], doubled: [] } as const;
 * const view = { side: "buyer", now: await stack.now(), state, offers: [] } as const;
 * const answer = await review({ kind: "offer", terms: await exampleTerms(stack), validFor: 600 }, view);
 * if (answer.kind === "ask") console.log(approvalText(answer.asked).split("\n")[0]); // Your agent wants to offer as the buyer
 * await stack.stop();
 */
export function approvalText(
  given: AskedApproval,
  options: { readonly nameOf?: (address: Address) => string | undefined } = {},
): string {
  requireOptions(options, "nameOf", "options");
  const asked = parseAskedApproval(given);
  const named = (address: Address) => {
    const name = options.nameOf?.(address);
    return name === undefined ? address : `${address} (${printable(name).slice(0, 100)})`;
  };
  const act = asked.kind === "accept" ? "accept an offer" : "offer";
  const lines = [
    `Your agent wants to ${act} as the ${asked.side}`,
    ...about(asked, named).map(([label, value]) => `  ${label}: ${value}`),
    "Why it asks",
    ...asked.reasons.map(({ text, rule }) => `  - ${text} [${rule}]`),
    ...changed(asked),
    `Answer before ${timeText(asked.expiresAt)}. An answer is to exactly this, once.`,
    `Id: ${asked.id}`,
  ];
  return lines.join("\n");
}

type Line = readonly [label: string, value: string];

function about(asked: AskedApproval, named: (address: Address) => string): Line[] {
  const { terms, side, value } = asked;
  const other = side === "buyer" ? "seller" : "buyer";
  const effect = side === "buyer" ? "You pay when it opens" : "You earn at most";
  return [
    ["You", named(terms[side])],
    [`The ${other}`, named(terms[other])],
    [effect, usdcText(value)],
    ["Price", `${usdcText(amountsOf(terms))} in ${counted(terms.milestones.length, "milestone")}`],
    ...terms.milestones.map(
      ({ amount, deadline }, index): Line => [
        `Milestone ${index}`,
        `${usdcText(amount)}, by ${timeText(deadline)}`,
      ],
    ),
    ["Verification fees", usdcText(totalOf(terms) - amountsOf(terms))],
    ["Marketplace", marketplaceOf(terms, named)],
    ["Pact", terms.pact],
    ["Panel", `${counted(terms.panel.length, "juror")}: ${terms.panel.map(named).join(", ")}`],
    ["If no verdict comes", `${percentText(terms.silencePayout)} to the seller`],
    [
      "Disputes",
      terms.disputes === undefined ? "no second round" : `a bond of ${usdcText(terms.disputes.bond)}`,
    ],
    ["It can be opened until", timeText(terms.openBy)],
    ...(terms.amends === undefined ? [] : [["It replaces the deal", terms.amends.deal] as const]),
    ["Contract", `${asked.contract} on chain ${asked.chainId}`],
    ["Negotiation", asked.negotiation === zeroHash ? "this is its first offer" : asked.negotiation],
  ];
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

const marketplaceOf = ({ marketplace, marketplaceFee }: Terms, named: (address: Address) => string) =>
  isSameAddress(marketplace, zeroAddress)
    ? "none"
    : `${named(marketplace)}, ${percentText(marketplaceFee)} of the seller's part`;

function changed({ negotiation, changes }: AskedApproval): string[] {
  if (negotiation === zeroHash) return [];
  if (changes.length === 0) return ["Nothing changed against the first offer"];
  return [
    "Changed against the first offer",
    ...changes.map(
      ({ field, before, after }) => `  ${printable(field)}: ${printable(before)} -> ${printable(after)}`,
    ),
  ];
}
