// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Move} from "../../../contracts/types/Opening.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {PolicySheets} from "../support/PolicySheet.sol";
import {TabStage} from "../support/TabStage.sol";
import {TermSheet, TermSheets} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice Somebody that calls as the handle's own address, as if a key to it had been found: nothing that it could sign
/// itself counts, in any entry.
contract OwnAddressTest is TabStage {
    function _refused(bytes memory data) private {
        VM.prank(handle);
        (bool done, bytes memory reason) = address(quittance).call(data);
        VM.assertFalse(done, "an account's own address had a say");
        VM.assertEq(
            bytes32(bytes4(reason)),
            bytes32(IAuthority.Quittance_AuthorizationMalformed.selector),
            "an envelope is asked for"
        );
    }

    // ---- spending ----

    function test_Withdraw() external {
        VM.prank(handle);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_PolicyNeeded.selector, handle));
        quittance.withdraw(STRANGER, 1);
        VM.prank(handle);
        VM.expectPartialRevert(IPrincipals.Quittance_NotController.selector);
        quittance.withdrawFrom(handle, STRANGER, 1);
    }

    /// @dev Its row is the caller's own, and yet it is not the caller's to move.
    function test_MoveFunds() external {
        Move[] memory moves = new Move[](1);
        moves[0] = Move(handle, handle, 1);
        VM.prank(handle);
        VM.expectRevert();
        quittance.moveFunds(moves);
        address sibling = _openHandle(1, PolicySheets.unlimited());
        moves[0] = Move(handle, sibling, 1);
        VM.prank(handle);
        VM.expectRevert();
        quittance.moveFunds(moves);
        VM.assertEq(_balance(handle), HANDLE_ROW, "row");
    }

    function test_OpenAsTheBuyer() external {
        TermSheet memory sheet = _bought(handle);
        _refused(abi.encodeCall(quittance.open, (sheet.whole(), "", _sellerSignature(sheet))));
        sheet.routes = TermSheets.FUNDED_FROM_LEDGER;
        VM.prank(handle);
        (bool done, ) = address(quittance).call(
            abi.encodeCall(quittance.open, (sheet.whole(), "", _sellerSignature(sheet)))
        );
        VM.assertFalse(done, "nor paid back to a wallet that nobody has");
    }

    function test_Pay() external {
        Order[] memory orders = new Order[](1);
        orders[0] = _order(handle, 1, 1);
        _refused(abi.encodeCall(quittance.pay, (orders, new bytes[](1))));
    }

    function test_OpenTab() external {
        _refused(abi.encodeCall(quittance.openTab, (_tab(), false, "")));
    }

    /// @dev Whoever contests, the bond is the row's.
    function test_PayABond() external {
        TermSheet memory sheet = _boughtBy(handle, _withoutArbiter());
        _openFor(sheet);
        _judge(sheet, 0, 7_000);
        _refused(abi.encodeCall(IContests.contest, (sheet.whole(), 0, handle, 7_000, "", _fromRow(handle))));
        bytes memory bySeller = _contestSignature(sheet, SELLER_KEY, 2, 7_000, handle);
        _refused(abi.encodeCall(IContests.contest, (sheet.whole(), 0, SELLER, 7_000, bySeller, _fromRow(handle))));
    }

    // ---- speaking ----

    function test_OpenAsTheSeller() external {
        TermSheet memory sheet = _sold(handle);
        _refused(abi.encodeCall(quittance.open, (sheet.whole(), _buyerSignature(sheet), "")));
    }

    function test_Deliver() external {
        TermSheet memory sheet = _sold(handle);
        _openFor(sheet);
        _refused(abi.encodeCall(quittance.deliver, (sheet.whole(), 0, EVIDENCE, LOCATOR, "")));
    }

    function test_GiveUp() external {
        TermSheet memory sheet = _bought(handle);
        _openFor(sheet);
        _refused(abi.encodeCall(quittance.accept, (sheet.whole(), 0, "")));
        TermSheet memory sold = _sold(handle);
        _openFor(sold);
        _refused(abi.encodeCall(quittance.concede, (sold.whole(), 0, "")));
    }

    function test_Reclaim() external {
        TermSheet memory sheet = _bought(handle);
        _openFor(sheet);
        VM.warp(DEADLINE_0 + 1);
        _refused(abi.encodeCall(quittance.reclaim, (sheet.head(), sheet.engagementHash(), 0, "")));
    }

    function test_Rate() external {
        TermSheet memory sheet = _bought(handle);
        _openFor(sheet);
        _judge(sheet, 0, FULL);
        _refused(abi.encodeCall(quittance.rate, (sheet.whole(), handle, 100, bytes32(0), "")));
    }

    function test_CloseTab() external {
        Tab memory tab = _walletTab();
        tab.payee = handle;
        _openTab(tab);
        _refused(abi.encodeCall(quittance.closeTab, (tab, "")));
    }

    // ---- ruling over itself ----

    function test_ByWhatOnlyItsControllerMay() external {
        bytes[6] memory calls = [
            abi.encodeCall(IPrincipals.setKeys, (handle, _grants(STRANGER, KEY_EXPIRY, 15))),
            abi.encodeCall(
                IPrincipals.setPolicy,
                (handle, PolicySheets.unlimited().wire(), PolicySheets.unlimited().wire())
            ),
            abi.encodeCall(IPrincipals.freeze, (_one(handle))),
            abi.encodeCall(IPrincipals.thaw, (_one(handle))),
            abi.encodeCall(IPrincipals.freezeAll, (PRINCIPAL)),
            abi.encodeCall(IPrincipals.offerPrincipal, (PRINCIPAL, handle))
        ];
        bytes memory refusal = abi.encodeWithSelector(
            IPrincipals.Quittance_NotController.selector,
            PRINCIPAL,
            PRINCIPAL,
            handle
        );
        for (uint256 i = 0; i < calls.length; ++i) {
            VM.prank(handle);
            (bool done, bytes memory reason) = address(quittance).call(calls[i]);
            VM.assertFalse(done, "only the controller");
            VM.assertEq(reason, refusal, "and it is told so");
        }
    }

    /// @dev Nor may it be granted to itself, nor be sent what nobody could fetch.
    function test_AsItsOwnKeyOrWallet() external {
        VM.prank(PRINCIPAL);
        VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_KeyRefused.selector, handle, handle));
        quittance.setKeys(handle, _grants(handle, KEY_EXPIRY, 15));
        VM.prank(PRINCIPAL);
        VM.expectRevert(abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, handle));
        quittance.withdrawFrom(handle, handle, 1);
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, handle));
        quittance.withdraw(handle, 1);
    }
}
