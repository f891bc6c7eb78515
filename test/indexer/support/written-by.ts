import type { Hex } from "viem";
import {
  decodePanel,
  decodePayments,
  decodeRecordedBallots,
  decodeRedemptions,
  decodeSettlement,
  decodeTerms,
  decodeVerdict,
  decodeVerdicts,
  milestonesIn,
  type Terms,
} from "../../../sdk/protocol/index.ts";
import type { RawLog } from "./raw-logs.ts";
import type { TABLES } from "./rows.ts";

type Table = (typeof TABLES)[number];

/** Columns of a row that a log writes. */
interface Written {
  readonly table: Table;
  readonly row: Readonly<Record<string, string | number>>;
}

/** Tables whose rows are written by the first log that names them, and by no later one. */
export const WRITTEN_ONCE: readonly Table[] = [
  ...([
    "equivocation",
    "order_revocation",
    "principal",
    "account_key",
    "juror_pool",
    "seat",
    "reward",
  ] as const),
];

/** The logs that say what money was committed for. */
const PURPOSES: ReadonlySet<string> = new Set(["DealOpened", "TabOpened", "OrderPaid", "ContestOpened"]);

/** The rows that a log writes, by the columns that tell which; a second reading of the events, beside the indexer's. */
export class WrittenBy {
  readonly #terms = new Map<string, Terms>();
  #committed: Written[] = [];

  of(log: RawLog): Written[] {
    const committed = PURPOSES.has(log.name) ? this.#committed.splice(0) : [];
    return [...committed, ...this.#of(log)];
  }

  #of({ name, args, contract: pool }: RawLog): Written[] {
    const text = (argument: string) => String(args[argument]);
    const hex = (argument: string) => text(argument) as Hex;
    const write = (table: Table, row: Written["row"]): Written => ({ table, row });
    const ofDeal = { deal_id: text("dealId") };
    const ofMilestone = { ...ofDeal, milestone: Number(args.milestone) };
    const seatChange = () => write("seat_change", { pool, seat: Number(args.seat) });
    const principal = () => write("principal", { address: text("principal") });
    const handover = (to: string) => write("handover", { principal: text("principal"), to });
    const freeze = (scope: "account" | "principal") =>
      write("freeze", { subject: text(scope), scope, frozen: String(!name.endsWith("Unfrozen")) });
    const bondCredit = (kind: string, account: string) =>
      write("bond_credit", { ...ofMilestone, round: Number(args.round ?? 2), kind, account: text(account) });
    switch (name) {
      case "DealOpened": {
        const terms = decodeTerms(hex("terms"));
        this.#terms.set(text("dealId"), terms);
        return [
          write("deal", { id: text("dealId") }),
          ...terms.milestones.map((_, index) => write("milestone", { ...ofDeal, index })),
        ];
      }
      case "EvidenceDelivered":
        return [write("delivery_record", ofMilestone)];
      case "VerdictReached": {
        const { milestone, round, ballots } = decodeVerdict(hex("verdict"));
        return this.#verdict({ ...ofDeal, milestone, round }, ballots);
      }
      case "VerdictsReached":
        return decodeVerdicts({ jurors: hex("jurors"), verdicts: hex("verdicts") }).flatMap(
          ({ dealId, milestone, ballots }) =>
            this.#verdict({ deal_id: dealId, milestone, round: 1 }, ballots),
        );
      case "BallotsRecorded": {
        const { milestone, round, ballots } = decodeRecordedBallots(hex("ballots"));
        return ballots.map(({ position }) => write("ballot", { ...ofDeal, milestone, round, position }));
      }
      case "PanelDrawn":
        return [
          write("panel", ofMilestone),
          ...decodePanel(hex("panel")).map((juror, position) =>
            write("draw", { ...ofMilestone, position, juror: juror.toLowerCase() }),
          ),
        ];
      case "ContestOpened":
        return [write("contest", { ...ofMilestone, round: Number(args.round) })];
      case "DrawPaid":
        return [bondCredit("draw", "drawer")];
      case "BondReturned":
        return [bondCredit("returned", "payer")];
      case "BondEarned":
        return [bondCredit("earned", "judge")];
      case "BondReimbursed":
        return [bondCredit("reimbursed", "payer")];
      case "MilestoneRuled":
        return [write("ruling", ofMilestone)];
      case "EquivocationRecorded":
        return [write("equivocation", { ...ofMilestone, juror: text("juror"), evidence: text("evidence") })];
      case "MilestoneSettled":
        return [write("settlement", { ...ofDeal, milestone: decodeSettlement(hex("settlement")).milestone })];
      case "DealCancelled":
        return milestonesIn(Number(args.milestones)).map((milestone) =>
          write("settlement", { ...ofDeal, milestone }),
        );
      case "DealRated":
        return [write("rating", { ...ofDeal, rater: text("rater") })];
      case "TabOpened":
        return [write("tab", { id: text("tabId") })];
      case "VouchersRedeemed":
        return decodeRedemptions(hex("redemptions")).map(({ tabId, amount }) =>
          write("redemption", { tab_id: tabId, amount: String(amount) }),
        );
      case "VoucherRefused":
        return [write("voucher_refusal", { tab_id: text("tabId") })];
      case "OrderPaid":
        return [
          write("payment_order", { id: text("orderId") }),
          ...decodePayments(hex("payments")).map((_, index) =>
            write("payment", { order_id: text("orderId"), index }),
          ),
        ];
      case "OrderRevoked":
        return [write("order_revocation", { account: text("account"), nonce: text("nonce") })];
      case "FundsMoved":
        return [write("fund_move", { from: text("from"), to: text("to") })];
      case "TreasuryDrawn":
        return [write("treasury_draw", { account: text("account"), digest: text("digest") })];
      case "FundsCommitted":
        // The log of what it is for writes it.
        this.#committed = [write("commitment", { digest: text("digest"), account: text("account") })];
        return [];
      case "AccountOpened":
        return [principal(), write("policy_version", { account: text("account") })];
      case "PolicySet":
        return [write("policy_version", { account: text("account") })];
      case "KeySet": {
        const key = { account: text("account"), key: text("key") };
        return [write("account_key", key), write("key_change", { ...key, expiry: text("expiry") })];
      }
      case "AccountFrozen":
      case "AccountUnfrozen":
        return [freeze("account")];
      case "PrincipalFrozen":
      case "PrincipalUnfrozen":
        return [principal(), freeze("principal")];
      case "PrincipalOffered":
        return [principal(), handover(BigInt(text("to")) === 0n ? "null" : text("to"))];
      case "PrincipalHandedOver":
        return [principal(), handover(text("controller"))];
      case "SeatTaken":
        return [
          write("juror_pool", { address: pool }),
          write("seat", { pool, number: Number(args.seat) }),
          seatChange(),
        ];
      case "SeatKeyChanged":
      case "SeatClosed":
      case "SeatToppedUp":
      case "AbsencePunished":
      case "EquivocationPunished":
      case "StakeReturned":
        return [seatChange()];
      case "RewardCredited":
      case "RewardCollected": {
        const owed = { pool, account: text("account") };
        return [write("reward", owed), write("reward_movement", owed)];
      }
      case "SeedPinned":
        return [write("seed", { pool, opened_in_block: text("openedInBlock") })];
      case "StakeForfeited":
        return [write("forfeit", ofMilestone)];
      default:
        return [];
    }
  }

  /** A verdict, the ballots that came with it, and the settlement that no event of its own tells. */
  #verdict(
    key: { readonly deal_id: string; readonly milestone: number; readonly round: number },
    ballots: readonly { readonly position: number }[],
  ): Written[] {
    const { deal_id, milestone, round } = key;
    const settles = round === 1 && this.#terms.get(deal_id)?.contestWindow === 0;
    return [
      { table: "verdict", row: key },
      ...ballots.map(({ position }) => ({ table: "ballot" as const, row: { ...key, position } })),
      ...(settles ? [{ table: "settlement" as const, row: { deal_id, milestone } }] : []),
    ];
  }
}
