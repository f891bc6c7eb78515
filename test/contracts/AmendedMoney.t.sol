// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAmendments} from "../../contracts/interfaces/IAmendments.sol";
import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IRatings} from "../../contracts/interfaces/IRatings.sol";
import {AmendBase} from "./support/AmendBase.sol";
import {TermsFixture, TermsFixtures} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

/// @notice What an amendment moves, and what it leaves.
contract AmendedMoneyTest is AmendBase {
    uint96 private constant TOTAL = AMOUNT_0 + AMOUNT_1 + AMOUNT_2;
    uint96 private constant MORE = 30e6;

    // ---- money ----

    function test_ADeadlineIsExtended() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        VM.warp(NOW + 1800);
        TermsFixture memory next = _successor(fixture);
        uint256 buyers = usdc.balanceOf(BUYER);
        uint256 held = usdc.balanceOf(address(quittance));
        VM.assertEq(_amendTelling(fixture, next, 0, 0), _dealId(next), "id");
        _requireState(_dealId(next), TOTAL, 0);
        VM.assertFalse(quittance.isAmended(_dealId(next)), "the new deal is not amended");
        _requireState(dealId, 0, 7);
        VM.assertTrue(quittance.isAmended(dealId), "amended");
        VM.assertEq(usdc.balanceOf(BUYER), buyers, "the buyer paid nothing");
        VM.assertEq(usdc.balanceOf(address(quittance)), held, "the money is where it was");
    }

    function test_AMilestoneIsAddedFromTheWallet() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory next = _longer(fixture, MORE);
        bytes32 successor = _amendTelling(fixture, next, MORE, 0);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - TOTAL - MORE, "the buyer paid the difference alone");
        VM.assertEq(_unsettled(successor), TOTAL + MORE, "the new deal");
    }

    function test_AMilestoneIsAddedFromTheBalance() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        _empty();
        _fundLedger(BUYER, MORE - 1);
        TermsFixture memory next = _longer(fixture, MORE);
        next.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
        bytes memory reason = abi.encodeWithSelector(
            ILedger.Quittance_InsufficientBalance.selector,
            BUYER,
            uint256(MORE) - 1,
            uint256(MORE)
        );
        _refuseAmend(fixture, next, reason);
        _fundLedger(BUYER, 1);
        _amend(fixture, next);
        VM.assertEq(quittance.balanceOf(BUYER), 0, "paid from the balance");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - TOTAL, "the wallet paid nothing more");
        VM.assertEq(_unsettled(_dealId(next)), TOTAL + MORE, "the new deal");
    }

    function test_AMilestoneIsLeftOut() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        _empty();
        TermsFixture memory next = _shorter(fixture);
        // The change goes where the old terms say: to the wallet.
        next.destinations = TermsFixtures.BUYER_TO_LEDGER;
        bytes32 successor = _amendTelling(fixture, next, 0, AMOUNT_2);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT_0 - AMOUNT_1, "the change");
        VM.assertEq(quittance.balanceOf(BUYER), 0, "none of it in the balance");
        VM.assertEq(_unsettled(successor), AMOUNT_0 + AMOUNT_1, "the new deal");
        // By now the terms say that it goes to the balance.
        TermsFixture memory last = _shorter(next);
        _amend(next, last);
        VM.assertEq(quittance.balanceOf(BUYER), AMOUNT_1, "the change of the second");
    }

    function test_AChangeThatIsRefusedWaits() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        usdc.blacklist(BUYER);
        TermsFixture memory next = _shorter(fixture);
        (bytes memory oldTerms, bytes memory newTerms) = (fixture.whole(), next.whole());
        (bytes memory word, bytes memory sellers) = (_buyersWord(next), _agrees(SELLER_KEY, next));
        VM.expectEmit(address(quittance));
        emit ILedger.PayoutRefused(dealId, BUYER, AMOUNT_2);
        quittance.amend(oldTerms, newTerms, word, sellers);
        VM.assertEq(quittance.unclaimedPayoutOf(BUYER), AMOUNT_2, "waits");
        VM.assertEq(_unsettled(_dealId(next)), AMOUNT_0 + AMOUNT_1, "and the new deal is open");
    }

    function test_VerificationFeesMove() external {
        TermsFixture memory fixture = _fixtureWithFees();
        _open(fixture);
        _judge(fixture, 0, FULL);
        TermsFixture memory next = _rest(fixture);
        VM.assertEq(next.amends.remainder, AMOUNT_1 + AMOUNT_2 + 2e6, "with the fees of both");
        uint256 before = usdc.balanceOf(BUYER);
        bytes32 successor = _amend(fixture, next);
        VM.assertEq(usdc.balanceOf(BUYER), before, "nothing to pay");
        _judge(next, 0, FULL);
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 2e6, "the panel earned two fees");
        VM.assertEq(_unsettled(successor), AMOUNT_2 + 1e6, "one fee is left");
    }

    // ---- afterwards ----

    function test_NothingOfTheOldDealWorksAfterwards() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 1);
        bytes memory verdict = _verdict(fixture, 0, FULL);
        bytes memory delivery = _delivery(fixture, 0, EVIDENCE);
        (bytes memory terms, bytes memory schedule) = (fixture.whole(), fixture.schedule());
        bytes32 adjudicationHash = fixture.adjudicationHash();
        bytes memory buyers = _buyerSignature(fixture);
        bytes memory sellers = _sellerSignature(fixture);
        _amend(fixture, _successor(fixture));
        VM.expectRevert(_amended(dealId));
        quittance.submitVerdict(terms, 0, EVIDENCE, verdict);
        VM.expectRevert(_amended(dealId));
        quittance.deliver(terms, 0, EVIDENCE, EVIDENCE_URI, delivery);
        VM.startPrank(BUYER);
        VM.expectRevert(_amended(dealId));
        quittance.release(terms, 0, "");
        VM.warp(DEADLINE_2 + 1);
        VM.expectRevert(_amended(dealId));
        quittance.reclaim(schedule, adjudicationHash, 2, "");
        VM.stopPrank();
        VM.prank(SELLER);
        VM.expectRevert(_amended(dealId));
        quittance.refund(terms, 0, "");
        VM.expectRevert(_amended(dealId));
        quittance.settle(terms, 1);
        VM.expectRevert(_amended(dealId));
        quittance.cancel(terms, 0, type(uint40).max, "", "");
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId));
        quittance.open(terms, buyers, sellers);
    }

    function test_RatesWhatTheOldDealSettled() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.warp(NOW + 1000);
        bytes32 successor = _amend(fixture, _rest(fixture));
        (uint40 settledAt, , ) = quittance.ratingOf(dealId);
        VM.assertEq(settledAt, NOW, "of its own settlement");
        VM.prank(BUYER);
        quittance.rate(fixture.whole(), BUYER, 90, 0, "");
        (, bool rated, ) = quittance.ratingOf(dealId);
        VM.assertTrue(rated, "rated");
        VM.assertTrue(quittance.isAmended(dealId), "still amended");
        (settledAt, , ) = quittance.ratingOf(successor);
        VM.assertEq(settledAt, 0, "the new deal settled nothing");
    }

    function test_RevertWhen_TheOldDealSettledNothing() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _amend(fixture, _successor(fixture));
        bytes memory terms = fixture.whole();
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(IRatings.Quittance_NotRateable.selector, dealId));
        quittance.rate(terms, SELLER, 90, 0, "");
    }

    function test_TheNewDealLivesAsAnyOther() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory next = _successor(fixture);
        next.panel = _panel(5);
        next.contestWindow = 1 hours;
        bytes32 successor = _amend(fixture, next);
        _judge(next, 0, FULL);
        VM.warp(NOW + 1 hours);
        uint256 before = usdc.balanceOf(SELLER);
        quittance.settle(next.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), before + AMOUNT_0, "the seller");
        VM.warp(uint256(DEADLINE_1) + 1 days + 1);
        VM.prank(BUYER);
        quittance.reclaim(next.schedule(), next.adjudicationHash(), 1, "");
        VM.assertEq(_unsettled(successor), AMOUNT_2, "left");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - TOTAL + AMOUNT_1, "the buyer");
    }

    /// @dev What the parties have, and what the last deal holds, always sum to what the buyer had.
    function testFuzz_Chains(uint256 seed) external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        uint256 sellers = usdc.balanceOf(SELLER);
        for (uint256 step = 0; step < 6; ++step) {
            uint256 draw = uint256(keccak256(abi.encode(seed, step)));
            uint96 left = _unsettled(dealId);
            TermsFixture memory next =
                draw % 3 == 0 && fixture.milestones.length > 1
                    ? _shorter(fixture)
                    : draw % 3 == 1
                        ? _longer(fixture, uint96(1 + ((draw >> 8) % 100e6)))
                        : _successor(fixture);
            next.milestones[0].amount = uint96(1 + ((draw >> 64) % 200e6));
            uint256 paid = usdc.balanceOf(BUYER);
            bytes32 successor = _amend(fixture, next);
            VM.assertEq(_unsettled(dealId), 0, "the old deal holds nothing");
            VM.assertEq(_unsettled(successor), next.total(), "the new one its total");
            VM.assertEq(usdc.balanceOf(BUYER) + next.total(), paid + left, "the difference, once");
            (uint40 openedAt, , , , ) = quittance.dealOf(successor);
            VM.assertEq(openedAt, NOW, "opened with the first");
            (fixture, dealId) = (next, successor);
            if ((draw >> 128) % 2 == 0 && fixture.milestones.length > 1) {
                VM.prank(BUYER);
                quittance.release(fixture.whole(), 0, "");
                next = _rest(fixture);
                dealId = _amend(fixture, next);
                fixture = next;
            }
        }
        VM.assertEq(
            usdc.balanceOf(BUYER) + usdc.balanceOf(SELLER) + _unsettled(dealId),
            FUNDS + sellers,
            "nothing came in or went away"
        );
    }

    // ---- helpers ----

    /// @dev Leaves nothing in the buyer's balance.
    function _empty() private {
        uint96 balance = quittance.balanceOf(BUYER);
        VM.prank(BUYER);
        quittance.withdraw(STRANGER, balance, 1);
    }

    /// @dev Amends what nothing has settled of, and expects both events.
    function _amendTelling(
        TermsFixture memory fixture,
        TermsFixture memory next,
        uint96 paidIn,
        uint96 paidBack
    ) private returns (bytes32) {
        bytes memory oldTerms = fixture.whole();
        bytes memory newTerms = next.whole();
        bytes memory buyers = _buyersWord(next);
        bytes memory sellers = _agrees(SELLER_KEY, next);
        VM.expectEmit(address(quittance));
        emit IAmendments.DealAmended(_dealId(fixture), _dealId(next), TOTAL, paidIn, paidBack);
        VM.expectEmit(address(quittance));
        emit IDeals.DealOpened(_dealId(next), BUYER, SELLER, newTerms);
        return quittance.amend(oldTerms, newTerms, buyers, sellers);
    }

    /// @dev Of a deal of three milestones without a record, that opened at the beginning or replaces one that did.
    function _requireState(bytes32 dealId, uint96 left, uint32 ended) private view {
        (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(
            dealId
        );
        VM.assertEq(openedAt, NOW, "opened when the old deal was");
        VM.assertEq(milestones, 3, "milestones");
        VM.assertEq(unsettled, left, "unsettled");
        VM.assertEq(settled, ended, "settled");
        VM.assertEq(recorded, 0, "records");
    }

    function _amended(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDeals.Quittance_DealAmended.selector, dealId);
    }
}
