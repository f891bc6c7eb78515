import { expect } from "chai";
import { openLimiter } from "../../apps/exchange/http/limiter.ts";

describe("a limiter of requests", () => {
  it("takes the addresses of one network of IPv6 for one, and no others", () => {
    const { allows } = openLimiter(1, () => 0);
    expect(allows("2001:db8:1:2::1")).to.equal(true);
    for (const same of [
      "2001:db8:1:2::2",
      "2001:DB8:1:2:ffff:ffff:ffff:ffff",
      "2001:db8:1:2::",
      "2001:0db8:1:2::1%eth0",
    ])
      expect(allows(same), same).to.equal(false);
    for (const other of ["2001:db8:1:3::1", "2001:db8:1::1", "::1", "fe80::1", "1:2:3:4:5:6:7:8"])
      expect(allows(other), other).to.equal(true);
    expect(allows("1:2:3:4::")).to.equal(false);
  });

  it("tells addresses of IPv4 apart, also those that are written as IPv6", () => {
    const { allows } = openLimiter(1, () => 0);
    for (const address of ["10.0.0.1", "10.0.0.2", "::ffff:10.0.0.3", "::ffff:10.0.0.4", ""]) {
      expect(allows(address), address).to.equal(true);
      expect(allows(address), address).to.equal(false);
    }
  });
});
