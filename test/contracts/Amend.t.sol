// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAgreements} from "../../contracts/interfaces/IAgreements.sol";
import {IAmendments} from "../../contracts/interfaces/IAmendments.sol";
import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {PackedTerms} from "../../contracts/libraries/PackedTerms.sol";
import {AmendBase} from "./support/AmendBase.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

/// @notice When a deal can be amended, and by whose word.
contract AmendTest is AmendBase {
    uint96 private constant TOTAL = AMOUNT_0 + AMOUNT_1 + AMOUNT_2;
    uint96 private constant MORE = 30e6;

    // ---- what the new terms say of the old deal ----

    function test_RevertWhen_TheNewTermsNameAnotherDeal() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        TermsFixture memory next = _successor(fixture);
        next.amends.deal = keccak256("another");
        _refuseAmend(fixture, next, _named(keccak256("another"), dealId));
        next.amends.deal = 0;
        _refuseAmend(fixture, next, _named(0, dealId));
    }

    function test_RevertWhen_TheDealIsUnknown() external {
        TermsFixture memory fixture = _fixture();
        TermsFixture memory next = _successor(fixture);
        _refuseAmend(fixture, next, abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(fixture)));
    }

    function test_RevertWhen_NothingIsLeft() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        for (uint8 i = 0; i < 3; ++i) _judge(fixture, i, FULL);
        TermsFixture memory next = _successor(fixture);
        _refuseAmend(fixture, next, abi.encodeWithSelector(IAgreements.Quittance_DealAlreadySettled.selector, dealId));
    }

    function test_RevertWhen_TheRemainderIsNotWhatIsLeft() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        uint96[3] memory wrong = [TOTAL - 1, TOTAL + 1, 0];
        for (uint256 i = 0; i < 3; ++i) {
            TermsFixture memory next = _successor(fixture);
            next.amends.remainder = wrong[i];
            bytes memory reason = abi.encodeWithSelector(
                IAgreements.Quittance_RemainderMismatch.selector,
                uint256(wrong[i]),
                uint256(TOTAL)
            );
            _refuseAmend(fixture, next, reason);
        }
    }

    function test_RevertWhen_OtherMilestonesWereDelivered() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        _deliver(fixture, 1);
        uint32[4] memory wrong = [uint32(0), 1, 3, 6];
        for (uint256 i = 0; i < 4; ++i) {
            TermsFixture memory next = _successor(fixture);
            next.amends.delivered = wrong[i];
            bytes memory reason = abi.encodeWithSelector(
                IAmendments.Quittance_DeliveriesMismatch.selector,
                uint256(wrong[i]),
                uint256(2)
            );
            _refuseAmend(fixture, next, reason);
        }
    }

    // ---- what is being decided ----

    function test_RevertWhen_AVerdictIsProvisional() external {
        TermsFixture memory fixture = _fixture();
        fixture.contestWindow = 1 hours;
        bytes32 dealId = _open(fixture);
        _judge(fixture, 2, FULL);
        _refuseAmend(fixture, _successor(fixture), _provisional(dealId, 2));
        // Still so when the payout is due and nobody has settled it.
        VM.warp(NOW + 59 minutes);
        _refuseAmend(fixture, _successor(fixture), _provisional(dealId, 2));
        VM.warp(NOW + 1 hours);
        TermsFixture memory next = _successor(fixture);
        next.openBy = NOW + 2 hours;
        _refuseAmend(fixture, next, _provisional(dealId, 2));
        quittance.settle(fixture.whole(), 2);
        next = _shorter(fixture);
        next.openBy = NOW + 2 hours;
        _amend(fixture, next);
    }

    function test_RevertWhen_APayoutIsContested() external {
        TermsFixture memory fixture = _fixture();
        fixture.contestWindow = 1 hours;
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.warp(NOW + 1 days);
        _contest(fixture, BUYER, 4_000);
        TermsFixture memory next = _successor(fixture);
        next.openBy = NOW + 2 days;
        _refuseAmend(fixture, next, _provisional(dealId, 0));
    }

    function test_TheVerdictWindowIsExclusive() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 1);
        TermsFixture memory next = _successor(fixture);
        next.openBy = NOW + 3 days;
        VM.assertEq(next.amends.delivered, 2, "the delivery is named");
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(NOW + 1 days + late);
            _refuseAmend(fixture, next, _provisional(dealId, 1));
        }
        VM.warp(NOW + 1 days - 1);
        bytes32 successor = _amend(fixture, next);
        VM.assertEq(_recorded(successor), 0, "a delivery of the old deal does not count in the new one");
        _deliver(next, 1);
        VM.assertEq(_recorded(successor), 2, "delivered again");
    }

    function test_SettledMilestonesDoNotMatter() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        TermsFixture memory next = _rest(fixture);
        VM.assertEq(next.amends.delivered, 0, "of the unsettled ones none was delivered");
        next.openBy = NOW + 3 days;
        VM.warp(NOW + 2 days);
        _amend(fixture, next);
        VM.assertEq(_recorded(dealId), 1, "the record stays");
    }

    function test_TheBondOfAnEarlierContestIsReleasedAfterwards() external {
        TermsFixture memory fixture = _fixture();
        fixture.contestWindow = 1 hours;
        fixture.bond = BOND;
        _open(fixture);
        _judge(fixture, 0, FULL);
        _contest(fixture, BUYER, FULL);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        _amend(fixture, _rest(fixture));
        uint96 before = quittance.balanceOf(BUYER);
        quittance.releaseBond(fixture.whole(), 0, 2, "");
        VM.assertEq(quittance.balanceOf(BUYER), before + BOND, "the bond");
    }

    // ---- what stays ----

    function test_RevertWhen_WhatStaysIsChanged() external {
        TermsFixture memory fixture = _fixtureWithFees();
        _open(fixture);
        TermsFixture memory next = _successor(fixture);
        next.buyer = STRANGER;
        _refuseAmend(fixture, next, _unchangeable("buyer"));
        next = _successor(fixture);
        next.seller = STRANGER;
        _refuseAmend(fixture, next, _unchangeable("seller"));
        uint16[3] memory rates = [uint16(0), 249, 251];
        for (uint256 i = 0; i < 3; ++i) {
            next = _successor(fixture);
            next.marketplaceFee = rates[i];
            _refuseAmend(fixture, next, _unchangeable("marketplaceFee"));
        }
        next = _successor(fixture);
        next.marketplace = STRANGER;
        _refuseAmend(fixture, next, _unchangeable("marketplace"));
    }

    function test_AMarketplaceWithoutAFeeDoesNotMatter() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory next = _successor(fixture);
        next.marketplace = MARKETPLACE;
        VM.assertTrue(quittance.isAmended(_dealId(fixture)) == false, "not yet");
        _amend(fixture, next);
        VM.assertTrue(quittance.isAmended(_dealId(fixture)), "amended");
    }

    // ---- the rules of open ----

    function test_OpenByIsExclusive() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory next = _successor(fixture);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(OPEN_BY + late);
            bytes memory reason = abi.encodeWithSelector(
                IDeals.Quittance_OpeningExpired.selector,
                uint256(OPEN_BY),
                OPEN_BY + late
            );
            _refuseAmend(fixture, next, reason);
        }
        VM.warp(OPEN_BY - 1);
        VM.assertEq(_amend(fixture, next), _dealId(next), "the new deal's id");
    }

    function test_RevertWhen_ItIsDoneTwice() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        TermsFixture memory next = _successor(fixture);
        TermsFixture memory other = _successor(fixture);
        other.salt = 99;
        _amend(fixture, next);
        _refuseAmend(fixture, next, _amended(dealId));
        _refuseAmend(fixture, other, _amended(dealId));
        VM.assertEq(_unsettled(_dealId(next)), TOTAL, "the new deal holds it once");
        VM.assertEq(_unsettled(_dealId(other)), 0, "the other nothing");
    }

    function test_RevertWhen_TheNewTermsBreakARule() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory next = _successor(fixture);
        next.milestones[1].deadline = NOW;
        bytes memory reason = abi.encodeWithSelector(
            IDeals.Quittance_DeadlineOutOfRange.selector,
            uint256(1),
            uint256(NOW),
            uint256(NOW) + 1,
            uint256(NOW) + 730 days
        );
        _refuseAmend(fixture, next, reason);
        next = _successor(fixture);
        next.panel[0] = next.panel[1];
        reason = abi.encodeWithSelector(IDeals.Quittance_PanelOutOfOrder.selector, uint256(1), next.panel[1]);
        _refuseAmend(fixture, next, reason);
        next = _successor(fixture);
        next.milestones[0].amount = 0;
        _refuseAmend(fixture, next, abi.encodeWithSelector(IDeals.Quittance_MilestoneAmountZero.selector, uint256(0)));
    }

    // ---- brief terms ----

    function test_BriefOldTerms() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory next = _successor(fixture);
        bytes32 id = quittance.amend(fixture.brief(), next.whole(), _buyersWord(next), _agrees(SELLER_KEY, next));
        VM.assertEq(_unsettled(id), TOTAL, "moved");
    }

    function test_RevertWhen_BriefTermsAreTooBrief() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        _deliver(fixture, 0);
        _refuseBrief(fixture.brief(), _successor(fixture));
        fixture = _fixtureWithFees();
        _open(fixture);
        _refuseBrief(fixture.brief(), _successor(fixture));
    }

    function test_RevertWhen_TheNewTermsAreBrief() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes memory oldTerms = fixture.whole();
        bytes memory newTerms = _successor(fixture).brief();
        VM.expectRevert(abi.encodeWithSelector(PackedTerms.Quittance_ConditionsNeeded.selector));
        quittance.amend(oldTerms, newTerms, "", "");
    }

    // ---- signatures ----

    function test_RevertWhen_EitherHasNotSignedThis() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory next = _successor(fixture);
        TermsFixture memory other = _successor(fixture);
        other.salt = 99;
        (bytes memory buyers, bytes memory sellers) = (_agrees(BUYER_KEY, next), _agrees(SELLER_KEY, next));
        _refuseSigned(fixture, next, BUYER, _agrees(BUYER_KEY, other), sellers);
        _refuseSigned(fixture, next, SELLER, buyers, _agrees(SELLER_KEY, other));
        _refuseSigned(fixture, next, BUYER, "", sellers);
        _refuseSigned(fixture, next, SELLER, buyers, "");
        _refuseSigned(fixture, next, SELLER, sellers, buyers);
        _refuseSigned(fixture, next, BUYER, Signing.signHigh(BUYER_KEY, _dealId(next)), sellers);
        // Where the wallet pays a difference, the terms alone are not enough.
        next = _longer(fixture, MORE);
        bytes memory oldTerms = fixture.whole();
        bytes memory newTerms = next.whole();
        (buyers, sellers) = (_agrees(BUYER_KEY, next), _agrees(SELLER_KEY, next));
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.amend(oldTerms, newTerms, buyers, sellers);
        buyers = _paymentOfAll(next);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.amend(oldTerms, newTerms, buyers, sellers);
    }

    function test_APartyBringsTheOthersSignature() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory next = _successor(fixture);
        (bytes memory oldTerms, bytes memory newTerms) = (fixture.whole(), next.whole());
        bytes memory sellers = _agrees(SELLER_KEY, next);
        VM.prank(BUYER);
        quittance.amend(oldTerms, newTerms, "", sellers);
        TermsFixture memory last = _successor(next);
        (oldTerms, newTerms) = (next.whole(), last.whole());
        bytes memory buyers = _agrees(BUYER_KEY, last);
        VM.prank(SELLER);
        quittance.amend(oldTerms, newTerms, buyers, "");
        VM.assertEq(_unsettled(_dealId(last)), TOTAL, "moved twice");
    }

    // ---- helpers ----

    function _refuseSigned(
        TermsFixture memory fixture,
        TermsFixture memory next,
        address missing,
        bytes memory buyers,
        bytes memory sellers
    ) private {
        bytes32 digest = _dealId(next);
        bytes memory reason = abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, missing, digest);
        _refuseAmend(fixture, next, buyers, sellers, reason);
    }

    function _refuseBrief(bytes memory oldTerms, TermsFixture memory next) private {
        bytes memory newTerms = next.whole();
        VM.expectRevert(abi.encodeWithSelector(PackedTerms.Quittance_ConditionsNeeded.selector));
        quittance.amend(oldTerms, newTerms, "", "");
    }

    /// @return An authorisation of the whole total, as `open` would take it.
    function _paymentOfAll(TermsFixture memory next) private view returns (bytes memory) {
        return Signing.sign(BUYER_KEY, _paymentDigest(next));
    }

    function _named(bytes32 named, bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAmendments.Quittance_AmendedDealMismatch.selector, named, dealId);
    }

    function _provisional(bytes32 dealId, uint256 milestone) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAmendments.Quittance_PayoutProvisional.selector, dealId, milestone);
    }

    function _unchangeable(string memory field) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAmendments.Quittance_FieldUnchangeable.selector, field);
    }

    function _amended(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDeals.Quittance_DealAmended.selector, dealId);
    }
}
