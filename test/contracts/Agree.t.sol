// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {IAgreements} from "../../contracts/interfaces/IAgreements.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {Cause} from "../../contracts/types/Settlement.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Range} from "./support/Range.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";
import {SettlementWord} from "./support/SettlementWord.sol";

contract AgreeTest is DealBase {
    uint40 private constant UNTIL = NOW + 2 hours;
    uint96 private constant PART = 20e6;

    function test_ValidUntilIsExclusive() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes32 digest = Digests.agreement(address(quittance), fixture, 0, PART, UNTIL);
        (bytes memory buyers, bytes memory sellers) = _both(digest);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(UNTIL + late);
            VM.expectRevert(
                abi.encodeWithSelector(ISettlements.Quittance_SignatureExpired.selector, uint256(UNTIL), UNTIL + late)
            );
            quittance.agree(fixture.whole(), 0, PART, UNTIL, buyers, sellers);
        }
        VM.warp(UNTIL - 1);
        quittance.agree(fixture.whole(), 0, PART, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(SELLER), PART, "seller");
    }

    function test_RevertWhen_PartIsLargerThanTheAmount() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        (bytes memory buyers, bytes memory sellers) = _both(
            Digests.agreement(address(quittance), fixture, 0, AMOUNT_0 + 1, UNTIL)
        );
        VM.expectRevert(
            abi.encodeWithSelector(
                IAgreements.Quittance_PartTooLarge.selector,
                uint256(AMOUNT_0) + 1,
                uint256(AMOUNT_0)
            )
        );
        quittance.agree(fixture.whole(), 0, AMOUNT_0 + 1, UNTIL, buyers, sellers);
    }

    function test_RevertWhen_EitherHasNotSignedThis() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes32 digest = Digests.agreement(address(quittance), fixture, 0, PART, UNTIL);
        (bytes memory buyers, bytes memory sellers) = _both(digest);
        TermsFixture memory shown = _fixture();
        (shown.buyer, shown.seller) = (SELLER, BUYER);
        bytes32 swapped = Digests.agreement(address(quittance), _dealId(fixture), shown, 0, PART, UNTIL);
        shown = _fixture();
        shown.milestones[0].amount += 1;
        bytes32 larger = Digests.agreement(address(quittance), _dealId(fixture), shown, 0, PART, UNTIL);
        bytes32[5] memory others = [
            swapped,
            larger,
            Digests.agreement(address(quittance), fixture, 0, PART + 1, UNTIL),
            Digests.agreement(address(quittance), fixture, 0, PART, UNTIL + 1),
            Digests.agreement(address(quittance), fixture, 1, PART, UNTIL)
        ];
        for (uint256 i = 0; i < 5; ++i) {
            _refuses(fixture, digest, BUYER, Signing.sign(BUYER_KEY, others[i]), sellers);
            _refuses(fixture, digest, SELLER, buyers, Signing.sign(SELLER_KEY, others[i]));
        }
        _refuses(fixture, digest, BUYER, "", sellers);
        _refuses(fixture, digest, SELLER, buyers, "");
        _refuses(fixture, digest, BUYER, sellers, buyers);
        _refuses(fixture, digest, BUYER, Signing.signHigh(BUYER_KEY, digest), sellers);
        _refuses(fixture, digest, SELLER, buyers, Signing.signHigh(SELLER_KEY, digest));
    }

    function test_PaysBothPartsAndReportsIt() external {
        TermsFixture memory fixture = _fixtureWithFees();
        bytes32 dealId = _open(fixture);
        (bytes memory buyers, bytes memory sellers) = _both(
            Digests.agreement(address(quittance), fixture, 0, PART, UNTIL)
        );
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, SettlementWord.make(0, Cause.Agreement, PART, AMOUNT_0 - PART));
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 0, 1e6);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, MARKETPLACE, 0, PART / 40);
        VM.prank(STRANGER);
        quittance.agree(fixture.whole(), 0, PART, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(SELLER), PART - PART / 40, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0 - PART + 1e6, "buyer");
    }

    function test_APartyPostsTheOthersSignature() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes memory sellers = Signing.signCompact(
            SELLER_KEY,
            Digests.agreement(address(quittance), fixture, 0, PART, UNTIL)
        );
        VM.prank(BUYER);
        quittance.agree(fixture.whole(), 0, PART, UNTIL, "", sellers);
        bytes memory buyers = Signing.signCompact(
            BUYER_KEY,
            Digests.agreement(address(quittance), fixture, 1, PART, UNTIL)
        );
        VM.prank(SELLER);
        quittance.agree(fixture.whole(), 1, PART, UNTIL, buyers, "");
        VM.assertEq(usdc.balanceOf(SELLER), 2 * PART, "seller");
    }

    function test_NothingAndEverything() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        (bytes memory buyers, bytes memory sellers) = _both(
            Digests.agreement(address(quittance), fixture, 0, 0, UNTIL)
        );
        quittance.agree(fixture.whole(), 0, 0, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(SELLER), 0, "nothing");
        (buyers, sellers) = _both(Digests.agreement(address(quittance), fixture, 1, AMOUNT_1, UNTIL));
        quittance.agree(fixture.whole(), 1, AMOUNT_1, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_1, "everything");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT_1 - AMOUNT_2, "buyer");
    }

    function test_EndsAProvisionalVerdictAndReturnsNoFee() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.contestWindow = 1 hours;
        _open(fixture);
        _judge(fixture, 0, 0);
        (bytes memory buyers, bytes memory sellers) = _both(
            Digests.agreement(address(quittance), fixture, 0, PART, UNTIL)
        );
        quittance.agree(fixture.whole(), 0, PART, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0 - PART, "no fee back");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "earned");
    }

    /// @dev Parts sum to the amount, the fee is floored, nothing is lost (promise 5).
    function testFuzz_PartsSumToTheAmount(uint96 amount, uint96 part, uint16 feeRate) external {
        amount = uint96(Range.within(amount, 1, 1e12));
        part = uint96(Range.within(part, 0, amount));
        TermsFixture memory fixture = _fixture();
        fixture.milestones[0].amount = amount;
        fixture.marketplace = MARKETPLACE;
        fixture.marketplaceFee = uint16(Range.within(feeRate, 0, 1_000));
        _mint(BUYER, amount);
        uint256 before = usdc.balanceOf(BUYER);
        bytes32 dealId = _open(fixture);
        (bytes memory buyers, bytes memory sellers) = _both(
            Digests.agreement(address(quittance), fixture, 0, part, UNTIL)
        );
        quittance.agree(fixture.whole(), 0, part, UNTIL, buyers, sellers);
        uint256 fee = (uint256(part) * fixture.marketplaceFee) / 10_000;
        VM.assertEq(quittance.balanceOf(MARKETPLACE), fee, "marketplace");
        VM.assertEq(usdc.balanceOf(SELLER), part - fee, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), before - fixture.total() + amount - part, "buyer");
        VM.assertEq(usdc.balanceOf(address(quittance)), _unsettled(dealId) + fee, "held");
    }

    function _both(bytes32 digest) private pure returns (bytes memory, bytes memory) {
        return (Signing.sign(BUYER_KEY, digest), Signing.sign(SELLER_KEY, digest));
    }

    function _refuses(
        TermsFixture memory fixture,
        bytes32 digest,
        address missing,
        bytes memory buyers,
        bytes memory sellers
    ) private {
        bytes memory terms = fixture.whole();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, missing, digest));
        quittance.agree(terms, 0, PART, UNTIL, buyers, sellers);
    }
}
