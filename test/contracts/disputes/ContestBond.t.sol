// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract ContestBondTest is DisputesBase {
    uint16 private constant PAYOUT = 7_000;
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _stand(_contestable(), PAYOUT);
    }

    // ---- from a ledger balance ----

    function test_Ledger_TheContesterCalls() external {
        _contest(_contestable(), BUYER, PAYOUT);
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - BOND, "balance");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - _contestable().total(), "the wallet is left alone");
        _requirePaidBy(BUYER);
    }

    function test_Ledger_AThirdPersonSigns() external {
        bytes32 digest = Digests.bond(address(quittance), PAYER, _id, 0, 2, BUYER, BOND);
        bytes[2] memory forms = [Signing.sign(PAYER_KEY, digest), Signing.signCompact(PAYER_KEY, digest)];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = VM.snapshotState();
            _contestWith(IContests.BondPayment(PAYER, false, 0, forms[i]));
            VM.assertEq(quittance.balanceOf(PAYER), BALANCE - BOND, "its balance");
            VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "not the contester's");
            _requirePaidBy(PAYER);
            VM.revertToState(snapshot);
        }
    }

    function test_Ledger_TheOtherPartyPays() external {
        _contestWith(IContests.BondPayment(SELLER, false, 0, _bondSignature(_contestable(), SELLER_KEY, 2, BUYER)));
        _requirePaidBy(SELLER);
    }

    function test_Ledger_AContractWalletSigns() external {
        Erc1271Wallet wallet = new Erc1271Wallet(PAYER);
        _fundLedger(address(wallet), BOND);
        bytes memory signature = Signing.sign(PAYER_KEY, _bondId(_contestable(), address(wallet), 2, BUYER));
        _contestWith(IContests.BondPayment(address(wallet), false, 0, signature));
        VM.assertEq(quittance.balanceOf(address(wallet)), 0, "its balance");
        _requirePaidBy(address(wallet));
    }

    function test_Ledger_ThePayerCallsWithTheContestersSignature() external {
        TermsFixture memory fixture = _contestable();
        bytes memory contest = _contestSignature(fixture, BUYER_KEY, 2, PAYOUT, PAYER);
        VM.prank(PAYER);
        quittance.contest(fixture.whole(), 0, BUYER, PAYOUT, contest, _fromBalance(PAYER));
        _requirePaidBy(PAYER);
    }

    function test_Ledger_RevertWhen_ThePayerSaidSomethingElse() external {
        TermsFixture memory fixture = _contestable();
        address q = address(quittance);
        bytes32 right = Digests.bond(q, PAYER, _id, 0, 2, BUYER, BOND);
        bytes[6] memory wrong = [
            bytes(""),
            Signing.sign(PAYER_KEY, Digests.bond(q, PAYER, _id, 1, 2, BUYER, BOND)),
            Signing.sign(PAYER_KEY, Digests.bond(q, PAYER, _id, 0, 3, BUYER, BOND)),
            Signing.sign(PAYER_KEY, Digests.bond(q, PAYER, _id, 0, 2, SELLER, BOND)),
            Signing.sign(BUYER_KEY, right),
            Signing.signHigh(PAYER_KEY, right)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.prank(BUYER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PAYER, right));
            quittance.contest(fixture.whole(), 0, BUYER, PAYOUT, "", IContests.BondPayment(PAYER, false, 0, wrong[i]));
        }
    }

    /// @dev The contester's own word names the payer: a relayer cannot swap in its own victim.
    function test_Ledger_RevertWhen_TheContestNamesAnotherPayer() external {
        TermsFixture memory fixture = _contestable();
        bytes memory contest = _contestSignature(fixture, BUYER_KEY, 2, PAYOUT, BUYER);
        bytes memory authorization = _bondSignature(fixture, PAYER_KEY, 2, BUYER);
        bytes32 asked = Digests.contest(address(quittance), _id, 0, 2, PAYOUT, BOND, PAYER);
        VM.prank(STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, asked));
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            PAYOUT,
            contest,
            IContests.BondPayment(PAYER, false, 0, authorization)
        );
    }

    function test_Ledger_RevertWhen_TheBalanceIsTooSmall() external {
        VM.prank(BUYER);
        quittance.withdraw(BUYER, BALANCE - BOND + 1, 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                BUYER,
                uint256(BOND - 1),
                uint256(BOND)
            )
        );
        _contest(_contestable(), BUYER, PAYOUT);
        _fundLedger(BUYER, 1);
        _contest(_contestable(), BUYER, PAYOUT);
        VM.assertEq(quittance.balanceOf(BUYER), 0, "to the last unit");
    }

    function test_Ledger_RevertWhen_NobodyPays() external {
        TermsFixture memory fixture = _contestable();
        VM.prank(BUYER);
        VM.expectRevert();
        quittance.contest(fixture.whole(), 0, BUYER, PAYOUT, "", IContests.BondPayment(address(0), false, 0, ""));
    }

    // ---- from a wallet ----

    function test_Wallet_BothFormsOfTheContester() external {
        TermsFixture memory fixture = _contestable();
        bytes32 digest = _walletBondDigest(fixture, BUYER, 2, BUYER);
        bytes[2] memory forms = [Signing.sign(BUYER_KEY, digest), Signing.signCompact(BUYER_KEY, digest)];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = VM.snapshotState();
            _contestWith(IContests.BondPayment(BUYER, true, OPEN_BY, forms[i]));
            VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() - BOND, "wallet");
            VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "the balance is left alone");
            _requirePaidBy(BUYER);
            VM.revertToState(snapshot);
        }
    }

    function test_Wallet_BothFormsOfAThirdPerson() external {
        bytes32 digest = _walletBondDigest(_contestable(), PAYER, 2, BUYER);
        bytes[2] memory forms = [Signing.sign(PAYER_KEY, digest), Signing.signCompact(PAYER_KEY, digest)];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = VM.snapshotState();
            _contestWith(IContests.BondPayment(PAYER, true, OPEN_BY, forms[i]));
            VM.assertEq(usdc.balanceOf(PAYER), BALANCE - BOND, "wallet");
            VM.assertEq(quittance.balanceOf(PAYER), BALANCE, "balance");
            _requirePaidBy(PAYER);
            VM.revertToState(snapshot);
        }
    }

    function test_Wallet_AContractWallet() external {
        Erc1271Wallet wallet = new Erc1271Wallet(PAYER);
        _mint(address(wallet), BOND);
        bytes32 digest = _walletBondDigest(_contestable(), address(wallet), 2, BUYER);
        _contestWith(IContests.BondPayment(address(wallet), true, OPEN_BY, Signing.signCompact(PAYER_KEY, digest)));
        VM.assertEq(usdc.balanceOf(address(wallet)), 0, "wallet");
        _requirePaidBy(address(wallet));
    }

    function test_Wallet_RelayedWithTheContestersSignature() external {
        TermsFixture memory fixture = _contestable();
        bytes memory contest = _contestSignatureOf(fixture, BUYER_KEY, 2, PAYOUT, BUYER, true);
        bytes memory payment = Signing.sign(BUYER_KEY, _walletBondDigest(fixture, BUYER, 2, BUYER));
        VM.prank(STRANGER);
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            PAYOUT,
            contest,
            IContests.BondPayment(BUYER, true, OPEN_BY, payment)
        );
        _requirePaidBy(BUYER);
    }

    /// @dev An authorisation for a bond is for that contest: not another round's, milestone's or contester's.
    function test_Wallet_RevertWhen_TheAuthorisationIsForAnotherBond() external {
        TermsFixture memory fixture = _contestable();
        bytes32[5] memory wrong = [
            _authorisation(fixture.bond, Digests.bond(address(quittance), BUYER, _id, 0, 3, BUYER, BOND)),
            _authorisation(fixture.bond, Digests.bond(address(quittance), BUYER, _id, 1, 2, BUYER, BOND)),
            _authorisation(fixture.bond, Digests.bond(address(quittance), BUYER, _id, 0, 2, SELLER, BOND)),
            _authorisation(fixture.bond - 1, Digests.bond(address(quittance), BUYER, _id, 0, 2, BUYER, BOND)),
            _authorisation(fixture.bond, Digests.deposit(address(quittance), BUYER, 1))
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            bytes memory signature = Signing.sign(PAYER_KEY, wrong[i]);
            VM.prank(BUYER);
            VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
            quittance.contest(
                fixture.whole(),
                0,
                BUYER,
                PAYOUT,
                "",
                IContests.BondPayment(PAYER, true, OPEN_BY, signature)
            );
        }
    }

    function test_Wallet_RevertWhen_TheAuthorisationExpired() external {
        TermsFixture memory fixture = _contestable();
        VM.warp(OPEN_BY - 1);
        uint256 snapshot = VM.snapshotState();
        bytes memory signature = Signing.sign(PAYER_KEY, _walletBondDigest(fixture, PAYER, 2, BUYER));
        _contestWith(IContests.BondPayment(PAYER, true, OPEN_BY, signature));
        VM.revertToState(snapshot);
        VM.warp(OPEN_BY);
        VM.prank(BUYER);
        VM.expectRevert(bytes("FiatTokenV2: authorization is expired"));
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            PAYOUT,
            "",
            IContests.BondPayment(PAYER, true, OPEN_BY, signature)
        );
    }

    /// @dev The authorisation of a ledger bond moves nothing from the wallet, nor the other way round.
    function test_Wallet_RevertWhen_TheAuthorizationIsForTheBalance() external {
        TermsFixture memory fixture = _contestable();
        bytes memory forBalance = _bondSignature(fixture, PAYER_KEY, 2, BUYER);
        bytes memory forWallet = Signing.sign(PAYER_KEY, _walletBondDigest(fixture, PAYER, 2, BUYER));
        VM.prank(BUYER);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            PAYOUT,
            "",
            IContests.BondPayment(PAYER, true, OPEN_BY, forBalance)
        );
        VM.prank(BUYER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            PAYOUT,
            "",
            IContests.BondPayment(PAYER, false, OPEN_BY, forWallet)
        );
    }

    // ---- the nonce ----

    function test_BondNonce() external view {
        VM.assertEq(
            quittance.bondIdOf(PAYER, _id, 5, 3, SELLER, 7),
            Digests.bond(address(quittance), PAYER, _id, 5, 3, SELLER, 7),
            "the digest of the payer's authorisation"
        );
    }

    function _authorisation(uint256 value, bytes32 nonce) private view returns (bytes32) {
        return Digests.receiveAuthorization(address(usdc), address(quittance), PAYER, value, OPEN_BY, nonce);
    }

    /// @dev As the buyer.
    function _contestWith(IContests.BondPayment memory payment) private {
        TermsFixture memory fixture = _contestable();
        VM.expectEmit(address(quittance));
        emit IContests.ContestOpened(_id, BUYER, 0, 2, PAYOUT, payment.payer, BOND, payment.fromWallet);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, PAYOUT, "", payment);
    }

    function _requirePaidBy(address payer) private view {
        VM.assertEq(quittance.contestOf(_id, 0, 2).payer, payer, "the bond is its payer's to get back");
        VM.assertEq(quittance.milestoneOf(_id, 0).byBuyer, 1, "the contest is the contester's");
    }
}
