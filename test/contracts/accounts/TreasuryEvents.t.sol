// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAmendments} from "../../../contracts/interfaces/IAmendments.sol";
import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {AmendBase} from "../support/AmendBase.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {Vm, VM} from "../support/Vm.sol";

/// @notice The order of events, by which whoever adds up balances from events alone never has one below zero.
contract TreasuryEventsTest is TabBase, AmendBase {
    bytes32 private constant DRAWN = IAuthority.TreasuryDrawn.selector;
    bytes32 private constant COMMITTED = IAuthority.FundsCommitted.selector;
    bytes32 private constant DEAL = IDeals.DealOpened.selector;
    uint96 private constant MORE = 30e6;
    /// @dev Has nothing of its own. Its treasury is the account 0, with MANAGED_ACCOUNT_BALANCE.
    address private _agents;

    function setUp() public override {
        super.setUp();
        _agents = _openManagedAccount(1, _drawing());
        _empty();
    }

    function test_OfADeal() external {
        TermsFixture memory fixture = _bought(_agents);
        (bytes memory terms, bytes memory buyers) = (fixture.whole(), _drawn(_dealId(fixture)));
        bytes memory sellers = _sellerSignature(fixture);
        VM.recordLogs();
        quittance.open(terms, buyers, sellers);
        _requireLogs(abi.encode(DRAWN, COMMITTED, DEAL));
    }

    function test_OfABatch() external {
        OpeningGroup[] memory items = new OpeningGroup[](2);
        for (uint64 i = 0; i < 2; ++i) {
            TermsFixture memory fixture = _bought(_agents);
            fixture.salt = 50 + i;
            items[i] = OpeningItems.alone(fixture.whole(), _drawn(_dealId(fixture)), _sellerSignature(fixture));
        }
        VM.recordLogs();
        quittance.openBatch(items, "", true);
        _requireLogs(abi.encode(DRAWN, COMMITTED, DEAL, DRAWN, COMMITTED, DEAL));
    }

    function test_OfAnAmendment() external {
        TermsFixture memory fixture = _bought(_agents);
        _openWith(fixture, _envelope(_drawing()));
        _amendOf(fixture, _longer(fixture, MORE));
        _requireLogs(abi.encode(DRAWN, COMMITTED, IAmendments.DealAmended.selector, DEAL));
    }

    function test_OfAChange() external {
        TermsFixture memory fixture = _bought(_agents);
        _openWith(fixture, _envelope(_drawing()));
        _amendOf(fixture, _shorter(fixture));
        bytes32 restored = IAuthority.BudgetRestored.selector;
        _requireLogs(abi.encode(COMMITTED, IAmendments.DealAmended.selector, DEAL, restored));
    }

    function test_OfATab() external {
        Tab memory tab = _tab();
        tab.account = _agents;
        bytes memory signature = _drawn(_tabId(tab));
        VM.recordLogs();
        quittance.openTab(tab, false, signature);
        _requireLogs(abi.encode(DRAWN, COMMITTED, ITabs.TabOpened.selector));
    }

    function test_OfOrders() external {
        Order[] memory orders = new Order[](2);
        bytes[] memory signatures = new bytes[](2);
        for (uint64 i = 0; i < 2; ++i) {
            orders[i] = _order(_agents, i, 1e6);
            signatures[i] = _drawn(_orderId(orders[i]));
        }
        VM.recordLogs();
        quittance.pay(orders, signatures);
        bytes32 paid = IPayments.OrderPaid.selector;
        _requireLogs(abi.encode(DRAWN, COMMITTED, paid, DRAWN, COMMITTED, paid));
    }

    function test_OfABond() external {
        TermsFixture memory fixture = _withoutArbiter();
        _open(fixture);
        _judge(fixture, 0, 7_000);
        bytes memory bond = _drawn(quittance.bondIdOf(_agents, _dealId(fixture), 0, 2, BUYER, fixture.bond));
        IContests.BondPayment memory payment = IContests.BondPayment(_agents, false, 0, bond);
        bytes memory terms = fixture.whole();
        VM.recordLogs();
        VM.prank(BUYER);
        quittance.contest(terms, 0, BUYER, 7_000, "", payment);
        _requireLogs(abi.encode(DRAWN, COMMITTED, IContests.ContestOpened.selector));
    }

    /// @dev As a stranger, with the seller's signature.
    function _amendOf(TermsFixture memory fixture, TermsFixture memory next) private {
        (bytes memory oldTerms, bytes memory newTerms) = (fixture.whole(), next.whole());
        bytes memory buyers = _drawn(_dealId(next));
        bytes memory sellers = _agrees(SELLER_KEY, next);
        VM.recordLogs();
        quittance.amend(oldTerms, newTerms, buyers, sellers);
    }

    /// @param expected The first topics, a word each, of all that the contract emitted since logs are recorded.
    function _requireLogs(bytes memory expected) private {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        bytes memory topics;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(quittance)) topics = bytes.concat(topics, logs[i].topics[0]);
        }
        VM.assertEq(topics, expected, "events");
    }

    function _drawing() private pure returns (PolicyFixture memory) {
        return PolicyFixtures.unlimited().drawingOn(0);
    }

    function _drawn(bytes32 digest) private view returns (bytes memory) {
        return _sealWith(_envelope(_drawing()), _agents, digest);
    }

    function _empty() private {
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(_agents, PRINCIPAL, MANAGED_ACCOUNT_BALANCE, 1);
    }
}
