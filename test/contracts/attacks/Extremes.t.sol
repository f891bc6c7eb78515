// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {RecourseStage} from "../support/RecourseStage.sol";
import {Milestone, TermSheet, TermSheets} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice The party that signs the least and the most that terms can say, and hopes that a sum overflows, a division
/// leaves something or a bitmap ends early.
contract ExtremesTest is RecourseStage {
    /// @dev One unit, one bond of nothing: nothing is lost and nothing is made.
    function test_TheSmallestDealThereIs() external {
        pool.setSeatFee(0);
        TermSheet memory sheet = _contestable();
        sheet.milestones = new Milestone[](1);
        sheet.milestones[0] = Milestone(1, DEADLINE_0);
        (sheet.verificationFee, sheet.bond) = (0, 0);
        bytes32 dealId = _beforeArbiter(sheet, FULL, BUYER, 3_000, SELLER);
        uint256 buyer = usdc.balanceOf(BUYER);
        _rule(sheet, 9_999);
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, 1, "floor(1 x 0.9999) is nothing; the rest is the buyer's");
        VM.warp(NOW + V);
        quittance.releaseBond(sheet.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), 0, "a pot of nothing");
        _requireConserved(dealId, 0);
    }

    /// @dev A bond of less than the number of voters: the first has what division leaves.
    function test_ABondOfOneUnit() external {
        pool.setSeatFee(0);
        TermSheet memory sheet = _contestable();
        sheet.bond = 1;
        bytes32 dealId = _secondRound(sheet, FULL, BUYER);
        _vote(sheet, 3, _three(0, 0, 0));
        VM.warp(NOW + V);
        quittance.releaseBond(sheet.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), 1, "the first");
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[1]), 0, "the second");
        _requireConserved(dealId, 0);
    }

    /// @dev All the USDC that 96 bits can count, in one milestone; and a bond as large as fits beside it.
    function test_TheLargestDealThereIs() external {
        uint96 amount = type(uint96).max - 1 - 2e12;
        uint96 bond = 1e12;
        TermSheet memory sheet = _contestable();
        sheet.milestones = new Milestone[](1);
        sheet.milestones[0] = Milestone(amount, DEADLINE_0);
        (sheet.verificationFee, sheet.bond, sheet.marketplaceFee) = (1, bond, 1_000);
        _mint(BUYER, amount + 1 - FUNDS);
        _fundLedger(BUYER, bond);
        _fundLedger(SELLER, bond);
        bytes32 dealId = _beforeArbiter(sheet, FULL, BUYER, 3_000, SELLER);
        uint256 seller = usdc.balanceOf(SELLER);
        _rule(sheet, 6_667);
        uint256 part = (uint256(amount) * 6_667) / FULL;
        VM.assertEq(usdc.balanceOf(SELLER) - seller, part - (part * 1_000) / FULL - bond, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), amount - part - bond, "buyer");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), (part * 1_000) / FULL, "marketplace");
        _requireConserved(dealId, bond);
    }

    /// @dev A bond of 96 bits that nobody can pay contests nothing and blocks nothing.
    function test_ABondNobodyCanPay() external {
        TermSheet memory sheet = _contestable();
        sheet.bond = type(uint96).max;
        bytes32 dealId = _stand(sheet, 7_000);
        VM.expectRevert();
        _contest(sheet, BUYER, 7_000);
        VM.warp(NOW + W);
        quittance.settle(sheet.whole(), 0);
        _requireConserved(dealId, 0);
    }

    /// @dev 32 milestones, each on another step of the ladder; every bit of the bitmap is its own.
    function test_ThirtyTwoMilestonesInEveryState() external {
        TermSheet memory sheet = _contestable();
        sheet.milestones = new Milestone[](32);
        for (uint256 i = 0; i < 32; ++i) sheet.milestones[i] = Milestone(uint96(10e6 + i), DEADLINE_0);
        sheet.bond = 7e6;
        bytes32 dealId = _open(sheet);
        uint8[4] memory judged = [uint8(0), 15, 16, 31];
        for (uint256 i = 0; i < 4; ++i) {
            _judge(sheet, judged[i], 7_000);
            VM.prank(BUYER);
            quittance.contest(sheet.whole(), judged[i], BUYER, 7_000, "", _fromRow(BUYER));
        }
        VM.assertEq(_recorded(dealId), (1 << 0) | (1 << 15) | (1 << 16) | (uint32(1) << 31), "recorded");
        VM.warp(NOW + V + W);
        for (uint256 i = 0; i < 4; ++i) quittance.settle(sheet.whole(), judged[i]);
        VM.assertEq(_settled(dealId), _recorded(dealId), "settled");
        VM.assertEq(quittance.balanceOf(BUYER), ROW, "every bond is back");
        VM.warp(DEADLINE_0 + 1);
        for (uint8 i = 0; i < 32; ++i) {
            if ((_recorded(dealId) >> i) & 1 == 1) continue;
            VM.prank(BUYER);
            quittance.reclaim(sheet.head(), sheet.engagementHash(), i, "");
        }
        VM.assertEq(_settled(dealId), type(uint32).max, "all");
        VM.assertEq(_unsettled(dealId), 0, "nothing is left");
        _requireConserved(dealId, 0);
    }

    /// @dev Both parties are paid to rows: no token is called at all, and the rows add up.
    function test_EverythingByTheLedger() external {
        TermSheet memory sheet = _contestable();
        sheet.routes = TermSheets.FUNDED_FROM_LEDGER | TermSheets.BUYER_TO_LEDGER | TermSheets.SELLER_TO_LEDGER;
        bytes32 dealId = _beforeArbiter(sheet, FULL, BUYER, 3_000, SELLER);
        usdc.pause();
        _rule(sheet, 8_000);
        VM.warp(NOW + V);
        quittance.releaseBond(sheet.whole(), 0, 2, _drawn(3));
        _requireConserved(dealId, 0);
    }
}
