import { type Limits, type Strategy, type UtilitySettings, utilityStrategy } from "quittance/negotiation";

/**
 * The textbook's strategy, to hold the library's against: its curve leads from the opening to the limit. Those who know the curve compute
 * the limit from the second offer.
 */
export function towardsLimit(settings: UtilitySettings): Strategy {
  const { issues, limits } = settings;
  const { price } = issues;
  const limit: Limits["price"] = limits.price;
  if (price === undefined || limit === undefined || limit === price.opening) return utilityStrategy(settings);
  return utilityStrategy({ ...settings, issues: { ...issues, price: { ...price, aspiration: limit } } });
}
