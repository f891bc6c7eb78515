// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {DealBase} from "../support/DealBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The buyer that never accepts, the seller that never delivers, the jury that never answers, the token that
/// refuses: promise 13, every state has its exit with everybody else absent, within a time that follows from the terms.
contract SilentPartiesTest is DealBase {
    function setUp() public override {
        super.setUp();
        _open(_terms());
    }

    function _terms() private view returns (TermsFixture memory fixture) {
        fixture = _fixtureWithFees();
        fixture.contestWindow = 2 days;
    }

    function _sellerPart(uint256 amount, uint256 payout) private view returns (uint256 part) {
        TermsFixture memory fixture = _terms();
        part = (amount * payout) / FULL;
        part -= (part * fixture.marketplaceFee) / FULL;
    }

    function test_promise_13_NobodyDelivers_TheBuyerAloneTakesItBack() external {
        TermsFixture memory fixture = _terms();
        uint256 before = usdc.balanceOf(BUYER);
        for (uint8 i = 0; i < 3; ++i) {
            VM.warp(uint256(fixture.milestones[i].deadline) + 1);
            VM.prank(BUYER);
            quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), i, "");
        }
        VM.assertEq(usdc.balanceOf(BUYER) - before, fixture.total(), "amounts and fees are back");
    }

    function test_promise_13_DeliveredAndNobodySpeaks_AStrangerEndsIt() external {
        TermsFixture memory fixture = _terms();
        _deliver(fixture, 0);
        uint256 end = NOW + uint256(fixture.verdictWindow) + fixture.contestWindow;
        VM.warp(end);
        VM.prank(STRANGER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), _sellerPart(AMOUNT_0, fixture.silencePayout), "the silence payout");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 0, "a silent panel earns nothing");
    }

    function test_promise_13_JudgedAndNobodyReturns_AStrangerEndsIt() external {
        TermsFixture memory fixture = _terms();
        _judge(fixture, 0, FULL);
        VM.warp(NOW + uint256(fixture.contestWindow));
        VM.prank(STRANGER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), _sellerPart(AMOUNT_0, FULL), "the verdict");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), fixture.verificationFee, "the panel earned its fee once");
    }

    function test_promise_18_ARefusedSellerBlocksNobodyAndLosesNothing() external {
        TermsFixture memory fixture = _terms();
        _judge(fixture, 0, FULL);
        usdc.blacklist(SELLER);
        VM.warp(NOW + uint256(fixture.contestWindow));
        quittance.settle(fixture.whole(), 0);
        uint256 part = _sellerPart(AMOUNT_0, FULL);
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), part, "it waits");
        VM.prank(SELLER);
        VM.expectRevert();
        quittance.withdraw(STRANGER, 1, 1);
        VM.expectRevert();
        quittance.claimPayout(SELLER);
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), part, "a failed retry loses nothing");
        usdc.unBlacklist(SELLER);
        VM.prank(STRANGER);
        quittance.claimPayout(SELLER);
        VM.assertEq(usdc.balanceOf(SELLER), part, "to that address only");
    }

    function test_promise_18_ARefusedBuyerDoesNotKeepTheSellerWaiting() external {
        TermsFixture memory partly = _fixture();
        partly.payoutStep = 1_000;
        partly.salt = 2;
        _open(partly);
        usdc.blacklist(BUYER);
        _judge(partly, 0, 7_000);
        VM.assertEq(usdc.balanceOf(SELLER), (uint256(AMOUNT_0) * 7) / 10, "the seller is paid");
        VM.assertEq(quittance.unclaimedPayoutOf(BUYER), (uint256(AMOUNT_0) * 3) / 10, "the buyer's part waits");
    }

    /// @dev The seller cannot turn a missed deadline into a payout by delivering on-chain when reclaim is open.
    function test_promise_12_ReclaimAndDeliveryAreNeverBothOpen() external {
        TermsFixture memory fixture = _terms();
        for (uint256 offset = 0; offset < 3; ++offset) {
            uint256 snapshot = VM.snapshotState();
            VM.warp(uint256(DEADLINE_0) - 1 + offset);
            VM.prank(SELLER);
            (bool delivered, ) = address(quittance).call(
                abi.encodeCall(quittance.deliver, (fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, ""))
            );
            VM.revertToState(snapshot);
            VM.warp(uint256(DEADLINE_0) - 1 + offset);
            VM.prank(BUYER);
            (bool reclaimed, ) = address(quittance).call(
                abi.encodeCall(quittance.reclaim, (fixture.schedule(), fixture.adjudicationHash(), 0, ""))
            );
            VM.assertTrue(delivered != reclaimed, "exactly one of the two is open at each second");
            VM.revertToState(snapshot);
        }
    }

    function test_ABuyerCannotReclaimWhatWasDelivered() external {
        TermsFixture memory fixture = _terms();
        _deliver(fixture, 0);
        VM.warp(DEADLINE_0 + 1);
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(
                ISettlements.Quittance_MilestoneNotReclaimable.selector,
                _dealId(fixture),
                uint256(0)
            )
        );
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, "");
    }
}
