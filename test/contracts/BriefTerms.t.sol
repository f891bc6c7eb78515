// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PackedTerms} from "../../contracts/libraries/PackedTerms.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract BriefTermsTest is DealBase {
    function test_Verdict_AtOnceAndProvisional() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        quittance.submitVerdict(fixture.brief(), 0, EVIDENCE, _verdict(fixture, 0, FULL));
        quittance.submitVerdict(fixture.brief(), 1, EVIDENCE, _verdict(fixture, 1, 0));
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0, "at once");
        fixture.contestWindow = 1 hours;
        _open(fixture);
        quittance.submitVerdict(fixture.brief(), 0, EVIDENCE, _verdict(fixture, 0, FULL));
        VM.warp(NOW + 1 hours);
        quittance.settle(fixture.brief(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), 2 * AMOUNT_0, "after standing");
    }

    function test_SettlementSignatures() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        VM.prank(BUYER);
        quittance.release(fixture.brief(), 0, "");
        VM.prank(SELLER);
        quittance.refund(fixture.brief(), 1, "");
        bytes32 digest = Digests.agreement(address(quittance), fixture, 2, 7e6, OPEN_BY);
        quittance.agree(
            fixture.brief(),
            2,
            7e6,
            OPEN_BY,
            Signing.sign(BUYER_KEY, digest),
            Signing.sign(SELLER_KEY, digest)
        );
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 + 7e6, "seller");
        VM.assertEq(_unsettled(dealId), 0, "unsettled");
    }

    function test_Cancel() external {
        TermsFixture memory fixture = _fixtureWithFees();
        _open(fixture);
        uint96 left = uint96(fixture.total());
        bytes32 digest = Digests.cancellation(address(quittance), fixture, left, OPEN_BY);
        quittance.cancel(
            fixture.brief(),
            left,
            OPEN_BY,
            Signing.sign(BUYER_KEY, digest),
            Signing.sign(SELLER_KEY, digest)
        );
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "back");
    }

    function test_RevertWhen_AFeeNeedsItsPayee() external {
        TermsFixture memory fixture = _fixtureWithFees();
        _open(fixture);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.submitVerdict(fixture.brief(), 0, EVIDENCE, ballots);
        VM.prank(BUYER);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.release(fixture.brief(), 0, "");
        bytes32 digest = Digests.agreement(address(quittance), fixture, 0, 7e6, OPEN_BY);
        bytes memory sellers = Signing.sign(SELLER_KEY, digest);
        VM.prank(BUYER);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.agree(fixture.brief(), 0, 7e6, OPEN_BY, "", sellers);
    }

    function test_RevertWhen_ADeliveryNeedsItsWindow() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        _deliver(fixture, 0);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.submitVerdict(fixture.brief(), 0, EVIDENCE, ballots);
        VM.warp(NOW + 2 days);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.settle(fixture.brief(), 0);
    }

    /// @dev A hash of another conditions names another deal.
    function test_RevertWhen_TheHashIsAnothers() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes memory forged = bytes.concat(fixture.schedule(), fixture.adjudication(), keccak256("another"));
        VM.prank(BUYER);
        VM.expectRevert();
        quittance.release(forged, 0, "");
    }
}
