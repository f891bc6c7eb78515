import { expect } from "chai";
import type { Hex } from "viem";
import {
  accept,
  agree,
  type BaseError,
  cancel,
  concede,
  DeliveryUnprovenError,
  dealIdOf,
  deliver,
  depositWithAuthorization,
  InvalidBallotSignatureError,
  InvalidSignatureError,
  openDeal,
  reclaim,
  signBallot,
  submitVerdict,
  TokenSignatureInvalidError,
  totalOf,
} from "../../sdk/index.ts";
import { exampleTerms, openExampleDeal } from "../../sdk/testing/index.ts";
import {
  EVIDENCE,
  LOCATOR,
  type Matter,
  type Purpose,
  REASONS,
  SCORE,
  signaturesOf,
} from "./support/purposes.ts";
import { expectRefusal } from "./support/refusals.ts";
import { useStack } from "./support/stack.ts";

const HOUR = 3_600;

/** Who must sign at an entry. */
type Role = "buyer" | "seller" | "juror";

/** One place of one verb that takes a signature. */
interface Entry {
  readonly name: string;
  readonly role: Role;
  readonly takes: Purpose;
  readonly refusal: new (...args: never) => BaseError;
  /** Tries the signature there, everything else being right. Changes nothing. */
  readonly attempt: (signature: Hex) => Promise<unknown>;
}

/** Promise 19: nothing signed for one purpose has effect through another. */
describe("purposes", function () {
  this.timeout(120_000);
  const stack = useStack();
  const roles = new Map<string, ReadonlyMap<Purpose, Hex>>();
  let opened: Matter;
  let unopened: Matter;
  let fromLedger: Matter;

  const signed = (role: Role, matter: Matter, purpose: Purpose): Hex => {
    const signature = roles.get(`${role} ${matter.terms.salt}`)?.get(purpose);
    if (signature === undefined) throw new RangeError(`${role} has signed no ${purpose}`);
    return signature;
  };

  before(async () => {
    const { buyer, seller, jurors } = stack();
    const now = await stack().now();
    const parts = [
      { amount: 5_000_000n, deadline: now + 24 * HOUR },
      { amount: 6_000_000n, deadline: now + HOUR },
    ];
    const common = { milestones: parts, openBy: now + HOUR };
    const matter = (terms: Matter["terms"], milestone: number): Matter => ({
      ...{ terms, milestone, validUntil: now + 48 * HOUR, amount: 1_000_000n, remainder: totalOf(terms) },
      salt: terms.salt,
    });
    const { terms } = await openExampleDeal(stack(), common);
    await stack().setTime(now + HOUR + 1);
    await stack().fundLedger(buyer.address, 20_000_000n);
    opened = matter(terms, 0);
    unopened = matter(await exampleTerms(stack()), 0);
    fromLedger = matter(
      await exampleTerms(stack(), {
        milestones: [{ amount: 5_000_000n, deadline: now + 24 * HOUR }],
        fundedFromLedger: true,
      }),
      0,
    );
    const [juror] = jurors;
    if (juror === undefined) throw new Error("the stack has no juror");
    const people = { buyer, seller, juror };
    for (const [role, account] of Object.entries(people)) {
      for (const about of [opened, unopened, fromLedger]) {
        roles.set(`${role} ${about.terms.salt}`, await signaturesOf(stack(), account, about));
      }
    }
    roles.set("buyer overdue", await signaturesOf(stack(), buyer, { ...opened, milestone: 1 }));
  });

  const target = () => ({ address: stack().address });
  const simulating = <Parameters>(
    verb: {
      simulate: (
        client: ReturnType<typeof stack>["walletClient"],
        parameters: Parameters,
      ) => Promise<unknown>;
    },
    parameters: Parameters,
  ) => verb.simulate(stack().walletClient, parameters);
  const milestone = () => ({ ...target(), terms: opened.terms, milestone: opened.milestone });
  const split = () => ({ ...milestone(), toSeller: opened.amount, validUntil: opened.validUntil });
  const end = () => ({
    ...target(),
    terms: opened.terms,
    remainder: opened.remainder,
    validUntil: opened.validUntil,
  });
  const claim = () => ({
    deal: dealIdOf({ domain: stack().domain, terms: opened.terms }),
    milestone: opened.milestone,
    evidence: EVIDENCE,
  });
  const ballots = (score: number, signatures: readonly Hex[]) =>
    stack()
      .jurors.slice(0, signatures.length)
      .map(({ address: juror }, index) => ({
        ...{ ...claim(), round: 1, score, reasons: REASONS, juror },
        signature: signatures[index] ?? "0x",
      }));

  const entries: readonly Entry[] = [
    {
      name: "openDeal, from the wallet, as its buyer",
      ...{ role: "buyer", takes: "Payment", refusal: TokenSignatureInvalidError },
      attempt: (buyerSignature) => {
        const sellerSignature = signed("seller", unopened, "Terms");
        return simulating(openDeal, { ...target(), terms: unopened.terms, buyerSignature, sellerSignature });
      },
    },
    {
      name: "openDeal, from the ledger, as its buyer",
      ...{ role: "buyer", takes: "Terms", refusal: InvalidSignatureError },
      attempt: (buyerSignature) => {
        const sellerSignature = signed("seller", fromLedger, "Terms");
        return simulating(openDeal, {
          ...target(),
          terms: fromLedger.terms,
          buyerSignature,
          sellerSignature,
        });
      },
    },
    {
      name: "openDeal, as its seller",
      ...{ role: "seller", takes: "Terms", refusal: InvalidSignatureError },
      attempt: (sellerSignature) => {
        const buyerSignature = signed("buyer", fromLedger, "Terms");
        return simulating(openDeal, {
          ...target(),
          terms: fromLedger.terms,
          buyerSignature,
          sellerSignature,
        });
      },
    },
    {
      name: "depositWithAuthorization",
      ...{ role: "buyer", takes: "DepositPayment", refusal: TokenSignatureInvalidError },
      attempt: (signature) => {
        const { amount, salt, validUntil: validBefore } = opened;
        const { address: from } = stack().buyer;
        const deposit = { from, recipient: from, amount, validBefore, salt, signature };
        return simulating(depositWithAuthorization, { ...target(), ...deposit });
      },
    },
    {
      name: "deliver",
      ...{ role: "seller", takes: "Delivery", refusal: InvalidSignatureError },
      attempt: (signature) => {
        const delivery = { ...claim(), locator: LOCATOR, signature };
        return simulating(deliver, { ...target(), terms: opened.terms, delivery });
      },
    },
    {
      name: "submitVerdict, as the seller's delivery",
      ...{ role: "seller", takes: "Delivery", refusal: DeliveryUnprovenError },
      attempt: async (signature) => {
        const delivery = { ...claim(), locator: LOCATOR, signature };
        const zeros = await zeroBallots();
        return simulating(submitVerdict, { ...target(), terms: opened.terms, ballots: zeros, delivery });
      },
    },
    {
      name: "submitVerdict, as a ballot",
      ...{ role: "juror", takes: "Ballot", refusal: InvalidBallotSignatureError },
      attempt: async (signature) => {
        const [, second] = stack().jurors;
        if (second === undefined) throw new Error("the stack has no second juror");
        const others = (await signaturesOf(stack(), second, opened)).get("Ballot") ?? "0x";
        return simulating(submitVerdict, {
          ...target(),
          terms: opened.terms,
          ballots: ballots(SCORE, [signature, others]),
        });
      },
    },
    {
      name: "accept",
      ...{ role: "buyer", takes: "Acceptance", refusal: InvalidSignatureError },
      attempt: (signature) => simulating(accept, { ...milestone(), signature }),
    },
    {
      name: "concede",
      ...{ role: "seller", takes: "Concession", refusal: InvalidSignatureError },
      attempt: (signature) => simulating(concede, { ...milestone(), signature }),
    },
    {
      name: "agree, as its buyer",
      ...{ role: "buyer", takes: "Agreement", refusal: InvalidSignatureError },
      attempt: (buyerSignature) => {
        const sellerSignature = signed("seller", opened, "Agreement");
        return simulating(agree, { ...split(), buyerSignature, sellerSignature });
      },
    },
    {
      name: "agree, as its seller",
      ...{ role: "seller", takes: "Agreement", refusal: InvalidSignatureError },
      attempt: (sellerSignature) => {
        const buyerSignature = signed("buyer", opened, "Agreement");
        return simulating(agree, { ...split(), buyerSignature, sellerSignature });
      },
    },
    {
      name: "cancel, as its buyer",
      ...{ role: "buyer", takes: "Cancellation", refusal: InvalidSignatureError },
      attempt: (buyerSignature) => {
        const sellerSignature = signed("seller", opened, "Cancellation");
        return simulating(cancel, { ...end(), buyerSignature, sellerSignature });
      },
    },
    {
      name: "cancel, as its seller",
      ...{ role: "seller", takes: "Cancellation", refusal: InvalidSignatureError },
      attempt: (sellerSignature) => {
        const buyerSignature = signed("buyer", opened, "Cancellation");
        return simulating(cancel, { ...end(), buyerSignature, sellerSignature });
      },
    },
  ];

  async function zeroBallots() {
    const { domain, jurors } = stack();
    const zero = { ...claim(), score: 0, reasons: REASONS };
    return Promise.all(jurors.slice(0, 2).map((account) => signBallot({ ...zero, domain, account })));
  }

  const matterOf = ({ name }: Entry) =>
    name.includes("wallet") ? unopened : name.startsWith("openDeal") ? fromLedger : opened;

  for (const entry of entries) {
    it(`${entry.name}, takes ${entry.takes} of the ${entry.role} and nothing else it signed`, async () => {
      await entry.attempt(signed(entry.role, matterOf(entry), entry.takes));
      const others = [...(roles.get(`${entry.role} ${matterOf(entry).terms.salt}`)?.keys() ?? [])].filter(
        (purpose) => purpose !== entry.takes,
      );
      expect(others.length).to.equal(11);
      for (const purpose of others) {
        const signature = signed(entry.role, matterOf(entry), purpose);
        await expectRefusal(entry.attempt(signature), entry.refusal, `${purpose} at ${entry.name}`);
      }
    });
  }

  it("reclaim takes Reclaim of the buyer and nothing else it signed", async () => {
    const overdue = { ...target(), terms: opened.terms, milestone: 1 };
    for (const [purpose, signature] of roles.get("buyer overdue") ?? []) {
      const attempt = simulating(reclaim, { ...overdue, signature });
      if (purpose === "Reclaim") await attempt;
      else await expectRefusal(attempt, InvalidSignatureError, `${purpose} at reclaim`);
    }
    expect(roles.get("buyer overdue")?.size).to.equal(12);
  });

  it("a signature for one deal or milestone has no effect on another", async () => {
    const foreign = signed("buyer", unopened, "Acceptance");
    await expectRefusal(simulating(accept, { ...milestone(), signature: foreign }), InvalidSignatureError);
    const neighbour = roles.get("buyer overdue")?.get("Acceptance") ?? "0x";
    await expectRefusal(simulating(accept, { ...milestone(), signature: neighbour }), InvalidSignatureError);
  });
});
