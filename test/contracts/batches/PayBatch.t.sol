// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

/// @notice Orders as items of a batch: they are paid from what accounts had before it.
contract PayBatchTest is TabBase {
    uint256 private constant POOR_KEY = 0xB00B1E5;
    uint96 private constant EACH = 10e6;

    function test_PaysEachOrder() external {
        quittance.batch(_three(), true);
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - EACH, "the buyer paid once");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + EACH - EACH, "the seller was paid and paid");
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE + EACH - EACH, "the payer was paid and paid");
        VM.assertEq(quittance.balanceOf(_poor()), EACH, "the last one was paid");
    }

    function test_NoOrderSpendsWhatAnotherEarned() external {
        bytes[] memory calls = new bytes[](2);
        bytes memory earns = _call(BUYER_KEY, 1, _poor(), EACH);
        bytes memory spends = _call(POOR_KEY, 1, SELLER, EACH);
        bytes memory reason = abi.encodeWithSelector(
            ILedger.Quittance_InsufficientBalance.selector,
            _poor(),
            uint256(0),
            uint256(EACH)
        );
        for (uint256 first = 0; first < 2; ++first) {
            uint256 snapshot = VM.snapshotState();
            (calls[first], calls[1 - first]) = (earns, spends);
            VM.expectEmit(address(quittance));
            emit IItems.ItemRefused(1 - first, reason);
            quittance.batch(calls, false);
            VM.assertEq(quittance.balanceOf(_poor()), EACH, "it is paid after the last order");
            VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "and has paid nobody");
            VM.revertToState(snapshot);
        }
    }

    /// @dev Orders between four accounts, each within what its account had before.
    function testFuzz_AnyOrderOfItemsIsTheSame(uint256 seed) external {
        uint256[4] memory keys = [BUYER_KEY, SELLER_KEY, PAYER_KEY, POOR_KEY];
        _fundLedger(_poor(), BALANCE);
        bytes[] memory calls = new bytes[](2 + (seed % 6));
        bytes[] memory turned = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            uint256 payee = ((dice % 4) + 1 + ((dice >> 8) % 3)) % 4;
            uint96 amount = uint96(1 + ((dice >> 16) % (BALANCE / 8)));
            calls[i] = _call(keys[dice % 4], uint64(i), VM.addr(keys[payee]), amount);
            turned[(i + (seed >> 8)) % calls.length] = calls[i];
        }
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool done, ) = address(quittance).call(calls[i]);
            VM.assertTrue(done, "alone");
        }
        bytes32 singles = _balances(keys);
        VM.revertToState(snapshot);
        quittance.batch(calls, true);
        VM.assertEq(_balances(keys), singles, "as one after another");
        VM.revertToState(snapshot);
        quittance.batch(turned, true);
        VM.assertEq(_balances(keys), singles, "in another order");
    }

    /// @dev The first order of the item is good. As the second is not, neither is paid.
    function test_ARefusedItemPaysNothing() external {
        Order[] memory orders = new Order[](2);
        bytes[] memory signatures = new bytes[](2);
        (orders[0], orders[1]) = (_orderTo(BUYER, 1, _one(_poor()), EACH), _orderTo(BUYER, 2, _one(SELLER), EACH));
        signatures[0] = Signing.sign(BUYER_KEY, _orderId(orders[0]));
        signatures[1] = signatures[0];
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IPayments.pay, (orders, signatures));
        calls[1] = _call(BUYER_KEY, 3, PAYER, EACH);
        quittance.batch(calls, false);
        VM.assertFalse(quittance.isOrderUsed(BUYER, 1), "not paid");
        VM.assertEq(quittance.balanceOf(_poor()), 0, "not paid");
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE + EACH, "the other item is");
    }

    /// @dev Alone, the second order of the call spends what the first one pays.
    function test_NoOrderSpendsWhatAnotherOfItsCallPays() external {
        Order[] memory orders = new Order[](2);
        bytes[] memory signatures = new bytes[](2);
        (orders[0], orders[1]) = (_orderTo(BUYER, 1, _one(_poor()), EACH), _orderTo(_poor(), 1, _one(SELLER), EACH));
        signatures[0] = Signing.sign(BUYER_KEY, _orderId(orders[0]));
        signatures[1] = Signing.sign(POOR_KEY, _orderId(orders[1]));
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IPayments.pay, (orders, signatures));
        quittance.batch(calls, false);
        VM.assertFalse(quittance.isOrderUsed(BUYER, 1), "refused as a whole");
        quittance.pay(orders, signatures);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + EACH, "paid alone");
    }

    function test_RevertWhen_OneOfAllIsRefused() external {
        bytes[] memory calls = _three();
        calls[2] = calls[0];
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_OrderUsed.selector, BUYER, uint64(1)));
        quittance.batch(calls, true);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "nobody was paid");
    }

    /// @dev Both in one transaction, as a contract can do: nothing of the batch is left behind.
    function test_AfterwardsAnOrderIsPaidAtOnce() external {
        quittance.batch(_three(), false);
        quittance.batch(_three(), false);
        VM.assertEq(quittance.balanceOf(_poor()), EACH, "a batch that pays nobody");
        Order[] memory orders = new Order[](2);
        bytes[] memory signatures = new bytes[](2);
        (orders[0], orders[1]) = (
            _orderTo(BUYER, 7, _one(_poor()), EACH),
            _orderTo(_poor(), 1, _one(SELLER), 2 * EACH)
        );
        signatures[0] = Signing.sign(BUYER_KEY, _orderId(orders[0]));
        signatures[1] = Signing.sign(POOR_KEY, _orderId(orders[1]));
        quittance.pay(orders, signatures);
        VM.assertEq(quittance.balanceOf(_poor()), 0, "what came alone was there to spend");
    }

    // ---- making ----

    function _poor() private pure returns (address) {
        return VM.addr(POOR_KEY);
    }

    function _call(uint256 key, uint64 nonce, address payee, uint96 amount) private view returns (bytes memory) {
        Order[] memory orders = new Order[](1);
        bytes[] memory signatures = new bytes[](1);
        orders[0] = _orderTo(VM.addr(key), nonce, _one(payee), amount);
        signatures[0] = Signing.sign(key, _orderId(orders[0]));
        return abi.encodeCall(IPayments.pay, (orders, signatures));
    }

    /// @return calls From the buyer to the seller, from the seller to the payer, and from the payer to who has nothing.
    function _three() private view returns (bytes[] memory calls) {
        calls = new bytes[](3);
        calls[0] = _call(BUYER_KEY, 1, SELLER, EACH);
        calls[1] = _call(SELLER_KEY, 1, PAYER, EACH);
        calls[2] = _call(PAYER_KEY, 1, _poor(), EACH);
    }

    function _balances(uint256[4] memory keys) private view returns (bytes32 facts) {
        for (uint256 i = 0; i < 4; ++i) facts = keccak256(abi.encode(facts, quittance.balanceOf(VM.addr(keys[i]))));
    }
}
