// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {BallotSet} from "../../contracts/libraries/BallotSet.sol";
import {Signatures} from "../../contracts/libraries/Signatures.sol";
import {Erc1271Wallet} from "../support/contracts/Erc1271Wallet.sol";
import {GasGuzzlingWallet} from "../support/contracts/GasGuzzlingWallet.sol";
import {OwnedWallet} from "../support/contracts/OwnedWallet.sol";
import {ReturnBombWallet} from "../support/contracts/ReturnBombWallet.sol";
import {RevertingWallet} from "../support/contracts/RevertingWallet.sol";
import {WrongMagicWallet} from "../support/contracts/WrongMagicWallet.sol";
import {BallotBox, SignedBallot} from "./support/BallotBox.sol";
import {DealStage} from "./support/DealStage.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermSheet, TermSheets} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

/// @dev Wallets belong to the usual keys, so that the usual helpers sign for them.
contract WalletsTest is DealStage {
    uint256 private constant JUROR_KEY = 0x10000;

    // ---- honest ----

    function test_HonestWallets_LiveAWholeDeal() external {
        TermSheet memory sheet = _honest(0);
        bytes32 dealId = _open(sheet);
        _deliver(sheet, 1);
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, _verdictOf(sheet, 0, FULL, false));
        quittance.submitVerdict(sheet.whole(), 1, EVIDENCE, _verdictOf(sheet, 1, 0, true));
        bytes32 digest = Digests.acceptance(address(quittance), dealId, 2);
        quittance.accept(sheet.whole(), 2, Signing.signCompact(BUYER_KEY, digest));
        VM.assertEq(usdc.balanceOf(sheet.seller), AMOUNT_0 + AMOUNT_2, "seller");
        VM.assertEq(usdc.balanceOf(sheet.buyer), FUNDS - AMOUNT_0 - AMOUNT_2, "buyer");
    }

    function test_HonestWallets_CompactPaymentAndConsent() external {
        TermSheet memory sheet = _honest(0);
        bytes memory payment = Signing.signCompact(BUYER_KEY, _paymentDigest(sheet));
        quittance.open(sheet.whole(), payment, Signing.signCompact(SELLER_KEY, _dealId(sheet)));
        VM.assertEq(_unsettled(_dealId(sheet)), sheet.total(), "opened");
    }

    function test_HonestWallets_FromAndToTheLedger() external {
        TermSheet memory sheet = _honest(7);
        _fundLedger(sheet.buyer, uint96(sheet.total()));
        _open(sheet);
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, _verdictOf(sheet, 0, FULL, false));
        VM.assertEq(quittance.balanceOf(sheet.seller), AMOUNT_0, "row");
    }

    function test_HonestWallets_CallForThemselves() external {
        TermSheet memory sheet = _honest(TermSheets.FUNDED_FROM_LEDGER);
        _fundLedger(sheet.buyer, uint96(sheet.total()));
        bytes memory call = abi.encodeCall(IDeals.open, (sheet.whole(), "", _sellerSignature(sheet)));
        VM.prank(BUYER);
        OwnedWallet(sheet.buyer).execute(address(quittance), call);
        call = abi.encodeCall(ISettlements.concede, (sheet.whole(), 0, ""));
        VM.prank(SELLER);
        OwnedWallet(sheet.seller).execute(address(quittance), call);
        VM.assertEq(usdc.balanceOf(sheet.buyer), FUNDS + AMOUNT_0, "conceded");
    }

    // ---- misbehaving ----

    function test_RevertWhen_SellerIsAMisbehavingWallet() external {
        address[4] memory wallets = _misbehaving(SELLER);
        for (uint256 i = 0; i < wallets.length; ++i) {
            TermSheet memory sheet = _sheet();
            sheet.seller = wallets[i];
            (bytes memory buyers, bytes memory sellers) = (_buyerSignature(sheet), _sellerSignature(sheet));
            bytes32 dealId = _dealId(sheet);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, wallets[i], dealId));
            quittance.open(sheet.whole(), buyers, sellers);
            bytes memory call = abi.encodeCall(IDeals.open, (sheet.whole(), buyers, ""));
            VM.prank(SELLER);
            OwnedWallet(wallets[i]).execute(address(quittance), call);
            VM.assertEq(_unsettled(dealId), sheet.total(), "its own call needs no answer");
        }
    }

    function test_RevertWhen_AJurorIsAMisbehavingWallet() external {
        address[4] memory wallets = _misbehaving(VM.addr(JUROR_KEY));
        for (uint256 i = 0; i < wallets.length; ++i) {
            TermSheet memory sheet = _sheet();
            (address[] memory panel, uint8 position) = _seat(wallets[i]);
            sheet.panel = panel;
            bytes32 dealId = _open(sheet);
            SignedBallot[] memory ballots = _threeBallots(sheet);
            bytes memory wire = BallotBox.wire(ballots);
            VM.expectRevert(
                abi.encodeWithSelector(
                    BallotSet.Quittance_InvalidBallotSignature.selector,
                    uint256(position),
                    wallets[i]
                )
            );
            quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, wire);
            quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, BallotBox.wire(_without(ballots, position)));
            VM.assertEq(_settled(dealId), 1, "the others decide");
        }
    }

    function test_RevertWhen_BuyerIsAMisbehavingWallet() external {
        address[4] memory wallets = _misbehaving(BUYER);
        for (uint256 i = 0; i < wallets.length; ++i) {
            TermSheet memory sheet = _sheet();
            sheet.buyer = wallets[i];
            _mint(wallets[i], sheet.total());
            bytes memory call = abi.encodeCall(
                IDeals.open,
                (sheet.whole(), _buyerSignature(sheet), _sellerSignature(sheet))
            );
            (bool opened, ) = address(quittance).call{gas: 2_000_000}(call);
            VM.assertFalse(opened, "opened");
            VM.assertEq(_unsettled(_dealId(sheet)), 0, "nothing is left behind");
        }
    }

    function test_RevertWhen_TooLittleGasIsLeftForAWalletsAnswer() external {
        TermSheet memory sheet = _honest(0);
        bytes32 dealId = _open(sheet);
        bytes memory signature = Signing.sign(BUYER_KEY, Digests.acceptance(address(quittance), dealId, 0));
        VM.expectPartialRevert(Signatures.Quittance_InsufficientGas.selector);
        quittance.accept{gas: 200_000}(sheet.whole(), 0, signature);
        quittance.accept{gas: 500_000}(sheet.whole(), 0, signature);
    }

    /// @dev As a plain account does when it delegates to a wallet's code (EIP-7702).
    function test_AnAccountsCodeMayAppearAfterItSigned() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        VM.etch(BUYER, address(new RevertingWallet(STRANGER)).code);
        VM.etch(SELLER, address(new WrongMagicWallet(STRANGER)).code);
        quittance.accept(sheet.whole(), 0, Signing.sign(BUYER_KEY, Digests.acceptance(address(quittance), dealId, 0)));
        quittance.concede(
            sheet.whole(),
            1,
            Signing.signCompact(SELLER_KEY, Digests.concession(address(quittance), dealId, 1))
        );
        VM.assertEq(_settled(dealId), 3, "settled");
    }

    // ---- casts ----

    function _honest(uint8 routes) private returns (TermSheet memory sheet) {
        sheet = _sheet();
        sheet.routes = routes;
        sheet.buyer = address(new Erc1271Wallet(BUYER));
        sheet.seller = address(new Erc1271Wallet(SELLER));
        sheet.panel = new address[](1);
        sheet.panel[0] = address(new Erc1271Wallet(VM.addr(JUROR_KEY)));
        _mint(sheet.buyer, FUNDS);
    }

    function _misbehaving(address owner) private returns (address[4] memory) {
        return
            [
                address(new RevertingWallet(owner)),
                address(new WrongMagicWallet(owner)),
                address(new ReturnBombWallet(owner)),
                address(new GasGuzzlingWallet(owner))
            ];
    }

    /// @return ballots Of a panel of one wallet, with the delivery behind them.
    function _verdictOf(
        TermSheet memory sheet,
        uint8 milestone,
        uint16 score,
        bool compact
    ) private view returns (bytes memory) {
        bytes32 digest = Digests.ballot(address(quittance), _dealId(sheet), milestone, 1, EVIDENCE, score, 0);
        SignedBallot[] memory ballots = new SignedBallot[](1);
        bytes memory signature = compact ? Signing.signCompact(JUROR_KEY, digest) : Signing.sign(JUROR_KEY, digest);
        ballots[0] = SignedBallot(0, score, 0, signature);
        return BallotBox.withDelivery(BallotBox.wire(ballots), LOCATOR, _delivery(sheet, milestone, EVIDENCE));
    }

    /// @return panel The wallet between the jurors of keys 0x10001 and 0x10002, in order.
    /// @return position The wallet's.
    function _seat(address wallet) private pure returns (address[] memory panel, uint8 position) {
        panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (wallet, VM.addr(JUROR_KEY + 1), VM.addr(JUROR_KEY + 2));
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 j = 0; j < 2; ++j) {
                if (panel[j] > panel[j + 1]) (panel[j], panel[j + 1]) = (panel[j + 1], panel[j]);
            }
        }
        while (panel[position] != wallet) ++position;
    }

    function _threeBallots(TermSheet memory sheet) private view returns (SignedBallot[] memory ballots) {
        bytes32 digest = Digests.ballot(address(quittance), _dealId(sheet), 0, 1, EVIDENCE, FULL, 0);
        ballots = new SignedBallot[](3);
        for (uint8 i = 0; i < 3; ++i) {
            uint256 key = JUROR_KEY;
            for (uint256 k = 1; k < 3; ++k) if (VM.addr(JUROR_KEY + k) == sheet.panel[i]) key = JUROR_KEY + k;
            ballots[i] = SignedBallot(i, FULL, 0, Signing.sign(key, digest));
        }
    }

    function _without(
        SignedBallot[] memory ballots,
        uint8 position
    ) private pure returns (SignedBallot[] memory others) {
        others = new SignedBallot[](2);
        uint256 next;
        for (uint256 i = 0; i < 3; ++i) if (ballots[i].position != position) others[next++] = ballots[i];
    }
}
