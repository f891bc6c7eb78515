export {
  type Asset,
  type AssetDeliveryOptions,
  assetDeliveryExample,
  assetDeliveryPact,
} from "./asset-delivery.ts";
export { type CodeChangeOptions, codeChangeExample, codeChangePact } from "./code-change.ts";
export {
  type DataTransformationOptions,
  dataTransformationExample,
  dataTransformationPact,
} from "./data-transformation.ts";
export type { ReadyPactOptions, WorkedBundle, WorkedPact } from "./parts.ts";
export {
  type ResearchSummaryOptions,
  researchSummaryExample,
  researchSummaryPact,
} from "./research-summary.ts";
export { type ServiceLevelOptions, serviceLevelExample, serviceLevelPact } from "./service-level.ts";
