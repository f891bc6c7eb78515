import { relations } from "ponder";
import { agent } from "./agents.ts";
import { agentDay, marketplaceDay } from "./series.ts";

export const agentDayRelations = relations(agentDay, ({ one }) => ({
  ofAgent: one(agent, { fields: [agentDay.agent], references: [agent.address] }),
}));

export const marketplaceDayRelations = relations(marketplaceDay, ({ one }) => ({
  ofAgent: one(agent, { fields: [marketplaceDay.marketplace], references: [agent.address] }),
}));
