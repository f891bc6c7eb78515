// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {IProvisionalPayouts} from "../../contracts/interfaces/IProvisionalPayouts.sol";
import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {Cause} from "../../contracts/types/Settlement.sol";
import {DealBase} from "./support/DealBase.sol";
import {Range} from "./support/Range.sol";
import {TermsFixture, TermsFixtures} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";
import {SettlementWord} from "./support/SettlementWord.sol";

contract SettleTest is DealBase {
    function test_RevertWhen_NoProvisionalPayout() external {
        bytes32 dealId = _open(_fixture());
        VM.warp(DEADLINE_0 + 365 days);
        VM.expectRevert(
            abi.encodeWithSelector(IProvisionalPayouts.Quittance_NoProvisionalPayout.selector, dealId, uint256(0))
        );
        quittance.settle(_fixture().whole(), 0);
    }

    // ---- a provisional verdict ----

    function test_Verdict_RevertWhen_TheContestWindowRuns() external {
        TermsFixture memory fixture = _provisional();
        uint256 end = uint256(NOW) + 1 hours;
        VM.warp(end - 1);
        VM.expectRevert(_windowOpen(_dealId(fixture), end, end - 1));
        quittance.settle(fixture.whole(), 0);
        VM.warp(end);
        quittance.settle(fixture.whole(), 0);
    }

    function test_Verdict_PaysWhatStandsAndReturnsNoFee() external {
        TermsFixture memory fixture = _provisional();
        bytes32 dealId = _dealId(fixture);
        VM.warp(uint256(NOW) + 1 hours + 1);
        uint96 toSeller = (AMOUNT_0 * 2_500) / 10_000;
        uint96 fee = (toSeller * 250) / 10_000;
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(
            dealId,
            SettlementWord.make(0, Cause.Verdict, toSeller, AMOUNT_0 - toSeller)
        );
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, MARKETPLACE, 0, fee);
        VM.prank(STRANGER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), toSeller - fee, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0 - toSeller, "buyer");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "panel");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), fee, "marketplace");
        VM.assertEq(_unsettled(dealId), fixture.total() - AMOUNT_0 - 1e6, "unsettled");
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0)));
        quittance.settle(fixture.whole(), 0);
    }

    /// @dev An old delivery's window says nothing about a verdict that came in time.
    function test_Verdict_AfterADelivery_RunsFromTheVerdict() external {
        TermsFixture memory fixture = _fixture();
        fixture.contestWindow = 2 hours;
        fixture.silencePayout = 0;
        _open(fixture);
        _deliver(fixture, 0);
        uint256 judgedAt = uint256(NOW) + fixture.verdictWindow - 1;
        VM.warp(judgedAt);
        _judge(fixture, 0, FULL);
        VM.warp(judgedAt + 2 hours - 1);
        VM.expectRevert(_windowOpen(_dealId(fixture), judgedAt + 2 hours, judgedAt + 2 hours - 1));
        quittance.settle(fixture.whole(), 0);
        VM.warp(judgedAt + 2 hours);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0, "the verdict, not the silence");
    }

    // ---- silence ----

    function test_Silence_RevertWhen_TheVerdictWindowRuns() external {
        TermsFixture memory fixture = _silent(0);
        uint256 end = uint256(NOW) + fixture.verdictWindow;
        VM.warp(end - 1);
        VM.expectRevert(_windowOpen(_dealId(fixture), end, end - 1));
        quittance.settle(fixture.whole(), 0);
        VM.warp(end);
        quittance.settle(fixture.whole(), 0);
    }

    function test_Silence_StandsForTheContestWindow() external {
        TermsFixture memory fixture = _silent(3 hours);
        uint256 end = uint256(NOW) + fixture.verdictWindow + 3 hours;
        VM.warp(end - 1);
        VM.expectRevert(_windowOpen(_dealId(fixture), end, end - 1));
        quittance.settle(fixture.whole(), 0);
        VM.warp(end);
        quittance.settle(fixture.whole(), 0);
    }

    function test_Silence_PaysTheSilencePayoutAndReturnsTheFee() external {
        TermsFixture memory fixture = _silent(0);
        bytes32 dealId = _dealId(fixture);
        VM.warp(uint256(NOW) + fixture.verdictWindow + 1);
        uint96 toSeller = (AMOUNT_0 * 4_000) / 10_000;
        uint96 fee = (toSeller * 250) / 10_000;
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(
            dealId,
            SettlementWord.make(0, Cause.Silence, toSeller, AMOUNT_0 - toSeller)
        );
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 0, 1e6);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, MARKETPLACE, 0, fee);
        VM.prank(STRANGER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), toSeller - fee, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0 - toSeller + 1e6, "buyer");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 0, "panel");
    }

    function test_Silence_AtItsExtremes() external {
        TermsFixture memory fixture = _fixture();
        fixture.silencePayout = 0;
        _open(fixture);
        _deliver(fixture, 0);
        fixture.silencePayout = FULL;
        fixture.destinations = TermsFixtures.SELLER_TO_LEDGER;
        _open(fixture);
        _deliver(fixture, 0);
        VM.warp(uint256(NOW) + 1 days);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT_0, "all of it, to the balance");
        fixture.silencePayout = 0;
        fixture.destinations = 0;
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - 2 * fixture.total() + AMOUNT_0, "nothing to the seller");
    }

    /// @dev At each second exactly one of a verdict and the silence that follows it is possible (promise 12).
    function testFuzz_VerdictAndSilenceExcludeEachOther(uint256 time) external {
        TermsFixture memory fixture = _silent(0);
        uint256 end = uint256(NOW) + fixture.verdictWindow;
        time = Range.within(time, NOW, end + 1 days);
        if (time % 4 == 0) time = end - 2 + ((time >> 8) % 4);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.warp(time);
        uint256 snapshot = VM.snapshotState();
        (bool judged, ) = address(quittance).call(
            abi.encodeCall(IVerdicts.submitVerdict, (fixture.whole(), 0, EVIDENCE, ballots))
        );
        VM.revertToState(snapshot);
        (bool settled, ) = address(quittance).call(abi.encodeCall(IProvisionalPayouts.settle, (fixture.whole(), 0)));
        VM.assertEq(judged, time < end, "verdict");
        VM.assertEq(settled, time >= end, "silence");
    }

    /// @return fixture A deal with fees whose first milestone a verdict of 2500 stands for.
    function _provisional() private returns (TermsFixture memory fixture) {
        fixture = _fixtureWithFees();
        fixture.contestWindow = 1 hours;
        (fixture.passingScore, fixture.payoutStep) = (1, 1);
        _open(fixture);
        _judge(fixture, 0, 2_500);
    }

    /// @return fixture A deal with fees whose first milestone was delivered at NOW.
    function _silent(uint32 contestWindow) private returns (TermsFixture memory fixture) {
        fixture = _fixtureWithFees();
        fixture.contestWindow = contestWindow;
        _open(fixture);
        _deliver(fixture, 0);
    }

    function _windowOpen(bytes32 dealId, uint256 end, uint256 time) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProvisionalPayouts.Quittance_WindowOpen.selector, dealId, uint256(0), end, time);
    }
}
