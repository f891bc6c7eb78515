// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Commitment} from "../../../contracts/types/Commitment.sol";
import {Move} from "../../../contracts/types/Opening.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {Digests} from "../support/Digests.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The caller that goes past the money contract, to the code it runs, or asks through it what is meant to be
/// asked from within: nothing is there to take, and asking changes nothing.
contract DirectCallerTest is TabBase {
    function setUp() public override {
        super.setUp();
        _openTab(_tab());
        _openFor(_bought(managedAccount));
    }

    /// @return A fingerprint of everybody's money and of what the handle may do.
    function _facts() private view returns (bytes32) {
        (uint96 balance, uint64 spent, uint64 inPeriod, uint40 start, , , bytes32 policy, bool frozen) = quittance
            .accountOf(managedAccount);
        (address controller, address offered, bool all) = quittance.principalOf(PRINCIPAL);
        return
            keccak256(
                abi.encode(
                    abi.encode(balance, spent, inPeriod, start, policy, frozen, controller, offered, all),
                    quittance.keyOf(managedAccount, AGENT),
                    quittance.balanceOf(SELLER),
                    quittance.balanceOf(BUYER),
                    _redeemed(_tab()),
                    _unsettled(_dealId(_bought(managedAccount))),
                    usdc.balanceOf(address(quittance))
                )
            );
    }

    function _companions() private view returns (address[5] memory) {
        return
            [
                quittance.companions().accounts,
                quittance.companions().disputes,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ];
    }

    // ---- past the money contract ----

    /// @return calls Whatever takes money or changes something for its caller, when it is called where the money is.
    function _asController() private view returns (bytes[] memory calls) {
        Move[] memory moves = new Move[](1);
        moves[0] = Move(managedAccount, PRINCIPAL, 1);
        calls = new bytes[](6);
        calls[0] = abi.encodeCall(IPrincipals.withdrawFrom, (managedAccount, PRINCIPAL, 1, 1));
        calls[1] = abi.encodeCall(IPrincipals.moveFunds, (moves));
        calls[2] = abi.encodeCall(
            IPrincipals.updateAccounts,
            (AccountUpdates.keys(managedAccount, _grants(STRANGER, KEY_EXPIRY, 15)))
        );
        calls[3] = abi.encodeCall(IPrincipals.freeze, (_one(managedAccount)));
        calls[4] = abi.encodeCall(ITabs.redeem, (SELLER, _voucher(_tab(), 1e6)));
        calls[5] = abi.encodeCall(ITabs.closeTab, (_tab(), _closingOf(_tab(), SELLER_KEY)));
    }

    function test_CompanionsHoldNothingAndKnowNobody() external {
        bytes32 before = _facts();
        bytes[] memory calls = _asController();
        address[5] memory companions = _companions();
        for (uint256 i = 0; i < calls.length; ++i) {
            for (uint256 j = 0; j < companions.length; ++j) {
                VM.prank(PRINCIPAL);
                (bool done, ) = companions[j].call(calls[i]);
                VM.assertFalse(done, "there is nothing to take");
                VM.prank(PRINCIPAL);
                (done, ) = companions[j].call(bytes.concat(calls[i], _domain(address(quittance))));
                VM.assertFalse(done, "nor with the domain that the money contract appends");
            }
            VM.assertEq(_facts(), before, "and nothing changed");
        }
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = VM.snapshotState();
            VM.prank(PRINCIPAL);
            (bool done, ) = address(quittance).call(calls[i]);
            VM.assertTrue(done, "where the money is, each of them works");
            VM.revertToState(snapshot);
        }
    }

    /// @dev A companion lets anybody open accounts in its own empty storage; here they do not exist.
    function test_WhatIsOpenedInACompanionIsNotOpenHere() external {
        bytes32 before = _facts();
        IPrincipals companion = IPrincipals(quittance.companions().accounts);
        VM.prank(STRANGER);
        companion.openAccounts(STRANGER, _opening(0, _grants(AGENT, KEY_EXPIRY, 15), PolicyFixtures.unlimited()));
        address there = companion.accountAddress(STRANGER, 0);
        VM.assertFalse(there == _managedAccountOf(STRANGER, 0), "another contract, another address");
        VM.prank(STRANGER);
        VM.expectRevert();
        quittance.withdrawFrom(there, STRANGER, 1, 1);
        VM.prank(STRANGER);
        VM.expectRevert();
        companion.withdrawFrom(there, STRANGER, 1, 2);
        VM.assertEq(_facts(), before, "nothing changed");
    }

    /// @dev Companions read the domain behind the call, where the money contract puts its own. Anyone who puts another
    /// one there, of a contract or a chain that something was signed for, is not believed.
    function test_ADomainBehindACallIsNotBelieved() external {
        address elsewhere = address(0xe15e);
        Order[] memory orders = new Order[](1);
        bytes[] memory envelopes = new bytes[](1);
        orders[0] = _order(managedAccount, 1, 1e6);
        envelopes[0] = _seal(managedAccount, AccountDigests.order(elsewhere, orders[0]));
        Tab memory tab = _walletTab();
        bytes memory authorization = Signing.sign(BUYER_KEY, AccountDigests.tab(elsewhere, tab));
        bytes[2] memory calls = [
            abi.encodeCall(IPayments.pay, (orders, envelopes)),
            abi.encodeCall(ITabs.openTab, (tab, false, authorization))
        ];
        bytes32 before = _facts();
        for (uint256 i = 0; i < calls.length; ++i) {
            bytes32 foreign = _domain(elsewhere);
            (bool done, ) = address(quittance).call(bytes.concat(calls[i], foreign));
            VM.assertFalse(done, "signed for elsewhere");
            (done, ) = address(quittance).call(bytes.concat(calls[i], foreign, foreign, foreign));
            VM.assertFalse(done, "however often it is said");
            VM.assertEq(_facts(), before, "nothing changed");
        }
        // What was signed for here is good, whatever is behind it.
        envelopes[0] = _orderSeal(orders[0]);
        bytes memory call = abi.encodeCall(IPayments.pay, (orders, envelopes));
        (bool paid, ) = address(quittance).call(bytes.concat(call, _domain(elsewhere), hex"00"));
        VM.assertTrue(paid, "its own domain");
    }

    function _domain(address verifier) private view returns (bytes32) {
        return Digests.domainSeparator("Quittance", "1", verifier);
    }

    /// @dev An authorisation for the money contract pays no one else.
    function test_AnAuthorisationForHereIsNoneForACompanion() external {
        Tab memory tab = _walletTab();
        bytes memory authorisation = Signing.sign(BUYER_KEY, _walletTabDigest(tab));
        address[5] memory companions = _companions();
        for (uint256 i = 0; i < companions.length; ++i) {
            VM.expectRevert();
            ITabs(companions[i]).openTab(tab, true, authorisation);
            VM.assertEq(usdc.balanceOf(companions[i]), 0, "nothing arrived");
        }
        quittance.openTab(tab, true, authorisation);
    }

    function test_DealsAreUnknownToACompanion() external {
        TermsFixture memory fixture = _bought(managedAccount);
        address[5] memory companions = _companions();
        for (uint256 i = 0; i < companions.length; ++i) {
            VM.prank(SELLER);
            VM.expectRevert();
            IQuittance(companions[i]).settle(fixture.whole(), 0);
            VM.prank(SELLER);
            VM.expectRevert();
            IQuittance(companions[i]).rate(fixture.whole(), SELLER, 1, 0, "");
        }
    }

    // ---- through the money contract ----

    /// @dev Anyone may ask whether an envelope would do; the answer changes nothing.
    function test_AskingChangesNothing() external {
        bytes32 before = _facts();
        Commitment memory commitment = _commitment(managedAccount, 1e6);
        bytes memory envelope = _seal(managedAccount, commitment.digest);
        for (uint256 i = 0; i < 3; ++i) {
            VM.prank(STRANGER);
            (address key, ) = quittance.authorize(commitment, envelope);
            VM.assertEq(key, AGENT, "it would do");
            VM.prank(STRANGER);
            quittance.requireAuthorizedSigner(managedAccount, commitment.digest, 1, _signByKey(commitment.digest));
        }
        VM.assertEq(_facts(), before, "nothing is committed by asking");
        // What was asked about can still be done, once.
        Order memory order = _order(managedAccount, 1, 1e6);
        bytes memory paid = _orderSeal(order);
        commitment.digest = _orderId(order);
        quittance.authorize(commitment, paid);
        _pay(order, paid);
        VM.expectRevert();
        _pay(order, paid);
    }

    function test_AskingIsRefusedAsDoingIs() external {
        Commitment memory commitment = _commitment(managedAccount, 1e6);
        bytes memory envelope = _seal(managedAccount, commitment.digest);
        commitment.digest = keccak256("another");
        VM.expectRevert();
        quittance.authorize(commitment, envelope);
        bytes memory word = _signByKey(keccak256("digest"));
        VM.expectRevert();
        quittance.requireAuthorizedSigner(managedAccount, commitment.digest, 0, word);
        _setKey(managedAccount, AGENT, 0, 0);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, AGENT));
        quittance.requireAuthorizedSigner(managedAccount, keccak256("digest"), 0, word);
    }

    /// @dev A wallet has no envelope, and no one signs for it in this form.
    function test_NobodySpeaksForAWallet() external {
        bytes32 digest = keccak256("digest");
        bytes memory byBuyer = _sealWith(_envelopeBy(BUYER_KEY, PolicyFixtures.unlimited()), BUYER, digest);
        Commitment memory commitment = _commitment(BUYER, 1e6);
        VM.expectRevert();
        quittance.authorize(commitment, byBuyer);
        bytes memory word = abi.encodePacked(BUYER, Signing.sign(BUYER_KEY, digest));
        VM.expectRevert();
        quittance.requireAuthorizedSigner(BUYER, digest, 0, word);
        word = abi.encodePacked(STRANGER);
        VM.prank(STRANGER);
        VM.expectRevert();
        quittance.requireAuthorizedSigner(BUYER, digest, 0, word);
        word = abi.encodePacked(address(0));
        VM.expectRevert();
        quittance.requireAuthorizedSigner(BUYER, digest, 0, word);
    }

    /// @dev Whatever is no entry is refused, in words of any length; and so are coins.
    function test_WhatIsNoEntryIsRefused() external {
        bytes32 before = _facts();
        bytes[5] memory nothings = [
            bytes(""),
            hex"00",
            hex"deadbeef",
            abi.encodeWithSignature("initialize(address)", STRANGER),
            abi.encodeWithSignature("transferOwnership(address)", STRANGER)
        ];
        for (uint256 i = 0; i < nothings.length; ++i) {
            VM.prank(STRANGER);
            (bool done, ) = address(quittance).call(nothings[i]);
            VM.assertFalse(done, "no entry");
        }
        VM.deal(STRANGER, 1 ether);
        VM.prank(STRANGER);
        (bool taken, ) = address(quittance).call{value: 1}("");
        VM.assertFalse(taken, "no coins");
        VM.assertEq(_facts(), before, "nothing changed");
    }
}
