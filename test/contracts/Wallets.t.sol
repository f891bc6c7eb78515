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
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture, TermsFixtures} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

/// @dev Wallets belong to the usual keys, so that the usual helpers sign for them.
contract WalletsTest is DealBase {
    // ---- honest ----

    function test_HonestWallets_LiveAWholeDeal() external {
        TermsFixture memory fixture = _honest(0);
        _open(fixture);
        _deliver(fixture, 1);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, _verdictOf(fixture, 0, FULL, false));
        quittance.submitVerdict(fixture.whole(), 1, EVIDENCE, _verdictOf(fixture, 1, 0, true));
        bytes32 digest = Digests.release(address(quittance), fixture, 2);
        quittance.release(fixture.whole(), 2, Signing.signCompact(BUYER_KEY, digest));
        VM.assertEq(usdc.balanceOf(fixture.seller), AMOUNT_0 + AMOUNT_2, "seller");
        VM.assertEq(usdc.balanceOf(fixture.buyer), FUNDS - AMOUNT_0 - AMOUNT_2, "buyer");
    }

    function test_HonestWallets_CompactPaymentAndAuthorization() external {
        TermsFixture memory fixture = _honest(0);
        bytes memory payment = Signing.signCompact(BUYER_KEY, _paymentDigest(fixture));
        quittance.open(fixture.whole(), payment, Signing.signCompact(SELLER_KEY, _dealId(fixture)));
        VM.assertEq(_unsettled(_dealId(fixture)), fixture.total(), "opened");
    }

    function test_HonestWallets_FromAndToTheLedger() external {
        TermsFixture memory fixture = _honest(7);
        _fundLedger(fixture.buyer, uint96(fixture.total()));
        _open(fixture);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, _verdictOf(fixture, 0, FULL, false));
        VM.assertEq(quittance.balanceOf(fixture.seller), AMOUNT_0, "balance");
    }

    function test_HonestWallets_CallForThemselves() external {
        TermsFixture memory fixture = _honest(TermsFixtures.FUNDED_FROM_LEDGER);
        _fundLedger(fixture.buyer, uint96(fixture.total()));
        bytes memory call = abi.encodeCall(IDeals.open, (fixture.whole(), "", _sellerSignature(fixture)));
        VM.prank(BUYER);
        OwnedWallet(fixture.buyer).execute(address(quittance), call);
        call = abi.encodeCall(ISettlements.refund, (fixture.whole(), 0, ""));
        VM.prank(SELLER);
        OwnedWallet(fixture.seller).execute(address(quittance), call);
        VM.assertEq(usdc.balanceOf(fixture.buyer), FUNDS + AMOUNT_0, "refunded");
    }

    // ---- misbehaving ----

    function test_RevertWhen_SellerIsAMisbehavingWallet() external {
        address[4] memory wallets = _misbehaving(SELLER);
        for (uint256 i = 0; i < wallets.length; ++i) {
            TermsFixture memory fixture = _fixture();
            fixture.seller = wallets[i];
            (bytes memory buyers, bytes memory sellers) = (_buyerSignature(fixture), _sellerSignature(fixture));
            bytes32 dealId = _dealId(fixture);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, wallets[i], dealId));
            quittance.open(fixture.whole(), buyers, sellers);
            bytes memory call = abi.encodeCall(IDeals.open, (fixture.whole(), buyers, ""));
            VM.prank(SELLER);
            OwnedWallet(wallets[i]).execute(address(quittance), call);
            VM.assertEq(_unsettled(dealId), fixture.total(), "its own call needs no answer");
        }
    }

    function test_RevertWhen_AJurorIsAMisbehavingWallet() external {
        address[4] memory wallets = _misbehaving(VM.addr(FIRST_JUROR_KEY));
        for (uint256 i = 0; i < wallets.length; ++i) {
            TermsFixture memory fixture = _fixture();
            (address[] memory panel, uint8 position) = _seat(wallets[i]);
            fixture.panel = panel;
            bytes32 dealId = _open(fixture);
            SignedBallot[] memory ballots = _threeBallots(fixture);
            bytes memory packed = BallotBox.pack(ballots);
            VM.expectRevert(
                abi.encodeWithSelector(
                    BallotSet.Quittance_InvalidBallotSignature.selector,
                    uint256(position),
                    wallets[i]
                )
            );
            quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
            quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_without(ballots, position)));
            VM.assertEq(_settled(dealId), 1, "the others decide");
        }
    }

    function test_RevertWhen_BuyerIsAMisbehavingWallet() external {
        address[4] memory wallets = _misbehaving(BUYER);
        for (uint256 i = 0; i < wallets.length; ++i) {
            TermsFixture memory fixture = _fixture();
            fixture.buyer = wallets[i];
            _mint(wallets[i], fixture.total());
            bytes memory call = abi.encodeCall(
                IDeals.open,
                (fixture.whole(), _buyerSignature(fixture), _sellerSignature(fixture))
            );
            (bool opened, ) = address(quittance).call{gas: 2_000_000}(call);
            VM.assertFalse(opened, "opened");
            VM.assertEq(_unsettled(_dealId(fixture)), 0, "nothing is left behind");
        }
    }

    function test_RevertWhen_TooLittleGasIsLeftForAWalletsAnswer() external {
        TermsFixture memory fixture = _honest(0);
        _open(fixture);
        bytes memory signature = Signing.sign(BUYER_KEY, Digests.release(address(quittance), fixture, 0));
        VM.expectPartialRevert(Signatures.Quittance_InsufficientGas.selector);
        quittance.release{gas: 200_000}(fixture.whole(), 0, signature);
        quittance.release{gas: 500_000}(fixture.whole(), 0, signature);
    }

    /// @dev As a plain account does when it delegates to a wallet's code (EIP-7702).
    function test_AnAccountsCodeMayAppearAfterItSigned() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        VM.etch(BUYER, address(new RevertingWallet(STRANGER)).code);
        VM.etch(SELLER, address(new WrongMagicWallet(STRANGER)).code);
        quittance.release(fixture.whole(), 0, Signing.sign(BUYER_KEY, Digests.release(address(quittance), fixture, 0)));
        quittance.refund(
            fixture.whole(),
            1,
            Signing.signCompact(SELLER_KEY, Digests.refund(address(quittance), fixture, 1))
        );
        VM.assertEq(_settled(dealId), 3, "settled");
    }

    // ---- casts ----

    function _honest(uint8 destinations) private returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.destinations = destinations;
        fixture.buyer = address(new Erc1271Wallet(BUYER));
        fixture.seller = address(new Erc1271Wallet(SELLER));
        fixture.panel = new address[](1);
        fixture.panel[0] = address(new Erc1271Wallet(VM.addr(FIRST_JUROR_KEY)));
        _mint(fixture.buyer, FUNDS);
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
        TermsFixture memory fixture,
        uint8 milestone,
        uint16 score,
        bool compact
    ) private view returns (bytes memory) {
        bytes32 digest = Digests.ballot(address(quittance), _dealId(fixture), milestone, 1, EVIDENCE, score, 0);
        SignedBallot[] memory ballots = new SignedBallot[](1);
        bytes memory signature =
            compact ? Signing.signCompact(FIRST_JUROR_KEY, digest) : Signing.sign(FIRST_JUROR_KEY, digest);
        ballots[0] = SignedBallot(0, score, 0, signature);
        return BallotBox.withDelivery(BallotBox.pack(ballots), EVIDENCE_URI, _delivery(fixture, milestone, EVIDENCE));
    }

    /// @return panel The wallet between the jurors of keys 0x10001 and 0x10002, in order.
    /// @return position The wallet's.
    function _seat(address wallet) private pure returns (address[] memory panel, uint8 position) {
        panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (wallet, VM.addr(FIRST_JUROR_KEY + 1), VM.addr(FIRST_JUROR_KEY + 2));
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 j = 0; j < 2; ++j) {
                if (panel[j] > panel[j + 1]) (panel[j], panel[j + 1]) = (panel[j + 1], panel[j]);
            }
        }
        while (panel[position] != wallet) ++position;
    }

    function _threeBallots(TermsFixture memory fixture) private view returns (SignedBallot[] memory ballots) {
        bytes32 digest = Digests.ballot(address(quittance), _dealId(fixture), 0, 1, EVIDENCE, FULL, 0);
        ballots = new SignedBallot[](3);
        for (uint8 i = 0; i < 3; ++i) {
            uint256 key = FIRST_JUROR_KEY;
            for (uint256 k = 1; k < 3; ++k)
                if (VM.addr(FIRST_JUROR_KEY + k) == fixture.panel[i]) key = FIRST_JUROR_KEY + k;
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
