import type { AccountAnswer, StatementLine } from "quittance/history";
import { formatUsdc } from "quittance/protocol";
import type { Labels } from "../../output/names.ts";
import { table, timeOf } from "../../output/text.ts";

const NOTHING = "–";
/** A window that ends at this time has no end; the largest number of 40 bits. */
const FOREVER = 2 ** 40 - 1;

/**
 * The account as people read it: who owns and may use it, what it may still spend, and what it did. Addresses and ids are whole,
 * or names of the book: what is shortened can be made to look like something else.
 */
export function accountReport(
  answer: AccountAnswer,
  entries: readonly StatementLine[],
  labels: Labels,
): string {
  return [
    ...describe(answer, labels),
    "",
    ...limitsOf(answer, labels),
    "",
    ...keysOf(answer, labels),
    "",
    ...tabsOf(answer, labels),
    "",
    ...statementOf(entries, labels),
    "",
    `As of block ${answer.asOf.block}, ${timeOf(answer.asOf.timestamp)}. Amounts in USDC.`,
  ].join("\n");
}

function describe({ account, total }: AccountAnswer, { whole }: Labels): string[] {
  const { address, principal, index, controller, openedAt, balance, frozen, frozenBy } = account;
  const handed = controller === principal ? "" : `, controlled by ${whole(controller)}`;
  const state = frozen ? `frozen (${frozenBy.map((by) => `by ${by}`).join(", ")})` : "active";
  return [
    `account    ${whole(address)}`,
    `principal  ${whole(principal)}${handed}, account ${index}`,
    `state      ${state}, opened ${timeOf(openedAt)}`,
    `balance    ${formatUsdc(balance)}`,
    `committed  ${formatUsdc(total.committed)} in all, ${formatUsdc(total.refunded)} came back`,
  ];
}

function limitsOf({ policy, limits }: AccountAnswer, labels: Labels): string[] {
  const { perTransaction, period, lifetime } = limits;
  const written = (amount: bigint | undefined) => (amount === undefined ? "no limit" : formatUsdc(amount));
  const rows = [
    ["per transaction", written(perTransaction.limit), NOTHING, written(perTransaction.left), ""],
    [
      `per ${policy.period} h`,
      written(period.limit),
      formatUsdc(period.spent),
      written(period.left),
      `${timeOf(period.start)} to ${timeOf(period.end)}`,
    ],
    ["lifetime", written(lifetime.limit), formatUsdc(lifetime.spent), written(lifetime.left), ""],
  ];
  const window =
    policy.activeFrom === 0 && policy.activeUntil >= FOREVER
      ? []
      : [
          `window ${timeOf(policy.activeFrom)} to ${policy.activeUntil >= FOREVER ? "no end" : timeOf(policy.activeUntil)}${limits.active ? "" : " (closed now)"}`,
        ];
  const lists = [
    policy.counterparties === undefined ? [] : [`counterparties only of list ${policy.counterparties}`],
    policy.categories === undefined ? [] : [`categories only of list ${policy.categories}`],
    policy.approvalAbove === undefined
      ? []
      : [`above ${formatUsdc(policy.approvalAbove)} its controller approves`],
  ].flat();
  return [
    ...table(["limit", "allowed", "spent", "left", "period"], rows),
    `It may commit ${formatUsdc(limits.available)} now. Policy ${policy.version}, since ${timeOf(policy.since)}.`,
    ...treasuryOf(limits.treasury, labels),
    ...window,
    ...lists,
  ];
}

/** From where it draws what it lacks. */
function treasuryOf(treasury: AccountAnswer["limits"]["treasury"], { whole }: Labels): string[] {
  if (treasury === undefined) return [];
  const { account, opened, frozen, balance } = treasury;
  const state = frozen
    ? ", but is frozen: it pays nothing"
    : opened
      ? ""
      : ", but is not opened: it pays nothing";
  return [`treasury ${whole(account)} holds ${formatUsdc(balance)}${state}`];
}

function keysOf({ keys }: AccountAnswer, { short }: Labels): string[] {
  if (keys.length === 0) return ["No key was ever granted; the controller acts for it."];
  const rows = keys.map(({ key, expiry, capabilities, live }) => [
    short(key),
    expiry === 0 ? "revoked" : live ? "live" : "expired",
    expiry === 0 ? NOTHING : timeOf(expiry),
    capabilities.join(", ") || NOTHING,
  ]);
  return table(["key", "", "expires", "may"], rows);
}

function tabsOf({ tabs }: AccountAnswer, { short }: Labels): string[] {
  if (tabs.length === 0) return ["No open tab."];
  const rows = tabs.map(({ id, payee, reserve, redeemed, redeemUntil, voucherKey, category }) => [
    id,
    short(payee),
    formatUsdc(reserve),
    formatUsdc(redeemed),
    timeOf(redeemUntil),
    short(voucherKey),
    categoryOf(category),
  ]);
  return table(["tab", "payee", "reserve", "redeemed", "redeemable until", "voucher key", "category"], rows);
}

function statementOf(entries: readonly StatementLine[], { short }: Labels): string[] {
  if (entries.length === 0) return ["Nothing happened in that time."];
  const rows = entries.map((entry) => [
    timeOf(entry.timestamp),
    entry.refundOf === undefined ? entry.kind : `${entry.kind} (${entry.refundOf})`,
    formatUsdc(entry.amount),
    formatUsdc(entry.balance),
    entry.counterparties.map(short).join(" ") || NOTHING,
    categoryOf(entry.category),
    whatFor(entry),
    entry.key === undefined ? NOTHING : short(entry.key),
    ...leftAfter(entry),
  ]);
  return table(
    [
      ...["when", "what", "amount", "balance", "counterparty", "category", "for", "key"],
      ...["period left", "lifetime left"],
    ],
    rows,
  );
}

/** What was left of each limit after a line. */
function leftAfter({ limits }: StatementLine): [period: string, lifetime: string] {
  if (limits === undefined) return [NOTHING, NOTHING];
  const of = (left: bigint | undefined, limit: bigint | undefined) =>
    left === undefined || limit === undefined ? "no limit" : `${formatUsdc(left)} of ${formatUsdc(limit)}`;
  return [of(limits.periodLeft, limits.perPeriod), of(limits.lifetimeLeft, limits.lifetime)];
}

function whatFor(entry: StatementLine): string {
  if (entry.dealId !== undefined) {
    const milestone = entry.milestone === undefined ? "" : ` milestone ${entry.milestone}`;
    return `deal ${entry.dealId}${milestone}`;
  }
  if (entry.tabId !== undefined) return `tab ${entry.tabId}`;
  if (entry.orderId !== undefined) return `order ${entry.orderId}`;
  return NOTHING;
}

const categoryOf = (category: number) => (category === 0 ? NOTHING : String(category));
