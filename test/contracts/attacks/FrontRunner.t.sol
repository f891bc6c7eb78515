// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {Milestone, TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that sees every signature first: it opens in its own name, with other terms, or spoils the
/// token's authorisation; and the stranger that tries to collect what is not its own.
contract FrontRunnerTest is DealBase {
    function test_OpeningInItsOwnNameChangesNothing() external {
        TermsFixture memory fixture = _fixture();
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        VM.prank(STRANGER);
        bytes32 dealId = quittance.open(fixture.whole(), payment, authorization);
        VM.assertEq(dealId, _dealId(fixture), "the id is the terms'");
        VM.assertEq(_unsettled(dealId), fixture.total(), "the deal is funded");
        VM.assertEq(usdc.balanceOf(STRANGER), 0, "the relayer has nothing");
    }

    function test_AuthorisationTakenStraightToTheToken() external {
        TermsFixture memory fixture = _fixture();
        bytes memory payment = _buyerSignature(fixture);
        uint256 total = fixture.total();
        bytes32 dealId = _dealId(fixture);
        VM.prank(STRANGER);
        VM.expectRevert(bytes("FiatTokenV2: caller must be the payee"));
        usdc.receiveWithAuthorization(BUYER, address(quittance), total, 0, fixture.openBy, dealId, payment);
    }

    /// @dev One field after the other is changed on the way; every byte of the terms is under both signatures.
    function test_TermsChangedOnTheWay() external {
        TermsFixture memory fixture = _fixture();
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        bytes memory packed = fixture.whole();
        uint256 refused;
        for (uint256 i = 0; i < packed.length; ++i) {
            bytes memory changed = bytes.concat(packed);
            changed[i] = bytes1(uint8(changed[i]) ^ 1);
            (bool opened, ) = address(quittance).call(
                abi.encodeCall(quittance.open, (changed, payment, authorization))
            );
            if (!opened) ++refused;
        }
        VM.assertEq(refused, packed.length, "changed terms were opened");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "the buyer paid");
    }

    function test_TermsWithBytesAdded() external {
        TermsFixture memory fixture = _fixture();
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        bytes memory longer = bytes.concat(fixture.whole(), hex"00");
        uint256 length = longer.length;
        VM.expectRevert(
            abi.encodeWithSelector(PackedTerms.Quittance_MalformedTerms.selector, length, length - 1, length - 61)
        );
        quittance.open(longer, payment, authorization);
    }

    function test_BriefTermsHideNothingAtOpening() external {
        TermsFixture memory fixture = _fixture();
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.open(fixture.brief(), payment, authorization);
    }

    function test_DestinationsThatMeanNothing() external {
        TermsFixture memory fixture = _fixture();
        fixture.destinations = 16;
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DestinationsUnknown.selector, uint256(16)));
        quittance.open(fixture.whole(), payment, authorization);
    }

    /// @dev The authorisation is for the total; fewer or cheaper milestones under the same id do not exist.
    function test_DeclaredAmountsAreNeverTrusted() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        TermsFixture memory richer = _fixture();
        richer.milestones[0] = Milestone(AMOUNT_0 + AMOUNT_1, DEADLINE_0);
        VM.prank(BUYER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(richer)));
        quittance.release(richer.whole(), 0, "");
    }

    function test_CancelledAuthorisation() external {
        TermsFixture memory fixture = _fixture();
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        bytes32 dealId = _dealId(fixture);
        bytes memory cancellation = Signing.sign(BUYER_KEY, Digests.cancelAuthorization(address(usdc), BUYER, dealId));
        usdc.cancelAuthorization(BUYER, dealId, cancellation);
        VM.expectRevert(bytes("FiatTokenV2: authorization is used or canceled"));
        quittance.open(fixture.whole(), payment, authorization);
        VM.assertEq(_unsettled(dealId), 0, "a deal without money");
    }

    function test_DepositAuthorisationSpentOnADealAndBack() external {
        TermsFixture memory fixture = _fixture();
        uint256 total = fixture.total();
        bytes memory authorization = _sellerSignature(fixture);
        bytes32 nonce = Digests.deposit(address(quittance), BUYER, 1);
        bytes32 digest = Digests.receiveAuthorization(address(usdc), address(quittance), BUYER, total, OPEN_BY, nonce);
        bytes memory forDeposit = Signing.sign(BUYER_KEY, digest);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.open(fixture.whole(), forDeposit, authorization);
        bytes memory forDeal = _buyerSignature(fixture);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.depositWithAuthorization(BUYER, STRANGER, uint96(total), OPEN_BY, 1, forDeal);
    }

    function test_DepositSentToAnotherAccount() external {
        bytes32 nonce = Digests.deposit(address(quittance), BUYER, 1);
        bytes32 digest = Digests.receiveAuthorization(address(usdc), address(quittance), BUYER, 5e6, OPEN_BY, nonce);
        bytes memory signature = Signing.sign(BUYER_KEY, digest);
        VM.prank(STRANGER);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.depositWithAuthorization(BUYER, STRANGER, 5e6, OPEN_BY, 1, signature);
    }

    function test_StrangerWithdrawsFromNobodysBalanceButItsOwn() external {
        _fundLedger(BUYER, 10e6);
        VM.prank(STRANGER);
        VM.expectRevert(
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, STRANGER, uint256(0), uint256(1))
        );
        quittance.withdraw(STRANGER, 1, 1);
    }

    function test_LedgerFundedDealNeedsTheBuyersOwnAuthorization() external {
        TermsFixture memory fixture = _fixture();
        _fundLedger(BUYER, 1_000e6);
        fixture.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
        bytes memory authorization = _sellerSignature(fixture);
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, _dealId(fixture)));
        quittance.open(fixture.whole(), authorization, "");
    }

    /// @dev The milestone can be reclaimed, yet only when the buyer says so: it may still want to accept late work.
    function test_StrangerReclaimsForTheBuyer() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        VM.warp(DEADLINE_0 + 1);
        VM.prank(STRANGER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, "");
    }
}
