import { type Hex, zeroHash } from "viem";
import { isPaidFromWallet, paymentDigest } from "../../deals/sign-payment.ts";
import { termsAuthorization } from "../../deals/terms/sign-terms.ts";
import { canonicalJson } from "../../json/canonical.ts";
import { toJson } from "../../json/parse.ts";
import { isFirst } from "../../jury/commitment.ts";
import { type OfferAcceptance, parseOfferAcceptance } from "../../negotiation/offers/acceptance.ts";
import { hashOffer, parseOffer, type SignedOffer } from "../../negotiation/offers/offer.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { ChainPlace } from "../chain/events.ts";
import type { DealRecord } from "../chain/record.ts";
import { type Findings, firstProblem, type Outcome, outcomeOf } from "../items.ts";
import { type AuditDocument, type DocumentShelf, documentSource, textIn } from "./documents.ts";
import { judgeOfferedDraw } from "./offered-draw.ts";
import type { SignatureJudge } from "./signed.ts";

/** A signed offer among the documents. */
export interface GivenOffer {
  readonly document: AuditDocument;
  readonly offer: SignedOffer;
  readonly hash: Hex;
  readonly dealId: Hex;
}

/**
 * Follows the chain of offers from the one that became the deal back to the first, and judges each signature.
 *
 * @returns The offers of the chain, the last one first.
 */
export async function checkOffers(input: {
  readonly shelf: DocumentShelf;
  readonly record: DealRecord;
  readonly terms: Terms;
  readonly judge: SignatureJudge;
  /** Of the deal, before which all of it was signed. */
  readonly opened: ChainPlace | undefined;
  readonly findings: Findings;
}): Promise<readonly GivenOffer[]> {
  const { shelf, record, terms, judge, opened, findings } = input;
  const offers = shelf.documents.flatMap((document) => offerIn(document) ?? []);
  const last = offers.filter(({ dealId }) => dealId === record.dealId);
  const head = { part: "offers" as const, subject: "The chain of offers leads to these terms" };
  const [final] = last;
  if (final === undefined) {
    findings.skip(head, "no signed offer of these terms was given");
    return [];
  }
  const byHash = new Map(offers.map((offer) => [offer.hash, offer]));
  const walked = new Map<Hex, GivenOffer>();
  let at: GivenOffer | undefined = final;
  while (at !== undefined && !walked.has(at.hash)) {
    walked.set(at.hash, at);
    shelf.name(at.document);
    const { offer, document } = at;
    const before: GivenOffer | undefined = byHash.get(offer.answers);
    findings.conclude(
      {
        ...head,
        subject: `The offer ${document.name} is signed by ${offer.from}, for this contract`,
        against: [documentSource(document)],
      },
      await judgeOffer(at, before, { record, judge, opened }),
    );
    if (offer.draw !== undefined || isToBeAnswered(before))
      findings.conclude(
        {
          ...head,
          subject: `The commitment to a draw goes with the offer ${document.name}`,
          against: [documentSource(document)],
        },
        await judgeOfferedDraw(offer, before?.offer, { judge, opened }),
      );
    if (offer.answers !== zeroHash && before === undefined)
      findings.skip(
        { ...head, against: [documentSource(document)] },
        `it answers offer ${offer.answers}, which was not given`,
      );
    at = before;
  }
  for (const document of shelf.documents) {
    const acceptance = acceptanceIn(document);
    if (acceptance === undefined || acceptance.dealId !== record.dealId) continue;
    shelf.name(document);
    findings.conclude(
      {
        ...head,
        subject: `The ${acceptance.party} accepted the offer ${final.document.name}`,
        against: [documentSource(document)],
      },
      await judgeAcceptance({ document, acceptance, final, terms, record, judge, opened }),
    );
  }
  return [...walked.values()];
}

/** Whether an offer carries a commitment that the next one has to answer. */
const isToBeAnswered = (before: GivenOffer | undefined) =>
  before?.offer.draw !== undefined && isFirst(before.offer.draw);

async function judgeOffer(
  { offer, document, hash }: GivenOffer,
  before: GivenOffer | undefined,
  { record, judge, opened }: Judging,
): Promise<Outcome> {
  const { from, chainId, contract } = offer;
  const problem = firstProblem(
    chainId !== record.chainId && "it is for another chain",
    !isSameAddress(contract, record.contract) && "it is for another contract",
    !isSpelled(document, offer) &&
      "its text is not as it was written: a character differs that means nothing",
    before !== undefined && isSameAddress(before.offer.from, from) && "it answers an offer of the same party",
    !isSameAddress(from, offer.terms.buyer) &&
      !isSameAddress(from, offer.terms.seller) &&
      "it is of no party",
  );
  if (problem !== undefined) return outcomeOf(problem);
  return judge.judge({
    ...{ signer: from, digest: hash, signature: offer.signature },
    ...{ place: opened, isEarlier: true, authorization: { kind: "sign" } },
  });
}

interface Judging {
  readonly record: DealRecord;
  readonly judge: SignatureJudge;
  /** Before which all was signed. */
  readonly opened: ChainPlace | undefined;
}

async function judgeAcceptance(
  input: Judging & {
    readonly document: AuditDocument;
    readonly acceptance: OfferAcceptance;
    readonly final: GivenOffer;
    readonly terms: Terms;
  },
): Promise<Outcome> {
  const { document, acceptance, final, record, terms, judge, opened } = input;
  const problem = firstProblem(
    acceptance.answers !== final.hash && "it accepts another offer",
    !isSpelled(document, acceptance) &&
      "its text is not as it was written: a character differs that means nothing",
  );
  if (problem !== undefined) return outcomeOf(problem);
  const domain = quittanceDomain({ chainId: record.chainId, address: record.contract });
  const isPayment = acceptance.party === "buyer" && isPaidFromWallet(terms);
  const digest = isPayment ? paymentDigest({ domain, token: record.token, terms }) : record.dealId;
  return judge.judge({
    ...{ signer: terms[acceptance.party], digest, signature: acceptance.signature },
    ...{ place: opened, isEarlier: true },
    authorization: (account) => termsAuthorization(terms, account),
  });
}

/** Whether a text is one of those that this library writes of a value; a changed space or capital is none of them. */
function isSpelled(document: AuditDocument, value: unknown): boolean {
  const text = (textIn(document) ?? "").replace(/\n$/, "");
  const written = toJson(value);
  const plain: unknown = JSON.parse(written);
  return [
    JSON.stringify(reordered(text, plain)),
    toJson(reordered(text, plain), 2),
    canonicalJson(plain),
  ].includes(text);
}

/** A value with the names of its objects in the order in which a text has them. */
function reordered(text: string, value: unknown): unknown {
  try {
    return inOrderOf(JSON.parse(text), value);
  } catch {
    return value;
  }
}

function inOrderOf(model: unknown, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each, index) => inOrderOf(Object(model)[index], each));
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(Object(model));
  const entries = Object.entries(value);
  entries.sort(([one], [other]) => names.indexOf(one) - names.indexOf(other));
  return Object.fromEntries(entries.map(([name, each]) => [name, inOrderOf(Object(model)[name], each)]));
}

function offerIn(document: AuditDocument): GivenOffer | undefined {
  const text = textIn(document);
  if (text === undefined || !text.includes('"answers"')) return undefined;
  try {
    const offer = parseOffer(text);
    const { signature: _, ...unsigned } = offer;
    const domain = quittanceDomain({ chainId: offer.chainId, address: offer.contract });
    return { document, offer, hash: hashOffer(unsigned), dealId: dealIdOf({ domain, terms: offer.terms }) };
  } catch {
    return undefined;
  }
}

function acceptanceIn(document: AuditDocument): OfferAcceptance | undefined {
  const text = textIn(document);
  if (text === undefined || !text.includes('"party"')) return undefined;
  try {
    return parseOfferAcceptance(text);
  } catch {
    return undefined;
  }
}
