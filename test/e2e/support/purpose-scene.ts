import type { Hex } from "viem";
import type { HDAccount, PrivateKeyAccount } from "viem/accounts";
import {
  approveStake,
  type BaseError,
  buildOrder,
  buildPolicy,
  dealIdOf,
  release,
  signBallot,
  totalOf,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleAccount, openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";
import { setUpDisputes } from "./disputes-setup.ts";
import { EVIDENCE, type Matter, PROVISIONAL, type Purpose, REASONS, signaturesOf } from "./purposes.ts";
import { setUpSpending } from "./spending-purposes.ts";

const HOUR = 3_600;

/** Who must sign at an entry. */
export type Role =
  | "buyer"
  | "seller"
  | "juror"
  | "helper"
  | "arbiter"
  | "key"
  | "drawn"
  | "agent"
  | "controller";

/** One place of one verb that takes a signature. */
export interface Entry {
  readonly name: string;
  readonly role: Role;
  readonly takes: Purpose;
  /** The functions of the contracts that it calls. */
  readonly calls: readonly string[];
  /** What its signatures are about; a deal that is open when left out. */
  readonly about?: (scene: Scene) => Matter;
  readonly refusal: new (...args: never) => BaseError;
  /** Tries the signature there, everything else being right. Changes nothing. */
  readonly attempt: (signature: Hex, scene: Scene) => Promise<unknown>;
}

/** Deals in every state that takes a signature, and what everybody signed about them. */
export type Scene = Awaited<ReturnType<typeof setUpScene>>;

/** Puts up the deals, and has each role sign for every purpose there is. */
export async function setUpScene(stack: Stack) {
  const roles = new Map<string, ReadonlyMap<Purpose, Hex>>();
  const { buyer, seller, jurors } = stack;
  const now = await stack.now();
  const parts = [
    { amount: 5_000_000n, deadline: now + 24 * HOUR },
    { amount: 6_000_000n, deadline: now + HOUR },
    { amount: 7_000_000n, deadline: now + 24 * HOUR },
  ];
  const common = { milestones: parts, openBy: now + HOUR };
  const matter = (terms: Matter["terms"], milestone: number, remainder = totalOf(terms)): Matter => ({
    ...{ terms, milestone, validUntil: now + 48 * HOUR, amount: 1_000_000n, remainder },
    ...{ salt: terms.salt, ballotRound: 1, opens: 2, contester: buyer.address, payer: buyer.address },
    seatOwner: stack.relayer.address,
    ...spending,
  });
  const spending = await setUpSpending(stack);
  const { terms } = await openExampleDeal(stack, common);
  await stack.setTime(now + HOUR + 1);
  await stack.fundLedger(buyer.address, 20_000_000n);
  // One milestone will be settled, so that the deal can be rated.
  const opened = matter(terms, 0, totalOf(terms) - 7_000_000n);
  const unopened = matter(await exampleTerms(stack), 0);
  const fromLedger = matter(
    await exampleTerms(stack, {
      milestones: [{ amount: 5_000_000n, deadline: now + 24 * HOUR }],
      fundedFromLedger: true,
    }),
    0,
  );
  const [juror] = jurors;
  if (juror === undefined) throw new Error("the stack has no juror");
  const helper = jurors.at(-1);
  if (helper === undefined) throw new Error("the stack has no juror");
  await stack.fundLedger(helper.address, 40_000_000n);
  const setup = await setUpDisputes(stack, helper);
  const { panel } = setup;
  const contested = { contester: buyer.address, payer: helper.address };
  const provisional: Matter = { ...matter(setup.provisional, 0), ...contested };
  const drawn: Matter = { ...matter(setup.drawn, 0), ...contested, ballotRound: 2 };
  const appealed: Matter = { ...matter(setup.appealed, 0), ...contested, opens: 3 };
  const amendment = (salt: bigint, fundedFromLedger: boolean): Matter =>
    matter(
      {
        ...{ ...opened.terms, salt, fundedFromLedger },
        milestones: [{ amount: opened.remainder + 1_000_000n, deadline: now + 24 * HOUR }],
        openBy: now + 48 * HOUR,
        amends: {
          deal: dealIdOf({ domain: stack.domain, terms }),
          remainder: opened.remainder,
          delivered: [],
        },
      },
      0,
    );
  const amendingFromLedger = amendment(terms.salt + 1n, true);
  const amendingFromWallet = amendment(terms.salt + 2n, false);
  const managing = await setUpAccount(stack);
  const payments = [{ payee: seller.address, amount: 1_000_000n }];
  const managed: Matter = {
    ...{
      ...unopened,
      terms: { ...unopened.terms, salt: unopened.terms.salt + 1n },
      account: managing.account,
    },
    order: buildOrder({ account: managing.account, validUntil: now + 48 * HOUR, payments }),
  };
  const { arbiter } = stack;
  const member = setup.members.find(({ address }) => address === panel[0]);
  if (member === undefined) throw new Error("a stranger was drawn");
  const trade = [opened, unopened, fromLedger, amendingFromLedger, amendingFromWallet];
  const signers: readonly (readonly [Role, HDAccount | PrivateKeyAccount, readonly Matter[]])[] = [
    ["buyer", buyer, [...trade, provisional]],
    ["seller", seller, trade],
    ["juror", juror, [opened]],
    ["helper", helper, [provisional]],
    ["arbiter", arbiter, [appealed]],
    ["key", arbiter, [opened]],
    ["drawn", member, [drawn]],
    ["agent", managing.agent, [managed]],
    ["controller", managing.principal, [managed]],
  ];
  for (const [role, account, matters] of signers) {
    for (const about of matters) {
      roles.set(`${role} ${about.terms.salt}`, await signaturesOf(stack, account, about));
    }
  }
  // A deal can be rated once some of it is settled.
  const { walletClient, pool, token, address } = stack;
  await release(walletClient, { address, terms: opened.terms, milestone: 2, account: buyer });
  await approveStake(walletClient, { address: pool, token, amount: 100_000_000n });
  const overdue = await signaturesOf(stack, buyer, { ...opened, milestone: 1 });

  /** All that a role has signed about a matter. */
  const allSigned = (role: Role, { terms }: Matter) =>
    roles.get(`${role} ${terms.salt}`) ?? new Map<Purpose, Hex>();

  const signed = (role: Role, matter: Matter, purpose: Purpose): Hex => {
    const signature = allSigned(role, matter).get(purpose);
    if (signature === undefined) throw new RangeError(`${role} has signed no ${purpose}`);
    return signature;
  };

  const target = () => ({ address: stack.address });
  const simulating = <Parameters>(
    action: {
      simulate: (client: Stack["walletClient"], parameters: Parameters) => Promise<unknown>;
    },
    parameters: Parameters,
  ) => action.simulate(stack.walletClient, parameters);
  const milestone = () => ({ ...target(), terms: opened.terms, milestone: opened.milestone });
  const split = () => ({ ...milestone(), toSeller: opened.amount, validUntil: opened.validUntil });
  const end = () => ({
    ...target(),
    terms: opened.terms,
    remainder: opened.remainder,
    validUntil: opened.validUntil,
  });
  const claim = () => ({
    deal: dealIdOf({ domain: stack.domain, terms: opened.terms }),
    milestone: opened.milestone,
    evidence: EVIDENCE,
  });
  const ballots = (score: number, signatures: readonly Hex[]) =>
    stack.jurors.slice(0, signatures.length).map(({ address: juror }, index) => ({
      ...{ ...claim(), round: 1, score, reasons: REASONS, juror },
      signature: signatures[index] ?? "0x",
    }));

  const objection = () => ({
    ...{ ...target(), terms: provisional.terms, milestone: 0 },
    ...{ contester: provisional.contester, payout: PROVISIONAL },
  });

  async function zeroBallots() {
    const { domain, jurors } = stack;
    const zero = { ...claim(), score: 0, reasons: REASONS };
    return Promise.all(jurors.slice(0, 2).map((account) => signBallot({ ...zero, domain, account })));
  }

  return {
    ...{ stack, opened, unopened, fromLedger, provisional, drawn, appealed, panel, overdue },
    ...{ amendingFromLedger, amendingFromWallet, managing, managed },
    ...{
      allSigned,
      signed,
      target,
      simulating,
      milestone,
      split,
      end,
      claim,
      ballots,
      objection,
      zeroBallots,
    },
  };
}

/** An account whose controller has to approve whatever it commits, with a key that may do everything. */
async function setUpAccount(stack: Stack) {
  const policy = buildPolicy({ approvalAbove: 0n });
  const { account, key } = await openExampleAccount(stack, { policy, principal: stack.relayer });
  return { account: account.address, principal: stack.relayer, policy, agent: key };
}
