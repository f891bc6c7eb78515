import * as z from "zod/mini";
import { must, record, type Schema } from "../../json/fields.ts";
import { kebabName, price } from "../fields.ts";

/** What work costs. USDC base units, below 2^53. */
export type PriceModel =
  | { readonly model: "fixed"; readonly amount: bigint }
  | {
      readonly model: "per-unit";
      /** Kebab-case, such as `word` or `document`. */
      readonly unit: string;
      /** Of one unit. */
      readonly amount: bigint;
      /** What a deal costs at least, however few units it has. */
      readonly least: bigint;
    }
  /** The price is a matter of talks, within these bounds. */
  | { readonly model: "range"; readonly least: bigint; readonly most: bigint };

export type PriceModelName = PriceModel["model"];

export const priceModels = ["fixed", "per-unit", "range"] as const;

export function priceModel(): Schema<PriceModel> {
  const range = record({ model: z.literal("range"), least: price(), most: price() });
  return z
    .discriminatedUnion(
      "model",
      [
        record({ model: z.literal("fixed"), amount: price() }),
        record({ model: z.literal("per-unit"), unit: kebabName(), amount: price(), least: price() }),
        range,
      ],
      { error: `must be an object whose model is one of ${priceModels.join(", ")}` },
    )
    .check(
      must(
        (value) => value.model !== "range" || value.most >= value.least,
        "must have a most that is not below its least",
        "Give the lower bound as least.",
      ),
    ) as unknown as Schema<PriceModel>;
}

/** The least that a deal can cost by a model, USDC base units: what listings are ordered by. */
export function leastPriceOf(price: PriceModel): bigint {
  return price.model === "fixed" ? price.amount : price.least;
}

/** What so many units cost by a model, USDC base units: the same twice, but of a range. */
export function priceBounds(
  price: PriceModel,
  units = 1n,
): { readonly least: bigint; readonly most: bigint } {
  if (price.model === "range") return { least: price.least, most: price.most };
  if (price.model === "fixed") return { least: price.amount, most: price.amount };
  const counted = price.amount * units;
  const due = counted > price.least ? counted : price.least;
  return { least: due, most: due };
}
