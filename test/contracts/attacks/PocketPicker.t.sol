// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The front-runner that has a bond taken from the other pocket: the contester signed to pay from its wallet,
/// and its balance would pay, or the other way round. The signed contest names the pocket.
contract PocketPickerTest is DisputesBase {
    uint16 private constant PAYOUT = 4_000;

    function test_TheBalanceDoesNotPayForTheWallet() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, PAYOUT);
        bytes memory signed = _contestSignatureOf(fixture, SELLER_KEY, 2, PAYOUT, SELLER, true);
        bytes32 asked = Digests.contest(address(quittance), dealId, 0, 2, PAYOUT, BOND, SELLER);
        VM.prank(STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, asked));
        quittance.contest(fixture.whole(), 0, SELLER, PAYOUT, signed, _fromBalance(SELLER));
        // What it signed goes on.
        bytes memory payment = Signing.sign(SELLER_KEY, _walletBondDigest(fixture, SELLER, 2, SELLER));
        uint96 balance = quittance.balanceOf(SELLER);
        _mint(SELLER, BOND);
        _relay(fixture, signed, IContests.BondPayment(SELLER, true, OPEN_BY, payment));
        VM.assertEq(quittance.balanceOf(SELLER), balance, "its balance is left alone");
    }

    function test_TheWalletDoesNotPayForTheBalance() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, PAYOUT);
        bytes memory signed = _contestSignature(fixture, SELLER_KEY, 2, PAYOUT, SELLER);
        bytes memory payment = Signing.sign(SELLER_KEY, _walletBondDigest(fixture, SELLER, 2, SELLER));
        _mint(SELLER, BOND);
        bytes32 asked = Digests.contest(address(quittance), dealId, 0, 2, PAYOUT, BOND, SELLER, true);
        VM.prank(STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, asked));
        quittance.contest(
            fixture.whole(),
            0,
            SELLER,
            PAYOUT,
            signed,
            IContests.BondPayment(SELLER, true, OPEN_BY, payment)
        );
        uint256 wallet = usdc.balanceOf(SELLER);
        _relay(fixture, signed, _fromBalance(SELLER));
        VM.assertEq(usdc.balanceOf(SELLER), wallet, "its wallet is left alone");
    }

    /// @dev Nor is another payer's pocket changed: it signed for one of them, and so did the contester.
    function test_NorAnotherPayersPocket() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, PAYOUT);
        bytes memory signed = _contestSignatureOf(fixture, SELLER_KEY, 2, PAYOUT, PAYER, true);
        bytes memory authorization = _bondSignature(fixture, PAYER_KEY, 2, SELLER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(
            fixture.whole(),
            0,
            SELLER,
            PAYOUT,
            signed,
            IContests.BondPayment(PAYER, false, 0, authorization)
        );
        bytes memory payment = Signing.sign(PAYER_KEY, _walletBondDigest(fixture, PAYER, 2, SELLER));
        _relay(fixture, signed, IContests.BondPayment(PAYER, true, OPEN_BY, payment));
    }

    function _relay(TermsFixture memory fixture, bytes memory signed, IContests.BondPayment memory payment) private {
        VM.prank(STRANGER);
        quittance.contest(fixture.whole(), 0, SELLER, PAYOUT, signed, payment);
        VM.assertEq(quittance.contestOf(_dealId(fixture), 0, 2).payer, payment.payer, "contested");
    }
}
