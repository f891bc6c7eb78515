// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Commitment} from "../../../contracts/types/Commitment.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract TreasuryTest is TabBase {
    uint96 private constant OWN = 5e6;
    uint96 private constant SPENT = 12e6;
    uint256 private constant TODAY = NOW - 8 hours;
    /// @dev The account 0 is the treasury, with MANAGED_ACCOUNT_BALANCE.
    address private _agents;

    function setUp() public override {
        super.setUp();
        _agents = _poor(1, _drawing());
    }

    function test_NothingIsDrawnWhenTheBalanceIsEnough() external {
        _spend(_agents, _drawing(), 1, OWN);
        _requireBalances(0, MANAGED_ACCOUNT_BALANCE);
    }

    function test_DrawsTheShortage() external {
        uint96 before = quittance.balanceOf(SELLER);
        Order memory order = _order(_agents, 1, SPENT);
        VM.expectEmit(address(quittance));
        emit IAuthority.TreasuryDrawn(_agents, managedAccount, _orderId(order), SPENT - OWN);
        VM.expectEmit(address(quittance));
        emit IAuthority.FundsCommitted(_agents, _orderId(order), AGENT, SPENT);
        _pay(order, _drawn(_orderId(order)));
        _requireBalances(0, MANAGED_ACCOUNT_BALANCE - (SPENT - OWN));
        _requireSpent(_agents, SPENT, SPENT, TODAY, "the whole amount");
        _requireSpent(managedAccount, 0, 0, 0, "nothing of the treasury's");
        VM.assertEq(quittance.balanceOf(SELLER) - before, SPENT, "paid");
    }

    function test_EveryCommitment() external {
        TermsFixture memory fixture = _boughtBy(_agents, _fixture());
        bytes memory bySeller = _sellerSignature(fixture);
        uint256 snapshot = VM.snapshotState();
        quittance.open(fixture.whole(), _drawn(_dealId(fixture)), bySeller);
        _requireBalances(0, MANAGED_ACCOUNT_BALANCE + OWN - uint96(fixture.total()));
        VM.revertToState(snapshot);
        Tab memory tab = _tab();
        tab.account = _agents;
        quittance.openTab(tab, false, _drawn(_tabId(tab)));
        _requireBalances(0, MANAGED_ACCOUNT_BALANCE + OWN - RESERVE);
        VM.revertToState(snapshot);
        fixture = _withoutArbiter();
        _open(fixture);
        _judge(fixture, 0, 7_000);
        bytes memory bond = _drawn(quittance.bondIdOf(_agents, _dealId(fixture), 0, 2, BUYER, fixture.bond));
        IContests.BondPayment memory payment = IContests.BondPayment(_agents, false, 0, bond);
        uint256 before = uint256(_balance(_agents)) + _balance(managedAccount);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, 7_000, "", payment);
        VM.assertEq(before - _balance(_agents) - _balance(managedAccount), fixture.bond, "bond");
        VM.assertEq(_balance(_agents), fixture.bond < OWN ? OWN - fixture.bond : 0, "its own first");
    }

    function test_RevertWhen_TheTreasuryHasLess() external {
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, MANAGED_ACCOUNT_BALANCE - (SPENT - OWN - 1));
        _refuse(
            abi.encodeWithSelector(
                IAuthority.Quittance_InsufficientTreasury.selector,
                _agents,
                managedAccount,
                uint256(SPENT - OWN - 1),
                uint256(SPENT - OWN)
            )
        );
        _fundLedger(managedAccount, 1);
        _spend(_agents, _drawing(), 1, SPENT);
        _requireBalances(0, 0);
    }

    function test_RevertWhen_TheTreasuryIsFrozen() external {
        bytes memory reason = abi.encodeWithSelector(
            IAuthority.Quittance_FrozenAccount.selector,
            managedAccount,
            PRINCIPAL
        );
        _freeze(managedAccount);
        _refuse(reason);
        _spend(_agents, _drawing(), 1, OWN);
        _unfreeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _refuse(abi.encodeWithSelector(IAuthority.Quittance_FrozenAccount.selector, _agents, PRINCIPAL));
    }

    function test_RevertWhen_TheTreasuryWasNotOpened() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited().drawingOn(99);
        address account = _poor(2, policy);
        address unopened = _managedAccountOf(PRINCIPAL, 99);
        _fundLedger(unopened, SPENT);
        Order memory order = _order(account, 1, SPENT);
        bytes memory envelope = _sealWith(_envelope(policy), account, _orderId(order));
        VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, unopened));
        _pay(order, envelope);
    }

    function test_RevertWhen_ThePolicyNamesNone() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        address account = _poor(2, policy);
        Order memory order = _order(account, 1, SPENT);
        bytes memory envelope = _sealWith(_envelope(policy), account, _orderId(order));
        VM.expectRevert(
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                account,
                uint256(OWN),
                uint256(SPENT)
            )
        );
        _pay(order, envelope);
    }

    function test_RevertWhen_TheAmountIsAboveTheLimit() external {
        PolicyFixture memory policy = _drawing();
        policy.perPeriod = uint64(SPENT) - 1;
        address account = _poor(2, policy);
        Order memory order = _order(account, 1, SPENT);
        bytes memory envelope = _sealWith(_envelope(policy), account, _orderId(order));
        VM.expectPartialRevert(IAuthority.Quittance_PeriodLimitExceeded.selector);
        _pay(order, envelope);
        _spend(account, policy, 2, SPENT - 1);
    }

    function test_RefundsGoToTheAccount() external {
        Tab memory tab = _tab();
        tab.account = _agents;
        quittance.openTab(tab, false, _drawn(_tabId(tab)));
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        _requireBalances(RESERVE, MANAGED_ACCOUNT_BALANCE + OWN - RESERVE);
        _requireSpent(_agents, 0, 0, TODAY, "restored");
    }

    function test_OneHop() external {
        PolicyFixture memory second = PolicyFixtures.unlimited().drawingOn(1);
        address account = _poor(2, second);
        Order memory order = _order(account, 1, 2 * OWN + 1);
        bytes memory envelope = _sealWith(_envelope(second), account, _orderId(order));
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_InsufficientTreasury.selector,
                account,
                _agents,
                uint256(OWN),
                uint256(OWN) + 1
            )
        );
        _pay(order, envelope);
        _spend(account, second, 2, 2 * OWN);
        _requireBalances(0, MANAGED_ACCOUNT_BALANCE);
    }

    function test_ALoopEndsAfterOneHop() external {
        PolicyFixture memory there = PolicyFixtures.unlimited().drawingOn(3);
        PolicyFixture memory back = PolicyFixtures.unlimited().drawingOn(2);
        address first = _poor(2, there);
        address second = _poor(3, back);
        Order memory order = _order(first, 1, 2 * OWN + 1);
        bytes memory envelope = _sealWith(_envelope(there), first, _orderId(order));
        VM.expectPartialRevert(IAuthority.Quittance_InsufficientTreasury.selector);
        _pay(order, envelope);
        _spend(first, there, 2, 2 * OWN);
        VM.assertEq(_balance(first) + _balance(second), 0, "both are empty");
        _fundLedger(first, 3);
        _spend(second, back, 1, 3);
        VM.assertEq(_balance(first), 0, "and the other way round");
    }

    function test_RevertWhen_TheEnvelopeHasAnotherTreasury() external {
        PolicyFixture[2] memory given = [PolicyFixtures.unlimited(), PolicyFixtures.unlimited().drawingOn(2)];
        for (uint256 i = 0; i < 2; ++i) {
            Order memory order = _order(_agents, 1, SPENT);
            bytes memory envelope = _sealWith(_envelope(given[i]), _agents, _orderId(order));
            VM.expectPartialRevert(IAuthority.Quittance_PolicyMismatch.selector);
            _pay(order, envelope);
        }
        Order memory other = _order(managedAccount, 1, SPENT);
        bytes memory drawing = _sealWith(_envelope(_drawing()), managedAccount, _orderId(other));
        // Its own policy is 4 bytes shorter: those bytes are taken for what follows.
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        _pay(other, drawing);
    }

    function test_TreasuryOf() external {
        Commitment memory commitment = _commitment(_agents, SPENT);
        bytes memory envelope = _drawn(commitment.digest);
        VM.assertEq(quittance.treasuryOf(commitment, envelope), managedAccount, "treasury");
        _freeze(managedAccount);
        VM.expectPartialRevert(IAuthority.Quittance_FrozenAccount.selector);
        quittance.treasuryOf(commitment, envelope);
        commitment.account = BUYER;
        VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, BUYER));
        quittance.treasuryOf(commitment, envelope);
    }

    function _drawing() private pure returns (PolicyFixture memory) {
        return PolicyFixtures.unlimited().drawingOn(0);
    }

    /// @return account With OWN and nothing else.
    function _poor(uint32 index, PolicyFixture memory policy) private returns (address account) {
        account = _openManagedAccount(index, policy);
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(account, PRINCIPAL, MANAGED_ACCOUNT_BALANCE - OWN, 1);
    }

    /// @return Of the agent, for the account with the treasury.
    function _drawn(bytes32 digest) private view returns (bytes memory) {
        Envelope memory envelope = _envelope(_drawing());
        return _sealWith(envelope, _agents, digest);
    }

    function _refuse(bytes memory reason) private {
        Order memory order = _order(_agents, 7, SPENT);
        bytes memory envelope = _drawn(_orderId(order));
        VM.expectRevert(reason);
        _pay(order, envelope);
    }

    function _requireBalances(uint96 account, uint96 treasury) private view {
        VM.assertEq(_balance(_agents), account, "the account's balance");
        VM.assertEq(_balance(managedAccount), treasury, "the treasury's balance");
    }
}
