import { expect } from "chai";
import { judge } from "../../../sdk/jury/measures/index.ts";
import { isolationOf, testRunner } from "../../../sdk/jury/sandbox/index.ts";
import {
  assetDeliveryExample,
  codeChangeExample,
  dataTransformationExample,
  researchSummaryExample,
  serviceLevelExample,
} from "../../../sdk/pact/library/index.ts";

const ready = {
  "research summary": researchSummaryExample,
  "data transformation": dataTransformationExample,
  "code change": codeChangeExample,
  "service level": serviceLevelExample,
  "asset delivery": assetDeliveryExample,
};

describe("a juror and the ready pacts", () => {
  for (const [name, make] of Object.entries(ready)) {
    for (const which of ["passing", "failing"] as const) {
      it(`finds in the ${which} bundle of the ${name} what its author says`, async () => {
        const { pact, inputs, ...bundles } = make();
        const runsCode = pact.clauses.some(({ kind }) => kind === "test-suite");
        const judgement = await judge({ pact, files: bundles[which].files, inputs, ...testRunner() });
        if (runsCode && !isolationOf().holds) {
          expect(judgement.judged).to.equal(false);
          return;
        }
        if (!judgement.judged) expect.fail(JSON.stringify(judgement.missing));
        expect(judgement.results).to.deep.equal(bundles[which].results);
      });
    }
  }
});
