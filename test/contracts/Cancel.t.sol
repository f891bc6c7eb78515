// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {IAgreements} from "../../contracts/interfaces/IAgreements.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {Milestone, TermsFixture, TermsFixtures} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract CancelTest is DealBase {
    uint40 private constant UNTIL = NOW + 2 hours;

    function test_RevertWhen_DealIsUnknown() external {
        TermsFixture memory fixture = _fixture();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(fixture)));
        quittance.cancel(fixture.whole(), 1, UNTIL, "", "");
    }

    function test_ValidUntilIsExclusive() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        uint96 left = uint96(fixture.total());
        (bytes memory buyers, bytes memory sellers) = _both(fixture, left, UNTIL);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(UNTIL + late);
            VM.expectRevert(
                abi.encodeWithSelector(ISettlements.Quittance_SignatureExpired.selector, uint256(UNTIL), UNTIL + late)
            );
            quittance.cancel(fixture.whole(), left, UNTIL, buyers, sellers);
        }
        VM.warp(UNTIL - 1);
        quittance.cancel(fixture.whole(), left, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "all of it back");
    }

    function test_RevertWhen_RemainderIsNotWhatIsLeft() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        uint96 left = uint96(fixture.total());
        uint96[3] memory wrong = [left - 1, left + 1, 0];
        for (uint256 i = 0; i < 3; ++i) {
            (bytes memory buyers, bytes memory sellers) = _both(fixture, wrong[i], UNTIL);
            VM.expectRevert(_mismatch(wrong[i], left));
            quittance.cancel(fixture.whole(), wrong[i], UNTIL, buyers, sellers);
        }
    }

    function test_RevertWhen_AMilestoneSettledAfterBothSigned() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        uint96 left = uint96(fixture.total());
        (bytes memory buyers, bytes memory sellers) = _both(fixture, left, UNTIL);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.expectRevert(_mismatch(left, left - AMOUNT_0));
        quittance.cancel(fixture.whole(), left, UNTIL, buyers, sellers);
    }

    function test_RevertWhen_NothingIsLeft() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        for (uint8 i = 0; i < 3; ++i) _judge(fixture, i, FULL);
        (bytes memory buyers, bytes memory sellers) = _both(fixture, 0, UNTIL);
        VM.expectRevert(abi.encodeWithSelector(IAgreements.Quittance_DealAlreadySettled.selector, dealId));
        quittance.cancel(fixture.whole(), 0, UNTIL, buyers, sellers);
    }

    function test_RevertWhen_EitherHasNotSignedThis() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        uint96 left = uint96(fixture.total());
        (bytes memory buyers, bytes memory sellers) = _both(fixture, left, UNTIL);
        (bytes memory buyersLater, bytes memory sellersLater) = _both(fixture, left, UNTIL + 1);
        _refuses(fixture, BUYER, buyersLater, sellers);
        _refuses(fixture, SELLER, buyers, sellersLater);
        _refuses(fixture, BUYER, "", sellers);
        _refuses(fixture, SELLER, buyers, "");
        _refuses(fixture, BUYER, sellers, buyers);
        bytes32 digest = Digests.cancellation(address(quittance), fixture, left, UNTIL);
        _refuses(fixture, BUYER, Signing.signHigh(BUYER_KEY, digest), sellers);
        TermsFixture memory shown = _fixture();
        shown.buyer = STRANGER;
        digest = Digests.cancellation(address(quittance), _dealId(fixture), shown, left, UNTIL);
        _refuses(fixture, BUYER, Signing.sign(BUYER_KEY, digest), sellers);
        _refuses(fixture, SELLER, buyers, Signing.sign(SELLER_KEY, digest));
    }

    function test_PaysEverythingLeftBackAndReportsWhichEnded() external {
        TermsFixture memory fixture = _fixtureWithFees();
        bytes32 dealId = _open(fixture);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 1, "");
        uint96 left = AMOUNT_0 + AMOUNT_2 + 2e6;
        (bytes memory buyers, bytes memory sellers) = _both(fixture, left, UNTIL);
        uint256 before = usdc.balanceOf(BUYER);
        VM.expectEmit(address(quittance));
        emit IAgreements.DealCancelled(dealId, left, 5);
        VM.prank(STRANGER);
        quittance.cancel(fixture.whole(), left, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(BUYER), before + left, "buyer");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), AMOUNT_1 / 40, "only what was sold before");
        VM.assertEq(_settled(dealId), 7, "settled");
        VM.assertEq(_unsettled(dealId), 0, "unsettled");
    }

    function test_EndsProvisionalVerdictsAndDeliveries() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.contestWindow = 1 hours;
        fixture.destinations = TermsFixtures.BUYER_TO_LEDGER;
        bytes32 dealId = _open(fixture);
        _judge(fixture, 0, FULL);
        _deliver(fixture, 1);
        uint96 left = uint96(fixture.total()) - 1e6;
        (bytes memory buyers, bytes memory sellers) = _both(fixture, left, UNTIL);
        quittance.cancel(fixture.whole(), left, UNTIL, buyers, sellers);
        VM.assertEq(quittance.balanceOf(BUYER), left, "buyer's balance, without the fee that was earned");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "panel");
        VM.warp(DEADLINE_2 + 30 days);
        for (uint8 i = 0; i < 3; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(i))
            );
            quittance.settle(fixture.whole(), i);
        }
    }

    function test_All32MilestonesAtOnceAndATombstone() external {
        TermsFixture memory fixture = _fixture();
        fixture.milestones = new Milestone[](32);
        for (uint256 i = 0; i < 32; ++i) fixture.milestones[i] = Milestone(1e6, DEADLINE_0);
        bytes32 dealId = _open(fixture);
        (bytes memory buyers, bytes memory sellers) = _both(fixture, 32e6, UNTIL);
        VM.expectEmit(address(quittance));
        emit IAgreements.DealCancelled(dealId, 32e6, type(uint32).max);
        quittance.cancel(fixture.whole(), 32e6, UNTIL, buyers, sellers);
        (uint40 openedAt, uint8 milestones, , uint32 settled, ) = quittance.dealOf(dealId);
        VM.assertEq(openedAt, NOW, "openedAt");
        VM.assertEq(milestones, 32, "milestones");
        VM.assertEq(settled, type(uint32).max, "settled");
        (bytes memory buyerSignature, bytes memory sellerSignature) = (
            _buyerSignature(fixture),
            _sellerSignature(fixture)
        );
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId));
        quittance.open(fixture.whole(), buyerSignature, sellerSignature);
    }

    function test_APartyPostsTheOthersSignature() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        (, bytes memory sellers) = _both(fixture, uint96(fixture.total()), UNTIL);
        VM.prank(BUYER);
        quittance.cancel(fixture.whole(), uint96(fixture.total()), UNTIL, "", sellers);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "all of it back");
    }

    function _both(
        TermsFixture memory fixture,
        uint96 remainder,
        uint40 validUntil
    ) private view returns (bytes memory, bytes memory) {
        bytes32 digest = Digests.cancellation(address(quittance), fixture, remainder, validUntil);
        return (Signing.sign(BUYER_KEY, digest), Signing.sign(SELLER_KEY, digest));
    }

    function _refuses(TermsFixture memory fixture, address missing, bytes memory buyers, bytes memory sellers) private {
        uint96 left = uint96(fixture.total());
        bytes32 digest = Digests.cancellation(address(quittance), fixture, left, UNTIL);
        bytes memory terms = fixture.whole();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, missing, digest));
        quittance.cancel(terms, left, UNTIL, buyers, sellers);
    }

    function _mismatch(uint256 remainder, uint256 left) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.Quittance_RemainderMismatch.selector, remainder, left);
    }
}
