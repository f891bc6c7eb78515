// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {DisputesBase} from "../support/DisputesBase.sol";
import {Milestone, TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The party that signs the least and the most that terms can say, and hopes that a sum overflows, a division
/// leaves something or a bitmap ends early.
contract ExtremesTest is DisputesBase {
    /// @dev One unit, one bond of one: nothing is lost and nothing is made.
    function test_TheSmallestDealThereIs() external {
        pool.setSeatFee(0);
        TermsFixture memory fixture = _contestable();
        fixture.milestones = new Milestone[](1);
        fixture.milestones[0] = Milestone(1, DEADLINE_0);
        (fixture.verificationFee, fixture.bond) = (0, 1);
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        uint256 buyer = usdc.balanceOf(BUYER);
        _rule(fixture, 9_999);
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, 1, "floor(1 x 0.9999) is nothing; the rest is the buyer's");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE - 1, "the seller gained nothing, so it bears its bond");
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), 1, "a reward of one");
        _requireConserved(dealId, 0);
    }

    /// @dev A bond of less than the number of voters: the first has what division leaves.
    function test_ABondOfOneUnit() external {
        pool.setSeatFee(0);
        TermsFixture memory fixture = _contestable();
        fixture.bond = 1;
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _three(0, 0, 0));
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), 1, "the first");
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[1]), 0, "the second");
        _requireConserved(dealId, 0);
    }

    /// @dev All the USDC that 96 bits can count, in one milestone; and a bond as large as fits beside it.
    function test_TheLargestDealThereIs() external {
        uint96 amount = type(uint96).max - 1 - 2e12;
        uint96 bond = 1e12;
        TermsFixture memory fixture = _contestable();
        fixture.milestones = new Milestone[](1);
        fixture.milestones[0] = Milestone(amount, DEADLINE_0);
        (fixture.verificationFee, fixture.bond, fixture.marketplaceFee) = (1, bond, 1_000);
        _mint(BUYER, amount + 1 - FUNDS);
        _fundLedger(BUYER, bond);
        _fundLedger(SELLER, bond);
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        uint256 seller = usdc.balanceOf(SELLER);
        _rule(fixture, 6_667);
        uint256 part = (uint256(amount) * 6_667) / FULL;
        VM.assertEq(usdc.balanceOf(SELLER) - seller, part - (part * 1_000) / FULL - bond, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), amount - part - bond, "buyer");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), (part * 1_000) / FULL, "marketplace");
        _requireConserved(dealId, _leftOf(fixture));
    }

    /// @dev A bond of 96 bits that no one can pay contests nothing and blocks nothing.
    function test_ABondNobodyCanPay() external {
        TermsFixture memory fixture = _contestable();
        fixture.bond = type(uint96).max;
        bytes32 dealId = _stand(fixture, 7_000);
        VM.expectRevert();
        _contest(fixture, BUYER, 7_000);
        VM.warp(NOW + W);
        quittance.settle(fixture.whole(), 0);
        _requireConserved(dealId, 0);
    }

    /// @dev 32 milestones, each on another step of the ladder; every bit of the bitmap is its own.
    function test_ThirtyTwoMilestonesInEveryState() external {
        TermsFixture memory fixture = _contestable();
        fixture.milestones = new Milestone[](32);
        for (uint256 i = 0; i < 32; ++i) fixture.milestones[i] = Milestone(uint96(10e6 + i), DEADLINE_0);
        fixture.bond = 8e6;
        bytes32 dealId = _open(fixture);
        uint8[4] memory judged = [uint8(0), 15, 16, 31];
        for (uint256 i = 0; i < 4; ++i) {
            _judge(fixture, judged[i], 7_000);
            VM.prank(BUYER);
            quittance.contest(fixture.whole(), judged[i], BUYER, 7_000, "", _fromBalance(BUYER));
        }
        VM.assertEq(_recorded(dealId), (1 << 0) | (1 << 15) | (1 << 16) | (uint32(1) << 31), "recorded");
        VM.warp(NOW + V + W);
        for (uint256 i = 0; i < 4; ++i) quittance.settle(fixture.whole(), judged[i]);
        VM.assertEq(_settled(dealId), _recorded(dealId), "settled");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "every bond is back");
        VM.warp(DEADLINE_0 + 1);
        for (uint8 i = 0; i < 32; ++i) {
            if ((_recorded(dealId) >> i) & 1 == 1) continue;
            VM.prank(BUYER);
            quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), i, "");
        }
        VM.assertEq(_settled(dealId), type(uint32).max, "all");
        VM.assertEq(_unsettled(dealId), 0, "nothing is left");
        _requireConserved(dealId, 0);
    }

    /// @dev Both parties are paid to balances: no token is called at all, and the balances add up.
    function test_EverythingByTheLedger() external {
        TermsFixture memory fixture = _contestable();
        fixture.destinations =
            TermsFixtures.FUNDED_FROM_LEDGER |
            TermsFixtures.BUYER_TO_LEDGER |
            TermsFixtures.SELLER_TO_LEDGER;
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        usdc.pause();
        _rule(fixture, 8_000);
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        _requireConserved(dealId, 0);
    }
}
