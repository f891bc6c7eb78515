import { expect } from "chai";
import { type Address, type Hex, zeroAddress } from "viem";
import type { HDAccount } from "viem/accounts";
import {
  agree,
  approveStake,
  type BaseError,
  cancel,
  contest,
  DeliveryUnprovenError,
  dealIdOf,
  deliver,
  depositWithAuthorization,
  hashBallotStruct,
  InvalidBallotSignatureError,
  InvalidSignatureError,
  openDeal,
  PoolInvalidKeySignatureError,
  rate,
  reclaim,
  recordBallots,
  recordEquivocation,
  refund,
  release,
  rule,
  signBallot,
  submitVerdict,
  TokenSignatureInvalidError,
  takeSeats,
  totalOf,
} from "../../sdk/index.ts";
import { exampleTerms, openExampleDeal } from "../../sdk/testing/index.ts";
import { setUpDisputes } from "./support/disputes-setup.ts";
import {
  EVIDENCE,
  EVIDENCE_URI,
  type Matter,
  PROVISIONAL,
  type Purpose,
  RATED,
  REASONS,
  RULED,
  SCORE,
  signaturesOf,
} from "./support/purposes.ts";
import { expectRefusal } from "./support/refusals.ts";
import { SPENDING, setUpSpending, spendingEntries } from "./support/spending-purposes.ts";
import { useStack } from "./support/stack.ts";

const HOUR = 3_600;

/** Who must sign at an entry. */
type Role = "buyer" | "seller" | "juror" | "helper" | "arbiter" | "key" | "drawn";

/** One place of one verb that takes a signature. */
interface Entry {
  readonly name: string;
  readonly role: Role;
  readonly takes: Purpose;
  /** What its signatures are about; a deal that is open when left out. */
  readonly about?: () => Matter;
  readonly refusal: new (...args: never) => BaseError;
  /** Tries the signature there, everything else being right. Changes nothing. */
  readonly attempt: (signature: Hex) => Promise<unknown>;
}

/** Promise 19: nothing signed for one purpose has effect through another. */
describe("purposes", () => {
  const stack = useStack();
  const roles = new Map<string, ReadonlyMap<Purpose, Hex>>();
  let opened: Matter;
  let unopened: Matter;
  let fromLedger: Matter;
  /** With a verdict that stands; with one and a drawn panel; called to the arbiter; settled. */
  let provisional: Matter;
  let drawn: Matter;
  let appealed: Matter;
  let panel: readonly Address[];

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
      { amount: 7_000_000n, deadline: now + 24 * HOUR },
    ];
    const common = { milestones: parts, openBy: now + HOUR };
    const matter = (terms: Matter["terms"], milestone: number, remainder = totalOf(terms)): Matter => ({
      ...{ terms, milestone, validUntil: now + 48 * HOUR, amount: 1_000_000n, remainder },
      ...{ salt: terms.salt, ballotRound: 1, opens: 2, contester: buyer.address, payer: buyer.address },
      seatOwner: stack().relayer.address,
      ...spending,
    });
    const spending = await setUpSpending(stack());
    const { terms } = await openExampleDeal(stack(), common);
    await stack().setTime(now + HOUR + 1);
    await stack().fundLedger(buyer.address, 20_000_000n);
    // One milestone will be settled, so that the deal can be rated.
    opened = matter(terms, 0, totalOf(terms) - 7_000_000n);
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
    const helper = jurors.at(-1);
    if (helper === undefined) throw new Error("the stack has no juror");
    await stack().fundLedger(helper.address, 40_000_000n);
    const setup = await setUpDisputes(stack(), helper);
    panel = setup.panel;
    const contested = { contester: buyer.address, payer: helper.address };
    provisional = { ...matter(setup.provisional, 0), ...contested };
    drawn = { ...matter(setup.drawn, 0), ...contested, ballotRound: 2 };
    appealed = { ...matter(setup.appealed, 0), ...contested, opens: 3 };
    const { arbiter } = stack();
    const member = setup.members.find(({ address }) => address === panel[0]);
    if (member === undefined) throw new Error("a stranger was drawn");
    const trade = [opened, unopened, fromLedger];
    const signers: readonly (readonly [Role, HDAccount, readonly Matter[]])[] = [
      ["buyer", buyer, [...trade, provisional]],
      ["seller", seller, trade],
      ["juror", juror, [opened]],
      ["helper", helper, [provisional]],
      ["arbiter", arbiter, [appealed]],
      ["key", arbiter, [opened]],
      ["drawn", member, [drawn]],
    ];
    for (const [role, account, matters] of signers) {
      for (const about of matters) {
        roles.set(`${role} ${about.terms.salt}`, await signaturesOf(stack(), account, about));
      }
    }
    await settleSomething();
    const { walletClient, pool, token } = stack();
    await approveStake(walletClient, { address: pool, token, amount: 100_000_000n });
    roles.set("buyer overdue", await signaturesOf(stack(), buyer, { ...opened, milestone: 1 }));
  });

  /** A deal can be rated once some of it is settled. */
  const settleSomething = async () => {
    const { walletClient, buyer, address } = stack();
    await release(walletClient, { address, terms: opened.terms, milestone: 2, account: buyer });
  };

  const target = () => ({ address: stack().address });
  const simulating = <Parameters>(
    action: {
      simulate: (
        client: ReturnType<typeof stack>["walletClient"],
        parameters: Parameters,
      ) => Promise<unknown>;
    },
    parameters: Parameters,
  ) => action.simulate(stack().walletClient, parameters);
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
        const delivery = { ...claim(), evidenceUri: EVIDENCE_URI, signature };
        return simulating(deliver, { ...target(), terms: opened.terms, delivery });
      },
    },
    {
      name: "submitVerdict, as the seller's delivery",
      ...{ role: "seller", takes: "Delivery", refusal: DeliveryUnprovenError },
      attempt: async (signature) => {
        const delivery = { ...claim(), evidenceUri: EVIDENCE_URI, signature };
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
      name: "release",
      ...{ role: "buyer", takes: "Acceptance", refusal: InvalidSignatureError },
      attempt: (signature) => simulating(release, { ...milestone(), signature }),
    },
    {
      name: "refund",
      ...{ role: "seller", takes: "Concession", refusal: InvalidSignatureError },
      attempt: (signature) => simulating(refund, { ...milestone(), signature }),
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

  const disputesEntries: readonly Entry[] = [
    {
      name: "contest, as its contester",
      ...{ role: "buyer", takes: "Contest", refusal: InvalidSignatureError, about: () => provisional },
      attempt: (signature) => {
        const bond = { payer: provisional.payer, signature: signed("helper", provisional, "Bond") };
        return simulating(contest, { ...objection(), signature, bond });
      },
    },
    {
      name: "contest, as the payer of its bond, from the ledger",
      ...{ role: "helper", takes: "Bond", refusal: InvalidSignatureError, about: () => provisional },
      attempt: (signature) => {
        const bond = { payer: provisional.payer, signature };
        return simulating(contest, {
          ...objection(),
          signature: signed("buyer", provisional, "Contest"),
          bond,
        });
      },
    },
    {
      name: "contest, as the payer of its bond, from the wallet",
      ...{
        role: "helper",
        takes: "BondPayment",
        refusal: TokenSignatureInvalidError,
        about: () => provisional,
      },
      attempt: (signature) => {
        const { payer, validUntil: validBefore } = provisional;
        const bond = { payer, fromWallet: true, validBefore, signature };
        return simulating(contest, {
          ...objection(),
          signature: signed("buyer", provisional, "Contest"),
          bond,
        });
      },
    },
    {
      name: "recordBallots, as a ballot",
      ...{ role: "drawn", takes: "Ballot", refusal: InvalidBallotSignatureError, about: () => drawn },
      attempt: (signature) => {
        const deal = dealIdOf({ domain: stack().domain, terms: drawn.terms });
        const vote = {
          ...{ deal, milestone: 0, round: 2, evidence: EVIDENCE },
          score: SCORE,
          reasons: REASONS,
        };
        const ballots = [{ ...vote, juror: panel[0] ?? zeroAddress, signature }];
        return simulating(recordBallots, { ...target(), terms: drawn.terms, panel, ballots });
      },
    },
    {
      name: "rule",
      ...{ role: "arbiter", takes: "Ruling", refusal: InvalidSignatureError, about: () => appealed },
      attempt: (signature) =>
        simulating(rule, { ...target(), terms: appealed.terms, milestone: 0, payout: RULED, signature }),
    },
    ...(["buyer", "seller"] as const).map(
      (role): Entry => ({
        name: `rate, as the ${role}`,
        ...{ role, takes: "Rating", refusal: InvalidSignatureError },
        attempt: (signature) => {
          const rater = stack()[role].address;
          const rating = { rater, score: RATED, reasons: REASONS, signature };
          return simulating(rate, { ...target(), terms: opened.terms, ...rating });
        },
      }),
    ),
    ...(["Ballot", "BallotBatch"] as const).map(
      (takes): Entry => ({
        name: `recordEquivocation, as a ${takes === "Ballot" ? "ballot" : "batch of ballots"}`,
        ...{ role: "juror", takes, refusal: InvalidBallotSignatureError },
        attempt: async (signature) => {
          const [juror] = stack().jurors;
          if (juror === undefined) throw new Error("the stack has no juror");
          const vote = { ...claim(), round: 1, score: SCORE, reasons: REASONS };
          const batch = takes === "Ballot" ? {} : { batch: [hashBallotStruct(vote)] };
          const first = { ...vote, ...batch, juror: juror.address, signature };
          const [second] = await zeroBallots();
          if (second === undefined) throw new Error("nobody gave a zero");
          return simulating(recordEquivocation, { ...target(), terms: opened.terms, first, second });
        },
      }),
    ),
    {
      name: "takeSeats, as the key",
      ...{ role: "key", takes: "SeatKey", refusal: PoolInvalidKeySignatureError },
      attempt: (keySignature) =>
        simulating(takeSeats, { address: stack().pool, key: stack().arbiter.address, keySignature }),
    },
  ];

  const objection = () => ({
    ...{ ...target(), terms: provisional.terms, milestone: 0 },
    ...{ contester: provisional.contester, payout: PROVISIONAL },
  });

  async function zeroBallots() {
    const { domain, jurors } = stack();
    const zero = { ...claim(), score: 0, reasons: REASONS };
    return Promise.all(jurors.slice(0, 2).map((account) => signBallot({ ...zero, domain, account })));
  }

  const matterOf = ({ name, about }: Entry) => {
    if (about !== undefined) return about();
    return name.includes("wallet") ? unopened : name.startsWith("openDeal") ? fromLedger : opened;
  };

  const spent = () => spendingEntries(stack(), opened);
  const spendingRows: readonly Entry[] = SPENDING.map(({ name, ...entry }) => ({
    ...{ ...entry, name, about: () => opened },
    attempt: (signature) => spent()[name](signature),
  }));

  for (const entry of [...entries, ...disputesEntries, ...spendingRows]) {
    it(`${entry.name}, takes ${entry.takes} of the ${entry.role} and nothing else it signed`, async () => {
      await entry.attempt(signed(entry.role, matterOf(entry), entry.takes));
      const others = [...(roles.get(`${entry.role} ${matterOf(entry).terms.salt}`)?.keys() ?? [])].filter(
        (purpose) => purpose !== entry.takes,
      );
      expect(others.length).to.equal(25);
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
    expect(roles.get("buyer overdue")?.size).to.equal(26);
  });

  it("a signature for one deal or milestone has no effect on another", async () => {
    const foreign = signed("buyer", unopened, "Acceptance");
    await expectRefusal(simulating(release, { ...milestone(), signature: foreign }), InvalidSignatureError);
    const neighbour = roles.get("buyer overdue")?.get("Acceptance") ?? "0x";
    await expectRefusal(simulating(release, { ...milestone(), signature: neighbour }), InvalidSignatureError);
  });
});
