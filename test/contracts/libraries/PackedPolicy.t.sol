// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PolicyView, PackedPolicy} from "../../../contracts/libraries/PackedPolicy.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract PackedPolicyTest {
    function testFuzz_EveryFieldReadsAsItWasWritten(PolicyFixture memory fixture, bytes memory before) external view {
        uint32 treasury = fixture.treasury.length == 0 ? 0 : uint32(uint8(fixture.treasury[0])) << 24;
        fixture.treasury = fixture.treasury.length == 0 ? bytes("") : abi.encodePacked(treasury);
        bytes memory policyBytes = fixture.pack();
        bool draws = fixture.treasury.length != 0;
        VM.assertEq(policyBytes.length, draws ? PackedPolicy.LENGTH_WITH_TREASURY : PackedPolicy.LENGTH, "length");
        if (draws)
            VM.assertEq(this.readTreasury(bytes.concat(before, policyBytes), before.length), treasury, "treasury");
        bytes memory packed = bytes.concat(before, policyBytes, hex"ffffffffffffffffffffffffffffffff");
        _same(this.read(packed, before.length), fixture);
        _same(this.read(bytes.concat(before, policyBytes), before.length), fixture);
    }

    function test_PeriodsAreCountedFromTheEpoch() external {
        uint40 hour = 500_000; // the eighth of a day
        VM.assertEq(_startAt(uint256(hour) * 1 hours, 24), uint256(hour) - 8, "a day in UTC");
        VM.assertEq(_startAt((uint256(hour) + 16) * 1 hours - 1, 24), uint256(hour) - 8, "its last second");
        VM.assertEq(_startAt((uint256(hour) + 16) * 1 hours, 24), uint256(hour) + 16, "the next day's first");
        VM.assertEq(_startAt(uint256(hour) * 1 hours + 3_599, 1), uint256(hour), "an hour");
        VM.assertEq(_startAt(uint256(hour) * 1 hours - 1, 1), uint256(hour) - 1, "the hour before");
        VM.assertEq(_startAt(8_784 * 57 hours, 8_784), uint256(8_784) * 57, "the longest");
        VM.assertEq(_startAt(8_784 * 57 hours - 1, 8_784), uint256(8_784) * 56, "the longest before");
    }

    function testFuzz_ThePeriodHoldsTheTime(uint40 time, uint16 period) external {
        period = 1 + (period % 8_784);
        uint256 start = _startAt(time, period);
        VM.assertEq(start % period, uint256(0), "whole periods");
        VM.assertLe(start * 1 hours, time, "it has begun");
        VM.assertGe((start + period) * 1 hours, uint256(time) + 1, "it has not ended");
    }

    /// @dev As contracts meet it: the policy somewhere in calldata.
    function read(bytes calldata packed, uint256 offset) external pure returns (PolicyFixture memory fixture) {
        PolicyView policy = PackedPolicy.locate(packed, offset);
        fixture.perTransaction = uint64(policy.perTransaction());
        fixture.perPeriod = uint64(policy.perPeriod());
        fixture.lifetime = uint64(policy.lifetime());
        fixture.approvalAbove = uint64(policy.approvalAbove());
        fixture.period = uint16(policy.period());
        fixture.activeFrom = uint40(policy.activeFrom());
        fixture.activeUntil = uint40(policy.activeUntil());
        fixture.counterparties = policy.counterparties();
        fixture.categories = policy.categories();
    }

    function readTreasury(bytes calldata packed, uint256 offset) external pure returns (uint32) {
        return PackedPolicy.locate(packed, offset).treasury();
    }

    function readStart(bytes calldata packed) external view returns (uint256) {
        return PackedPolicy.locate(packed, 0).periodStart();
    }

    function _startAt(uint256 time, uint16 period) private returns (uint256) {
        VM.warp(time);
        PolicyFixture memory fixture = PolicyFixtures.unlimited();
        fixture.period = period;
        return this.readStart(fixture.pack());
    }

    function _same(PolicyFixture memory left, PolicyFixture memory right) private pure {
        VM.assertEq(left.perTransaction, right.perTransaction, "perTransaction");
        VM.assertEq(left.perPeriod, right.perPeriod, "perPeriod");
        VM.assertEq(left.lifetime, right.lifetime, "lifetime");
        VM.assertEq(left.approvalAbove, right.approvalAbove, "approvalAbove");
        VM.assertEq(left.period, right.period, "period");
        VM.assertEq(left.activeFrom, right.activeFrom, "activeFrom");
        VM.assertEq(left.activeUntil, right.activeUntil, "activeUntil");
        VM.assertEq(left.counterparties, right.counterparties, "counterparties");
        VM.assertEq(left.categories, right.categories, "categories");
    }
}
