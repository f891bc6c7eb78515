// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {TermsWire} from "../../../contracts/libraries/TermsWire.sol";
import {DealStage} from "../support/DealStage.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {Milestone, TermSheet, TermSheets} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that sees every signature first: it opens in its own name, with other terms, or spoils the token's
/// authorisation; and the stranger that tries to collect what is not its own.
contract FrontRunnerTest is DealStage {
    function test_OpeningInItsOwnNameChangesNothing() external {
        TermSheet memory sheet = _sheet();
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        VM.prank(STRANGER);
        bytes32 dealId = quittance.open(sheet.whole(), payment, consent);
        VM.assertEq(dealId, _dealId(sheet), "the id is the terms'");
        VM.assertEq(_unsettled(dealId), sheet.total(), "the deal is funded");
        VM.assertEq(usdc.balanceOf(STRANGER), 0, "the relayer has nothing");
    }

    function test_AuthorisationTakenStraightToTheToken() external {
        TermSheet memory sheet = _sheet();
        bytes memory payment = _buyerSignature(sheet);
        uint256 total = sheet.total();
        bytes32 dealId = _dealId(sheet);
        VM.prank(STRANGER);
        VM.expectRevert(bytes("FiatTokenV2: caller must be the payee"));
        usdc.receiveWithAuthorization(BUYER, address(quittance), total, 0, sheet.openBy, dealId, payment);
    }

    /// @dev One field after the other is changed on the way; every byte of the terms is under both signatures.
    function test_TermsChangedOnTheWay() external {
        TermSheet memory sheet = _sheet();
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        bytes memory wire = sheet.whole();
        uint256 refused;
        for (uint256 i = 0; i < wire.length; ++i) {
            bytes memory changed = bytes.concat(wire);
            changed[i] = bytes1(uint8(changed[i]) ^ 1);
            (bool opened, ) = address(quittance).call(abi.encodeCall(quittance.open, (changed, payment, consent)));
            if (!opened) ++refused;
        }
        VM.assertEq(refused, wire.length, "changed terms were opened");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "the buyer paid");
    }

    function test_TermsWithBytesAdded() external {
        TermSheet memory sheet = _sheet();
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        bytes memory longer = bytes.concat(sheet.whole(), hex"00");
        uint256 length = longer.length;
        VM.expectRevert(
            abi.encodeWithSelector(TermsWire.Quittance_MalformedTerms.selector, length, length - 1, length - 60)
        );
        quittance.open(longer, payment, consent);
    }

    function test_BriefTermsHideNothingAtOpening() external {
        TermSheet memory sheet = _sheet();
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.open(sheet.brief(), payment, consent);
    }

    function test_RoutesThatMeanNothing() external {
        TermSheet memory sheet = _sheet();
        sheet.routes = 16;
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_RoutesUnknown.selector, uint256(16)));
        quittance.open(sheet.whole(), payment, consent);
    }

    /// @dev The authorisation is for the total; fewer or cheaper milestones under the same id do not exist.
    function test_DeclaredAmountsAreNeverTrusted() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        TermSheet memory richer = _sheet();
        richer.milestones[0] = Milestone(AMOUNT_0 + AMOUNT_1, DEADLINE_0);
        VM.prank(BUYER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(richer)));
        quittance.accept(richer.whole(), 0, "");
    }

    function test_CancelledAuthorisation() external {
        TermSheet memory sheet = _sheet();
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        bytes32 dealId = _dealId(sheet);
        bytes memory cancellation = Signing.sign(BUYER_KEY, Digests.cancelAuthorization(address(usdc), BUYER, dealId));
        usdc.cancelAuthorization(BUYER, dealId, cancellation);
        VM.expectRevert(bytes("FiatTokenV2: authorization is used or canceled"));
        quittance.open(sheet.whole(), payment, consent);
        VM.assertEq(_unsettled(dealId), 0, "a deal without money");
    }

    function test_DepositAuthorisationSpentOnADealAndBack() external {
        TermSheet memory sheet = _sheet();
        uint256 total = sheet.total();
        bytes memory consent = _sellerSignature(sheet);
        bytes32 nonce = Digests.deposit(address(quittance), BUYER, 1);
        bytes32 digest = Digests.receiveAuthorization(address(usdc), address(quittance), BUYER, total, OPEN_BY, nonce);
        bytes memory forDeposit = Signing.sign(BUYER_KEY, digest);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.open(sheet.whole(), forDeposit, consent);
        bytes memory forDeal = _buyerSignature(sheet);
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

    function test_StrangerWithdrawsFromNobodysRowButItsOwn() external {
        _fundLedger(BUYER, 10e6);
        VM.prank(STRANGER);
        VM.expectRevert(
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, STRANGER, uint256(0), uint256(1))
        );
        quittance.withdraw(STRANGER, 1);
    }

    function test_LedgerFundedDealNeedsTheBuyersOwnConsent() external {
        TermSheet memory sheet = _sheet();
        _fundLedger(BUYER, 1_000e6);
        sheet.routes = TermSheets.FUNDED_FROM_LEDGER;
        bytes memory consent = _sellerSignature(sheet);
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, _dealId(sheet)));
        quittance.open(sheet.whole(), consent, "");
    }

    /// @dev The milestone can be reclaimed, yet only when the buyer says so: it may still want to accept late work.
    function test_StrangerReclaimsForTheBuyer() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        VM.warp(DEADLINE_0 + 1);
        VM.prank(STRANGER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.reclaim(sheet.head(), sheet.engagementHash(), 0, "");
    }
}
