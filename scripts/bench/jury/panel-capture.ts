import { simulatePanelCapture } from "../../sim/panel-capture.ts";
import { type JuryBench, reaching } from "./figure.ts";

const DRAWS = 100_000;
/** Above the hypergeometric value by chance, and by nothing else. */
const MOST = 1.05;

/** How often a third of those who could be drawn is the majority of a panel of three, by draws of the library's own function. */
export function panelCaptureBench(draws = DRAWS): JuryBench {
  return {
    name: "panel_capture",
    measure: async () => {
      const found = simulatePanelCapture(draws);
      const { expected, attacking, waiting, ratio, without, narrow } = found;
      const baseline = { what: "of one draw, by counting (hypergeometric)", value: expected };
      return [
        reaching(
          {
            name: "panel_capture",
            value: attacking,
            unit: "share",
            what: `deals with the majority of three for a third of the candidates, that aborts, filters and registers; ${draws} draws`,
            baseline,
          },
          { most: MOST * expected },
        ),
        reaching(
          {
            name: "panel_capture_ratio",
            value: ratio,
            unit: "ratio",
            what: "panel_capture over its baseline",
            baseline,
          },
          { most: MOST },
        ),
        {
          name: "panel_capture_waiting",
          value: waiting,
          unit: "share",
          what: "of a party that only waits",
          baseline,
        },
        {
          ...{ name: "panel_capture_without_reuse", value: without.reuse, unit: "share", baseline },
          what: "where walking away once gave another draw",
        },
        {
          ...{
            name: "panel_capture_without_fixed_panel",
            value: without.fixedPanel,
            unit: "share",
            baseline,
          },
          what: "where a second pact could filter the known order",
        },
        {
          ...{ name: "panel_capture_narrow_pact", value: narrow.waiting, unit: "share" },
          what: `of one draw, where a pact leaves ${narrow.able} of ${found.able} able, all of the party's among them`,
          baseline: { what: "of that draw, by counting", value: narrow.expected },
        },
      ];
    },
  };
}
