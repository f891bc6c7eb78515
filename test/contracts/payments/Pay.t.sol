// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Envelope} from "../support/Envelope.sol";
import {Lists} from "../support/Lists.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

contract PayTest is TabBase {
    uint96 private constant EACH = 10e6;

    /// @return Paid by a wallet, of one payment.
    function _walletOrder(uint64 nonce) private view returns (Order memory) {
        return _orderTo(BUYER, nonce, _one(SELLER), EACH);
    }

    function _byBuyer(Order memory order) private view returns (bytes memory) {
        return Signing.sign(BUYER_KEY, _orderId(order));
    }

    function _two() private view returns (address[] memory payees) {
        payees = new address[](2);
        (payees[0], payees[1]) = (SELLER, PAYER);
    }

    /// @dev `AccountDigests.order`, made by `abi.encode`, is the reference of how payments are hashed.
    function testFuzz_TheOrderIdIsItsTypedDataDigest(Order calldata order) external view {
        VM.assertEq(quittance.orderIdOf(order), _orderId(order), "order id");
    }

    // ---- a wallet ----

    function test_Wallet_TakesASignatureOfItsOwnOrItsCall() external {
        Order memory order = _walletOrder(1);
        _pay(order, Signing.sign(BUYER_KEY, _orderId(order)));
        order.nonce = 2;
        _pay(order, Signing.signCompact(BUYER_KEY, _orderId(order)));
        order.nonce = 3;
        VM.prank(BUYER);
        _pay(order, "");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - 3 * EACH, "payer");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + 3 * EACH, "payee");
    }

    function test_Wallet_TakesAContractsAuthorization() external {
        address wallet = address(new Erc1271Wallet(BUYER));
        _fundLedger(wallet, EACH);
        Order memory order = _orderTo(wallet, 0, _one(SELLER), EACH);
        _pay(order, Signing.sign(BUYER_KEY, _orderId(order)));
        VM.assertEq(quittance.balanceOf(wallet), 0, "payer");
    }

    function test_Wallet_MovesEachAmountAndEmitsOrderPaid() external {
        Order memory order = _orderTo(BUYER, 5, _two(), EACH);
        (order.category, order.memo, order.payments[1].amount) = (7, keccak256("invoice"), 3e6);
        bytes memory signature = _byBuyer(order);
        VM.expectEmit(address(quittance));
        emit IPayments.OrderPaid(
            _orderId(order),
            BUYER,
            5,
            7,
            keccak256("invoice"),
            abi.encodePacked(SELLER, EACH, PAYER, uint96(3e6))
        );
        VM.prank(STRANGER);
        _pay(order, signature);
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - 13e6, "payer");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + EACH, "first payee");
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE + 3e6, "second payee");
        VM.assertEq(quittance.orderIdOf(order), _orderId(order), "order id");
        VM.assertTrue(quittance.isOrderUsed(BUYER, 5), "used");
    }

    function test_Wallet_RevertWhen_AnotherSignedOrAnotherOrder() external {
        Order memory order = _walletOrder(1);
        bytes memory refusal = abi.encodeWithSelector(
            IDeals.Quittance_InvalidSignature.selector,
            BUYER,
            _orderId(order)
        );
        bytes memory byAnother = Signing.sign(SELLER_KEY, _orderId(order));
        bytes[6] memory others;
        for (uint256 i = 0; i < others.length; ++i) others[i] = _byBuyer(_changed(i));
        VM.expectRevert(refusal);
        _pay(order, byAnother);
        for (uint256 i = 0; i < others.length; ++i) {
            VM.expectRevert(refusal);
            _pay(order, others[i]);
        }
        VM.prank(SELLER);
        VM.expectRevert(refusal);
        _pay(order, "");
    }

    /// @return order The usual one with one field changed.
    function _changed(uint256 field) private view returns (Order memory order) {
        order = _walletOrder(1);
        if (field == 0) order.nonce = 2;
        if (field == 1) order.validUntil += 1;
        if (field == 2) order.category = 1;
        if (field == 3) order.memo = keccak256("another");
        if (field == 4) order.payments[0].payee = STRANGER;
        if (field == 5) order.payments[0].amount += 1;
    }

    // ---- a managed account ----

    function test_Account_TakesAKeysEnvelopeAndCountsTheTotalOnce() external {
        Order memory order = _orderTo(managedAccount, 1, _two(), EACH);
        bytes memory envelope = _orderSeal(order);
        VM.expectEmit(address(quittance));
        emit IAuthority.FundsCommitted(managedAccount, _orderId(order), AGENT, 2 * EACH);
        VM.prank(STRANGER);
        _pay(order, envelope);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 2 * EACH, "payer");
        _requireSpent(managedAccount, 2 * EACH, 2 * EACH, NOW - 8 hours, "counted once");
    }

    function test_Account_RevertWhen_TheKeyMayNotCommit() external {
        uint256 others = Capabilities.ALL ^ Capabilities.COMMIT;
        _setKey(managedAccount, AGENT, KEY_EXPIRY, others);
        Order memory order = _order(managedAccount, 1, EACH);
        bytes memory envelope = _orderSeal(order);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                AGENT,
                Capabilities.COMMIT,
                others
            )
        );
        _pay(order, envelope);
    }

    function test_Account_RevertWhen_OnePayeeOrTheCategoryIsNotListed() external {
        uint32[] memory categories = new uint32[](2);
        (categories[0], categories[1]) = (7, 8);
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        (policy.counterparties, policy.categories) = (Lists.rootOf(_two()), Lists.rootOf(categories));
        address account = _openManagedAccount(1, policy);
        Envelope memory envelope = _envelope(policy);
        envelope.proofs = bytes.concat(
            Lists.proofOf(_two(), SELLER),
            Lists.proofOf(_two(), PAYER),
            Lists.proofOf(categories, 8)
        );
        Order memory order = _orderTo(account, 1, _two(), EACH);
        (order.category, order.payments[1].payee) = (8, STRANGER);
        bytes memory sealed_ = _sealWith(envelope, account, _orderId(order));
        VM.expectRevert(
            abi.encodeWithSelector(IAuthority.Quittance_CounterpartyNotAllowed.selector, account, STRANGER)
        );
        _pay(order, sealed_);
        (order.category, order.payments[1].payee) = (9, PAYER);
        sealed_ = _sealWith(envelope, account, _orderId(order));
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_CategoryNotAllowed.selector, account, uint256(9)));
        _pay(order, sealed_);
        order.category = 8;
        _pay(order, _sealWith(envelope, account, _orderId(order)));
    }

    function test_Account_RevertWhen_TheTotalIsAboveALimitThoughNoPaymentIs() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = uint64(2 * EACH - 1);
        address account = _openManagedAccount(1, policy);
        Order memory order = _orderTo(account, 1, _two(), EACH);
        bytes memory envelope = _sealWith(_envelope(policy), account, _orderId(order));
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_PerTransactionLimitExceeded.selector,
                account,
                uint256(policy.perTransaction),
                uint256(2 * EACH),
                uint256(policy.perTransaction)
            )
        );
        _pay(order, envelope);
        VM.assertFalse(quittance.isOrderUsed(account, 1), "the nonce is as it was");
    }

    function test_Account_IsPaidToo() external {
        Order memory order = _orderTo(BUYER, 1, _one(managedAccount), EACH);
        _freeze(managedAccount);
        _pay(order, _byBuyer(order));
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE + EACH, "frozen or not");
        _requireSpent(managedAccount, 0, 0, 0, "what comes in counts nowhere");
    }

    // ---- time and nonce ----

    function test_RevertWhen_ValidUntilHasCome() external {
        Order memory order = _walletOrder(1);
        bytes memory signature = _byBuyer(order);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(order.validUntil + late);
            VM.expectRevert(
                abi.encodeWithSelector(
                    ISettlements.Quittance_SignatureExpired.selector,
                    uint256(order.validUntil),
                    uint256(order.validUntil) + late
                )
            );
            _pay(order, signature);
        }
        VM.warp(order.validUntil - 1);
        _pay(order, signature);
    }

    function test_RevertWhen_TheNonceWasUsed() external {
        uint64[7] memory nonces = [uint64(0), 1, 255, 256, 257, type(uint64).max - 1, type(uint64).max];
        for (uint256 i = 0; i < nonces.length; ++i) {
            Order memory order = _walletOrder(nonces[i]);
            VM.assertFalse(quittance.isOrderUsed(BUYER, nonces[i]), "before");
            _pay(order, _byBuyer(order));
            VM.assertTrue(quittance.isOrderUsed(BUYER, nonces[i]), "after");
            order.memo = keccak256("another order of the same nonce");
            bytes memory signature = _byBuyer(order);
            VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_OrderUsed.selector, BUYER, nonces[i]));
            _pay(order, signature);
        }
        VM.assertFalse(quittance.isOrderUsed(BUYER, 254), "a neighbour");
        VM.assertFalse(quittance.isOrderUsed(BUYER, 512), "the same bit of another word");
        VM.assertFalse(quittance.isOrderUsed(SELLER, 0), "another's nonce");
    }

    function testFuzz_ANonceIsUsedOnceAndAlone(uint64 nonce, uint64 other) external {
        Order memory order = _walletOrder(nonce);
        bytes memory signature = _byBuyer(order);
        _pay(order, signature);
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_OrderUsed.selector, BUYER, nonce));
        _pay(order, signature);
        VM.assertEq(quittance.isOrderUsed(BUYER, other), other == nonce, "no other nonce");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - EACH, "paid once");
    }

    // ---- payments ----

    function test_RevertWhen_APayeeMayHoldNoBalance() external {
        address[4] memory barred = [address(0), address(usdc), address(quittance), BUYER];
        for (uint256 i = 0; i < barred.length; ++i) {
            Order memory order = _orderTo(BUYER, 1, _two(), EACH);
            order.payments[1].payee = barred[i];
            bytes memory signature = _byBuyer(order);
            VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_PayeeRefused.selector, uint256(1), barred[i]));
            _pay(order, signature);
        }
        Order memory own = _orderTo(managedAccount, 1, _one(managedAccount), EACH);
        bytes memory envelope = _orderSeal(own);
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_PayeeRefused.selector, uint256(0), managedAccount));
        _pay(own, envelope);
    }

    function test_RevertWhen_AnAmountIsZero() external {
        Order memory order = _orderTo(BUYER, 1, _two(), EACH);
        order.payments[1].amount = 0;
        bytes memory signature = _byBuyer(order);
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_PaymentAmountZero.selector, uint256(1)));
        _pay(order, signature);
    }

    function test_RevertWhen_ThereIsNoPaymentOrOneTooMany() external {
        uint256[2] memory counts = [uint256(0), 257];
        for (uint256 i = 0; i < counts.length; ++i) {
            Order memory order = _orderTo(BUYER, 1, new address[](counts[i]), 1);
            for (uint256 j = 0; j < counts[i]; ++j) order.payments[j].payee = SELLER;
            bytes memory signature = _byBuyer(order);
            VM.expectRevert(
                abi.encodeWithSelector(IPayments.Quittance_PaymentCountOutOfRange.selector, counts[i], uint256(256))
            );
            _pay(order, signature);
        }
    }

    function test_PaysTwoHundredAndFiftySix() external {
        address[] memory payees = new address[](256);
        for (uint160 i = 0; i < 256; ++i) payees[i] = address(0xbeef0000 + i / 2);
        Order memory order = _orderTo(BUYER, 1, payees, 1e6);
        _pay(order, _byBuyer(order));
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - 256e6, "payer");
        for (uint256 i = 0; i < 256; ++i) VM.assertEq(quittance.balanceOf(payees[i]), 2e6, "named twice, paid twice");
    }

    function test_RevertWhen_TheBalanceHoldsOneUnitLess() external {
        Order memory order = _orderTo(BUYER, 1, _two(), BALANCE / 2);
        order.payments[0].amount += 1;
        bytes memory signature = _byBuyer(order);
        VM.expectRevert(
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                BUYER,
                uint256(BALANCE),
                uint256(BALANCE) + 1
            )
        );
        _pay(order, signature);
        order.payments[0].amount -= 1;
        _pay(order, _byBuyer(order));
        VM.assertEq(quittance.balanceOf(BUYER), 0, "all of it");
    }

    /// @dev A total that wraps would cost the payer nothing, and give the payees everything.
    function test_RevertWhen_TheAmountsSumToMoreThan96Bits() external {
        address[2] memory payers = [BUYER, managedAccount];
        uint96[3] memory firsts = [uint96(1) << 95, type(uint96).max, type(uint96).max];
        uint96[3] memory seconds_ = [uint96(1) << 95, 1, 2];
        for (uint256 i = 0; i < 6; ++i) {
            Order memory order = _orderTo(payers[i % 2], 1, _two(), 1);
            (order.payments[0].amount, order.payments[1].amount) = (firsts[i / 2], seconds_[i / 2]);
            bytes memory signature = i % 2 == 0 ? _byBuyer(order) : _orderSeal(order);
            VM.expectRevert();
            _pay(order, signature);
        }
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "one payee");
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE, "the other");
    }

    // ---- several orders ----

    function test_RevertWhen_ThereAreNotAsManySignatures() external {
        Order[] memory orders = new Order[](2);
        bytes[] memory signatures = new bytes[](1);
        (orders[0], orders[1]) = (_walletOrder(1), _walletOrder(2));
        signatures[0] = _byBuyer(orders[0]);
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_LengthMismatch.selector, uint256(2), uint256(1)));
        quittance.pay(orders, signatures);
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_LengthMismatch.selector, uint256(0), uint256(1)));
        quittance.pay(new Order[](0), signatures);
    }

    function test_Several_PaysThemAll() external {
        (Order[] memory orders, bytes[] memory signatures) = _batch();
        quittance.pay(orders, signatures);
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - EACH, "a wallet");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 2 * EACH, "an account");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + 2 * EACH, "payee");
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE + EACH, "payee of one of them");
    }

    function test_Several_RevertWhen_OneCannotBePaid() external {
        (Order[] memory orders, bytes[] memory signatures) = _batch();
        signatures[1] = signatures[0];
        VM.expectRevert();
        quittance.pay(orders, signatures);
        VM.assertFalse(quittance.isOrderUsed(BUYER, 1), "none is used");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "none is paid");
        orders[1] = orders[0];
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_OrderUsed.selector, BUYER, uint64(1)));
        quittance.pay(orders, signatures);
    }

    /// @dev Money that an earlier order brings can be spent by a later one.
    function test_Several_OneSpendsWhatTheOneBeforeItPaid() external {
        Order[] memory orders = new Order[](2);
        bytes[] memory signatures = new bytes[](2);
        orders[0] = _orderTo(BUYER, 1, _one(STRANGER), EACH);
        signatures[0] = _byBuyer(orders[0]);
        orders[1] = _orderTo(STRANGER, 1, _one(SELLER), EACH);
        signatures[1] = Signing.sign(STRANGER_KEY, _orderId(orders[1]));
        quittance.pay(orders, signatures);
        VM.assertEq(quittance.balanceOf(STRANGER), 0, "passed on");
    }

    function _batch() private view returns (Order[] memory orders, bytes[] memory signatures) {
        orders = new Order[](2);
        signatures = new bytes[](2);
        orders[0] = _walletOrder(1);
        signatures[0] = _byBuyer(orders[0]);
        orders[1] = _orderTo(managedAccount, 1, _two(), EACH);
        signatures[1] = _orderSeal(orders[1]);
    }
}
