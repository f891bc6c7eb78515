// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Move} from "../../../contracts/types/Opening.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Somebody that calls as the handle's own address, as if a key to it had been found: nothing that it could
/// sign itself counts, in any entry.
contract OwnAddressTest is TabBase {
    function _refused(bytes memory data) private {
        VM.prank(managedAccount);
        (bool done, bytes memory reason) = address(quittance).call(data);
        VM.assertFalse(done, "an account's own address could act");
        VM.assertEq(
            bytes32(bytes4(reason)),
            bytes32(IAuthority.Quittance_AuthorizationMalformed.selector),
            "an envelope is asked for"
        );
    }

    // ---- spending ----

    function test_Withdraw() external {
        VM.prank(managedAccount);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_PolicyNeeded.selector, managedAccount));
        quittance.withdraw(STRANGER, 1, 1);
        VM.prank(managedAccount);
        VM.expectPartialRevert(IPrincipals.Quittance_NotController.selector);
        quittance.withdrawFrom(managedAccount, STRANGER, 1, 2);
    }

    /// @dev Its balance is the caller's own, and yet it is not the caller's to move.
    function test_MoveFunds() external {
        Move[] memory moves = new Move[](1);
        moves[0] = Move(managedAccount, managedAccount, 1);
        VM.prank(managedAccount);
        VM.expectRevert();
        quittance.moveFunds(moves);
        address sibling = _openManagedAccount(1, PolicyFixtures.unlimited());
        moves[0] = Move(managedAccount, sibling, 1);
        VM.prank(managedAccount);
        VM.expectRevert();
        quittance.moveFunds(moves);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "balance");
    }

    function test_OpenAsTheBuyer() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _refused(abi.encodeCall(quittance.open, (fixture.whole(), "", _sellerSignature(fixture))));
        fixture.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
        VM.prank(managedAccount);
        (bool done, ) = address(quittance).call(
            abi.encodeCall(quittance.open, (fixture.whole(), "", _sellerSignature(fixture)))
        );
        VM.assertFalse(done, "nor paid back to a wallet that no one has");
    }

    function test_Pay() external {
        Order[] memory orders = new Order[](1);
        orders[0] = _order(managedAccount, 1, 1);
        _refused(abi.encodeCall(quittance.pay, (orders, new bytes[](1))));
    }

    function test_OpenTab() external {
        _refused(abi.encodeCall(quittance.openTab, (_tab(), false, "")));
    }

    /// @dev No matter who contests, the balance pays the bond.
    function test_PayABond() external {
        TermsFixture memory fixture = _boughtBy(managedAccount, _withoutArbiter());
        _openFor(fixture);
        _judge(fixture, 0, 7_000);
        _refused(
            abi.encodeCall(
                IContests.contest,
                (fixture.whole(), 0, managedAccount, 7_000, "", _fromBalance(managedAccount))
            )
        );
        bytes memory bySeller = _contestSignature(fixture, SELLER_KEY, 2, 7_000, managedAccount);
        _refused(
            abi.encodeCall(
                IContests.contest,
                (fixture.whole(), 0, SELLER, 7_000, bySeller, _fromBalance(managedAccount))
            )
        );
    }

    // ---- speaking ----

    function test_OpenAsTheSeller() external {
        TermsFixture memory fixture = _sold(managedAccount);
        _refused(abi.encodeCall(quittance.open, (fixture.whole(), _buyerSignature(fixture), "")));
    }

    function test_Deliver() external {
        TermsFixture memory fixture = _sold(managedAccount);
        _openFor(fixture);
        _refused(abi.encodeCall(quittance.deliver, (fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, "")));
    }

    function test_Settle() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _openFor(fixture);
        _refused(abi.encodeCall(quittance.release, (fixture.whole(), 0, "")));
        TermsFixture memory sold = _sold(managedAccount);
        _openFor(sold);
        _refused(abi.encodeCall(quittance.refund, (sold.whole(), 0, "")));
    }

    function test_Reclaim() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _openFor(fixture);
        VM.warp(DEADLINE_0 + 1);
        _refused(abi.encodeCall(quittance.reclaim, (fixture.schedule(), fixture.adjudicationHash(), 0, "")));
    }

    function test_Rate() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _openFor(fixture);
        _judge(fixture, 0, FULL);
        _refused(abi.encodeCall(quittance.rate, (fixture.whole(), managedAccount, 100, bytes32(0), "")));
    }

    function test_CloseTab() external {
        Tab memory tab = _walletTab();
        tab.payee = managedAccount;
        _openTab(tab);
        _refused(abi.encodeCall(quittance.closeTab, (tab, "")));
    }

    // ---- ruling over itself ----

    function test_ByWhatOnlyItsControllerMay() external {
        bytes[6] memory calls = [
            abi.encodeCall(
                IPrincipals.updateAccounts,
                (AccountUpdates.keys(managedAccount, _grants(STRANGER, KEY_EXPIRY, 15)))
            ),
            abi.encodeCall(
                IPrincipals.updateAccounts,
                (
                    AccountUpdates.policy(
                        managedAccount,
                        PolicyFixtures.unlimited().pack(),
                        PolicyFixtures.unlimited().pack()
                    )
                )
            ),
            abi.encodeCall(IPrincipals.freeze, (_one(managedAccount))),
            abi.encodeCall(IPrincipals.unfreeze, (_one(managedAccount))),
            abi.encodeCall(IPrincipals.freezeAll, (PRINCIPAL)),
            abi.encodeCall(IPrincipals.offerPrincipal, (PRINCIPAL, managedAccount))
        ];
        bytes memory refusal = abi.encodeWithSelector(
            IPrincipals.Quittance_NotController.selector,
            PRINCIPAL,
            PRINCIPAL,
            managedAccount
        );
        for (uint256 i = 0; i < calls.length; ++i) {
            VM.prank(managedAccount);
            (bool done, bytes memory reason) = address(quittance).call(calls[i]);
            VM.assertFalse(done, "only the controller");
            // Freezing is a key's right, too: its own address is none.
            bytes memory due =
                i == 2
                    ? abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, managedAccount)
                    : refusal;
            VM.assertEq(reason, due, "and it reverts with that reason");
        }
    }

    /// @dev Nor may it be granted to itself, nor be sent what no one could fetch.
    function test_AsItsOwnKeyOrWallet() external {
        VM.prank(PRINCIPAL);
        VM.expectRevert(
            abi.encodeWithSelector(IPrincipals.Quittance_KeyRefused.selector, managedAccount, managedAccount)
        );
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, _grants(managedAccount, KEY_EXPIRY, 15)));
        VM.prank(PRINCIPAL);
        VM.expectRevert(abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, managedAccount));
        quittance.withdrawFrom(managedAccount, managedAccount, 1, 3);
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, managedAccount));
        quittance.withdraw(managedAccount, 1, 4);
    }
}
