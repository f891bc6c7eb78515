// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

contract RevokeOrderTest is TabBase {
    function test_AWalletRevokesItsOwn() external {
        Order memory order = _order(BUYER, 256, 1e6);
        bytes memory signature = Signing.sign(BUYER_KEY, _orderId(order));
        VM.expectEmit(address(quittance));
        emit IPayments.OrderRevoked(BUYER, 256);
        VM.prank(BUYER);
        quittance.revokeOrder(BUYER, 256);
        VM.assertTrue(quittance.isOrderUsed(BUYER, 256), "used up");
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_OrderUsed.selector, BUYER, uint64(256)));
        _pay(order, signature);
        order.nonce = 255;
        _pay(order, Signing.sign(BUYER_KEY, _orderId(order)));
    }

    function test_TheControllerRevokesAnAccounts() external {
        Order memory order = _order(managedAccount, 7, 1e6);
        bytes memory envelope = _orderSeal(order);
        VM.expectEmit(address(quittance));
        emit IPayments.OrderRevoked(managedAccount, 7);
        VM.prank(PRINCIPAL);
        quittance.revokeOrder(managedAccount, 7);
        VM.expectRevert(abi.encodeWithSelector(IPayments.Quittance_OrderUsed.selector, managedAccount, uint64(7)));
        _pay(order, envelope);
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.prank(SUCCESSOR);
        quittance.revokeOrder(managedAccount, 8);
        VM.assertTrue(quittance.isOrderUsed(managedAccount, 8), "no matter who controls it now");
        _spend(managedAccount, PolicyFixtures.unlimited(), 9, 1e6);
    }

    function test_RevertWhen_AnybodyElseCalls() external {
        address[4] memory callers = [AGENT, managedAccount, STRANGER, SELLER];
        for (uint256 i = 0; i < callers.length; ++i) {
            VM.prank(callers[i]);
            VM.expectPartialRevert(IPrincipals.Quittance_NotController.selector);
            quittance.revokeOrder(managedAccount, 1);
            VM.prank(callers[i]);
            VM.expectRevert();
            quittance.revokeOrder(BUYER, 1);
        }
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.prank(PRINCIPAL);
        VM.expectRevert(
            abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, SUCCESSOR, PRINCIPAL)
        );
        quittance.revokeOrder(managedAccount, 1);
    }

    function test_ChangesNothingWhenTheNonceWasUsed() external {
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, 1e6);
        VM.prank(PRINCIPAL);
        quittance.revokeOrder(managedAccount, 1);
        VM.prank(PRINCIPAL);
        quittance.revokeOrder(managedAccount, 1);
        VM.assertTrue(quittance.isOrderUsed(managedAccount, 1), "used");
        VM.assertFalse(quittance.isOrderUsed(managedAccount, 0), "not its neighbour");
        VM.assertFalse(quittance.isOrderUsed(managedAccount, 2), "nor the other");
        _spend(managedAccount, PolicyFixtures.unlimited(), 2, 1e6);
    }
}
