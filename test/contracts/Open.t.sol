// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {Milestone, TermsFixture, TermsFixtures} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract OpenTest is DealBase {
    bytes private constant BAD_LENGTH = abi.encodeWithSignature("Error(string)", "ECRecover: invalid signature length");
    bytes private constant BAD_SIGNATURE = abi.encodeWithSignature("Error(string)", "FiatTokenV2: invalid signature");

    // ---- funded from the wallet ----

    function test_Wallet_TakesAmountsAndFeesInOneCallOfAStranger() external {
        TermsFixture memory fixture = _fixtureWithFees();
        bytes memory buyerSignature = _buyerSignature(fixture);
        bytes memory sellerSignature = _sellerSignature(fixture);
        VM.prank(STRANGER);
        bytes32 dealId = quittance.open(fixture.whole(), buyerSignature, sellerSignature);
        uint256 total = uint256(AMOUNT_0) + AMOUNT_1 + AMOUNT_2 + 3e6;
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - total, "buyer's wallet");
        VM.assertEq(usdc.balanceOf(address(quittance)), total, "held");
        VM.assertEq(_unsettled(dealId), total, "unsettled");
        VM.assertTrue(usdc.authorizationState(BUYER, dealId), "the deal id is the nonce");
    }

    function test_Wallet_RemembersTimeMilestonesAndMoneyOnly() external {
        TermsFixture memory fixture = _fixture();
        VM.warp(NOW + 7);
        bytes32 dealId = _open(fixture);
        (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(
            dealId
        );
        VM.assertEq(openedAt, NOW + 7, "openedAt");
        VM.assertEq(milestones, 3, "milestones");
        VM.assertEq(unsettled, fixture.total(), "unsettled");
        VM.assertEq(settled, 0, "settled");
        VM.assertEq(recorded, 0, "recorded");
    }

    function test_Wallet_EmitsDealOpenedAndGivesBackTheId() external {
        TermsFixture memory fixture = _fixture();
        bytes memory buyerSignature = _buyerSignature(fixture);
        bytes memory sellerSignature = _sellerSignature(fixture);
        VM.expectEmit(address(quittance));
        emit IDeals.DealOpened(_dealId(fixture), BUYER, SELLER, fixture.whole());
        bytes32 dealId = quittance.open(fixture.whole(), buyerSignature, sellerSignature);
        VM.assertEq(dealId, _dealId(fixture), "deal id");
    }

    function test_Wallet_TakesCompactSignatures() external {
        TermsFixture memory fixture = _fixture();
        for (uint64 salt = 1; salt <= 8; ++salt) {
            fixture.salt = salt;
            bytes32 dealId = quittance.open(
                fixture.whole(),
                Signing.signCompact(BUYER_KEY, _paymentDigest(fixture)),
                Signing.signCompact(SELLER_KEY, _dealId(fixture))
            );
            VM.assertEq(_unsettled(dealId), fixture.total(), "unsettled");
        }
    }

    function test_Wallet_RevertWhen_BuyersSignatureIsEmpty() external {
        TermsFixture memory fixture = _fixture();
        bytes memory sellerSignature = _sellerSignature(fixture);
        VM.prank(BUYER);
        VM.expectRevert(BAD_LENGTH);
        quittance.open(fixture.whole(), "", sellerSignature);
    }

    function test_Wallet_RevertWhen_BuyersSignatureIsHighS() external {
        TermsFixture memory fixture = _fixture();
        bytes memory high = Signing.signHigh(BUYER_KEY, _paymentDigest(fixture));
        bytes memory sellerSignature = _sellerSignature(fixture);
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "ECRecover: invalid signature 's' value"));
        quittance.open(fixture.whole(), high, sellerSignature);
    }

    function test_Wallet_RevertWhen_BuyersSignatureIsTooLong() external {
        TermsFixture memory fixture = _fixture();
        bytes memory long = bytes.concat(_buyerSignature(fixture), hex"00");
        bytes memory sellerSignature = _sellerSignature(fixture);
        VM.expectRevert(BAD_LENGTH);
        quittance.open(fixture.whole(), long, sellerSignature);
    }

    function test_Wallet_RevertWhen_AnotherAmountOrTimeWasAuthorised() external {
        TermsFixture memory fixture = _fixture();
        bytes memory sellerSignature = _sellerSignature(fixture);
        bytes32 id = _dealId(fixture);
        bytes[3] memory wrong = [
            _authorized(fixture.total() - 1, fixture.openBy, id),
            _authorized(fixture.total(), fixture.openBy + 1, id),
            _authorized(fixture.total(), fixture.openBy, keccak256("another"))
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(BAD_SIGNATURE);
            quittance.open(fixture.whole(), wrong[i], sellerSignature);
        }
    }

    function test_Wallet_RevertWhen_WalletHasLessThanTheTotal() external {
        TermsFixture memory fixture = _fixture();
        uint256 tooMuch = FUNDS - fixture.total() + 1;
        VM.prank(BUYER);
        usdc.transfer(STRANGER, tooMuch);
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(fixture);
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "ERC20: transfer amount exceeds balance"));
        quittance.open(fixture.whole(), buyerSignature, sellerSignature);
        VM.assertEq(_unsettled(_dealId(fixture)), 0, "nothing half-done");
    }

    function test_Wallet_RevertWhen_TokenIsPaused() external {
        TermsFixture memory fixture = _fixture();
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(fixture);
        usdc.pause();
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "Pausable: paused"));
        quittance.open(fixture.whole(), buyerSignature, sellerSignature);
        usdc.unpause();
        quittance.open(fixture.whole(), buyerSignature, sellerSignature);
    }

    // ---- funded from the ledger ----

    function test_Ledger_TakesTheTotalFromTheBalanceOnly() external {
        TermsFixture memory fixture = _ledgerFixture();
        bytes32 dealId = _open(fixture);
        VM.assertEq(quittance.balanceOf(BUYER), 0, "balance");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "wallet");
        VM.assertEq(_unsettled(dealId), fixture.total(), "unsettled");
    }

    function test_Ledger_TakesACompactSignature() external {
        TermsFixture memory fixture = _ledgerFixture();
        bytes memory compact = Signing.signCompact(BUYER_KEY, _dealId(fixture));
        quittance.open(fixture.whole(), compact, _sellerSignature(fixture));
    }

    function test_Ledger_TakesTheBuyersOwnCall() external {
        TermsFixture memory fixture = _ledgerFixture();
        bytes memory sellerSignature = _sellerSignature(fixture);
        VM.prank(BUYER);
        quittance.open(fixture.whole(), "", sellerSignature);
    }

    function test_Ledger_RevertWhen_BalanceHoldsOneUnitLess() external {
        TermsFixture memory fixture = _ledgerFixture();
        VM.prank(BUYER);
        quittance.withdraw(BUYER, 1, 1);
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(fixture);
        uint256 total = fixture.total();
        VM.expectRevert(
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, BUYER, total - 1, total)
        );
        quittance.open(fixture.whole(), buyerSignature, sellerSignature);
    }

    function test_Ledger_RevertWhen_SignatureIsNotTheBuyers() external {
        TermsFixture memory fixture = _ledgerFixture();
        bytes32 dealId = _dealId(fixture);
        bytes memory sellerSignature = _sellerSignature(fixture);
        bytes[4] memory wrong = [
            Signing.sign(STRANGER_KEY, dealId),
            Signing.signHigh(BUYER_KEY, dealId),
            bytes(""),
            sellerSignature
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, dealId));
            quittance.open(fixture.whole(), wrong[i], sellerSignature);
        }
    }

    // ---- the seller's authorisation ----

    function test_TakesTheSellersOwnCall() external {
        TermsFixture memory fixture = _fixture();
        bytes memory buyerSignature = _buyerSignature(fixture);
        VM.prank(SELLER);
        quittance.open(fixture.whole(), buyerSignature, "");
    }

    function test_RevertWhen_SignatureIsNotTheSellers() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _dealId(fixture);
        bytes memory buyerSignature = _buyerSignature(fixture);
        bytes[6] memory wrong = [
            Signing.sign(STRANGER_KEY, dealId),
            Signing.signHigh(SELLER_KEY, dealId),
            bytes(""),
            bytes.concat(Signing.sign(SELLER_KEY, dealId), hex"00"),
            new bytes(65),
            new bytes(64)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, dealId));
            quittance.open(fixture.whole(), buyerSignature, wrong[i]);
        }
    }

    // ---- time ----

    function test_OpensAtOneSecondBeforeOpenBy() external {
        VM.warp(OPEN_BY - 1);
        _open(_fixture());
    }

    function test_RevertWhen_TimeIsOpenByOrLater() external {
        TermsFixture memory fixture = _fixture();
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(fixture);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(OPEN_BY + late);
            VM.expectRevert(
                abi.encodeWithSelector(IDeals.Quittance_OpeningExpired.selector, uint256(OPEN_BY), OPEN_BY + late)
            );
            quittance.open(fixture.whole(), buyerSignature, sellerSignature);
        }
    }

    // ---- once, permanently ----

    function test_RevertWhen_OpenedBefore() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(fixture);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId));
        quittance.open(fixture.whole(), buyerSignature, sellerSignature);
    }

    function test_RevertWhen_OpenedBeforeAndFinal() external {
        TermsFixture memory fixture = _ledgerFixture();
        bytes32 dealId = _open(fixture);
        for (uint8 i = 0; i < 3; ++i) {
            VM.prank(BUYER);
            quittance.release(fixture.whole(), i, "");
        }
        VM.assertEq(_unsettled(dealId), 0, "final");
        _fundLedger(BUYER, uint96(fixture.total()));
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(fixture);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId));
        quittance.open(fixture.whole(), buyerSignature, sellerSignature);
    }

    // ---- at the bounds ----

    function test_OpensWithOneAndWith32Milestones() external {
        TermsFixture memory fixture = _fixture();
        fixture.milestones = new Milestone[](1);
        fixture.milestones[0] = Milestone(1, NOW + 1);
        (, uint8 milestones, , , ) = quittance.dealOf(_open(fixture));
        VM.assertEq(milestones, 1, "one");
        fixture.milestones = new Milestone[](32);
        for (uint96 i = 0; i < 32; ++i) fixture.milestones[i] = Milestone(i + 1, NOW + 730 days);
        bytes32 dealId = _open(fixture);
        (, milestones, , , ) = quittance.dealOf(dealId);
        VM.assertEq(milestones, 32, "32");
        VM.assertEq(_unsettled(dealId), 528, "1 + 2 + ... + 32");
        for (uint8 i = 0; i < 32; ++i) {
            VM.prank(BUYER);
            quittance.release(fixture.whole(), i, "");
        }
        VM.assertEq(usdc.balanceOf(SELLER), 528, "all of it");
        VM.assertEq(_settled(dealId), type(uint32).max, "all bits");
    }

    function test_OpensWith1And3And15Jurors() external {
        TermsFixture memory fixture = _fixture();
        uint256[3] memory sizes = [uint256(1), 3, 15];
        for (uint256 i = 0; i < 3; ++i) {
            fixture.panel = _panel(sizes[i]);
            _open(fixture);
            _judge(fixture, 0, FULL);
        }
        VM.assertEq(usdc.balanceOf(SELLER), 3 * uint256(AMOUNT_0), "each decided");
    }

    function test_OpensWithTheLargestTotal() external {
        TermsFixture memory fixture = _fixture();
        fixture.milestones = new Milestone[](2);
        fixture.milestones[0] = Milestone(type(uint96).max - 4, DEADLINE_0);
        fixture.milestones[1] = Milestone(2, DEADLINE_1);
        fixture.verificationFee = 1;
        fixture.panelAccount = PANEL_ACCOUNT;
        _mint(BUYER, type(uint96).max);
        VM.assertEq(_unsettled(_open(fixture)), type(uint96).max, "unsettled");
    }

    function test_OpensForEveryCombinationOfDestinations() external {
        TermsFixture memory fixture = _fixture();
        for (uint8 destinations = 0; destinations < 8; ++destinations) {
            fixture.destinations = destinations;
            if (destinations & TermsFixtures.FUNDED_FROM_LEDGER != 0) _fundLedger(BUYER, uint96(fixture.total()));
            VM.assertEq(_unsettled(_open(fixture)), fixture.total(), "unsettled");
        }
    }

    function _ledgerFixture() private returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
        _fundLedger(BUYER, uint96(fixture.total()));
    }

    function _signatures(TermsFixture memory fixture) private view returns (bytes memory, bytes memory) {
        return (_buyerSignature(fixture), _sellerSignature(fixture));
    }

    function _authorized(uint256 value, uint256 validBefore, bytes32 nonce) private view returns (bytes memory) {
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            BUYER,
            value,
            validBefore,
            nonce
        );
        return Signing.sign(BUYER_KEY, digest);
    }
}
