import { type Address, size } from "viem";
import { getBlock, getGasPrice } from "viem/actions";
import type { ActingClient } from "../client/action-types.ts";
import { requireClient } from "../client/signer.ts";
import { checkTerms } from "../deals/terms/check.ts";
import { type EligibleJurors, getEligibleJurors } from "../disputes/pool/get-eligible-jurors.ts";
import { getPool } from "../disputes/pool/get-pool.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { shareOf } from "../protocol/payout.ts";
import { amountsOf, dueOf, type Terms, totalOf } from "../protocol/terms.ts";
import { encodeTerms } from "../protocol/terms-codec.ts";
import { adviseTerms, type Warning } from "./advice.ts";
import { type DealExit, latestExits } from "./exits.ts";
import { asked, dollarsOf, l1Fee, requireEtherPrice, requireGasPrice } from "./gas-prices.ts";
import { openingStep, type Step, stepsOf, type Way } from "./gas-use.ts";
import { type WorstCase, worstCaseOf } from "./worst-case.ts";

/** One transaction, and what it costs its sender. Costs are in millionths of a dollar, as USDC base units are. */
export interface QuotedStep extends Step {
  readonly cost: bigint;
}

/** What the transactions of one milestone cost, after the deal has opened. */
export interface QuotedWay {
  readonly way: Way;
  readonly steps: readonly QuotedStep[];
  readonly cost: bigint;
}

/** All that a party should know before it signs. Amounts are USDC base units. */
export interface DealQuote {
  /** What the buyer pays when the deal opens: all milestones and verification fees, less what an amended deal brings. */
  readonly due: bigint;
  readonly milestones: bigint;
  /** Paid to the panel of a milestone that judges; otherwise it returns to the buyer. */
  readonly verificationFees: bigint;
  /** Of what the seller is paid, at most. */
  readonly marketplaceFee: bigint;
  /** What one contest costs its payer until it is decided; undefined without a contest window. */
  readonly bond: bigint | undefined;
  readonly opening: QuotedStep;
  /** Of one milestone each, as far as the terms have that way. */
  readonly ways: readonly QuotedWay[];
  readonly worstCase: { readonly buyer: WorstCase; readonly seller: WorstCase };
  readonly exits: DealExit;
  readonly warnings: readonly Warning[];
  /** Who could be drawn for round 2; undefined without a contest window. */
  readonly eligible: EligibleJurors | undefined;
  /** What the costs are computed with: wei for a unit of gas, and dollars for an ether, in millionths. */
  readonly prices: { readonly gas: bigint; readonly ether: bigint };
  /** The block after which it was read. */
  readonly asOf: { readonly block: bigint; readonly timestamp: number };
}

/** Signatures and arguments beside the packed terms: those of the largest call on the way. */
const BESIDE_TERMS_BYTES = 420;

/**
 * Answers in one call what a deal costs, risks and takes: amounts, fees, bond, gas by the way it may go, in dollars at a gas
 * price and a price of ether; the worst case of each side; the latest exits; what is unwise; and who could be drawn from the
 * pool. Gas is that of later deals of the same parties: the first one of an account writes new storage, and costs up to 20 % more.
 *
 * @param input.etherPrice Dollars for one ether, as text: "3000".
 * @param input.gasPrice Wei for a unit of gas; the node's when left out.
 * @throws InvalidFieldError for terms the contract would refuse, or a price that is none; ContractMissingError when there is
 * no pool at its address; NodeUnreachableError or RpcFailedError when the node does not answer.
 * @example
 * import { formatUsdc, quoteDeal } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = stack;
 * const terms = await exampleTerms(stack);
 * const asked = { address, terms, etherPrice: "3000", gasPrice: 10_000_000n };
 * const { due, opening, ways, worstCase } = await quoteDeal(stack.publicClient, asked);
 * console.log(formatUsdc(due), ways.map(({ way }) => way)); // 180.00 [ 'verdict', 'silence', 'reclaim' ]
 * console.log(opening.cost); // 3842n: less than half a cent
 * console.log(worstCase.buyer.loss === due, worstCase.seller.loss); // true 0n
 * await stack.stop();
 */
export async function quoteDeal(
  client: ActingClient,
  input: {
    /** Of the contract. */
    readonly address: Address;
    readonly terms: Terms;
    readonly etherPrice: string;
    readonly gasPrice?: bigint;
  },
): Promise<DealQuote> {
  requireOptions(input, "address terms etherPrice gasPrice");
  requireClient(client);
  const { address, gasPrice } = input;
  requireAddress("address", address);
  const terms = checkTerms(input.terms, { contract: address });
  const ether = requireEtherPrice(input.etherPrice);
  requireGasPrice(gasPrice);
  const { disputes } = terms;
  const [block, gas, perL1, pool, eligible] = await Promise.all([
    asked(() => getBlock(client)),
    gasPrice ?? asked(() => getGasPrice(client)),
    asked(() => l1Fee(client, size(encodeTerms(terms)) + BESIDE_TERMS_BYTES)),
    disputes === undefined ? undefined : getPool(client, { address: disputes.pool }),
    disputes === undefined ? undefined : getEligibleJurors(client, { terms }),
  ]);
  const priced = (step: Step): QuotedStep => ({ ...step, cost: dollarsOf(step.gas * gas + perL1, ether) });
  const milestones = amountsOf(terms);
  return {
    due: dueOf(terms),
    milestones,
    verificationFees: totalOf(terms) - milestones,
    marketplaceFee: shareOf(milestones, terms.marketplaceFee),
    bond: disputes?.bond,
    opening: priced(openingStep(terms)),
    ways: WAYS.flatMap((way): QuotedWay[] => {
      const steps = stepsOf(terms, way)?.map(priced);
      return steps === undefined
        ? []
        : [{ way, steps, cost: steps.reduce((sum, { cost }) => sum + cost, 0n) }];
    }),
    worstCase: worstCaseOf(terms),
    exits: latestExits({ terms }),
    warnings: adviseTerms({ terms, pool, eligible: eligible?.jurors.length }),
    eligible,
    prices: { gas, ether },
    asOf: { block: block.number, timestamp: Number(block.timestamp) },
  };
}

const WAYS: readonly Way[] = ["verdict", "silence", "reclaim", "contest", "ruling"];
