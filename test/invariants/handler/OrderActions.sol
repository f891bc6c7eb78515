// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {Order, Payment} from "../../../contracts/types/Order.sol";
import {AccountDigests} from "../../contracts/support/AccountDigests.sol";
import {Approvals} from "../../contracts/support/Approval.sol";
import {Vm, VM} from "../../contracts/support/Vm.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {TabActions} from "./TabActions.sol";
import {Statement, Word} from "./Words.sol";

/// @notice Direct payments by signed order, of wallets and of accounts, one and two at once, and orders taken back.
abstract contract OrderActions is TabActions {
    uint64 private constant FEW_NONCES = 8;

    function pay(uint256 seed) external {
        Dice memory dice = Dice(seed);
        Order[] memory orders = new Order[](dice.oneIn(2) ? 1 : 2);
        bytes[] memory signatures = new bytes[](orders.length);
        address[] memory keys = new address[](orders.length);
        Attempt memory attempt = Attempt("pay", _relayer, "", true, 4);
        for (uint256 i = 0; i < orders.length; ++i) {
            orders[i] = _draftOrder(dice);
            if (i == 1 && dice.oneIn(3)) orders[1].account = orders[0].account;
            (signatures[i], keys[i]) = _ordered(dice, orders, i, attempt);
        }
        _submit(dice, orders, signatures, keys, attempt);
    }

    /// @notice An account reaches for more than it may have: past a limit, to whom is not listed, while frozen, with
    /// another key, without the approval; all else about it is right, now and then all of it.
    function overreach(uint256 seed) external {
        Dice memory dice = Dice(seed);
        Order[] memory orders = new Order[](1);
        bytes[] memory signatures = new bytes[](1);
        address[] memory keys = new address[](1);
        Attempt memory attempt = Attempt("overreach", _relayer, "", true, 4);
        orders[0] = _draftOverreach(dice);
        _tempted = dice.oneIn(2);
        (signatures[0], keys[0]) = _ordered(dice, orders, 0, attempt);
        _tempted = false;
        _submit(dice, orders, signatures, keys, attempt);
    }

    /// @dev Mostly of one that its limits keep from what is in its balance: one unit more than they leave, or what they
    /// leave.
    function _draftOverreach(Dice memory dice) private returns (Order memory order) {
        for (uint256 i = 0; i < 6; ++i) {
            order.account = _managedAccount(dice);
            bool limited = _remainingLimits(order.account) < _balance[order.account] || dice.oneIn(6);
            if (limited && _balance[order.account] >= 4) break;
        }
        order.nonce = FEW_NONCES + ++_salts;
        order.validUntil = uint40(block.timestamp + 1);
        order.category = _categoryFor(dice, order.account);
        order.payments = new Payment[](2);
        uint256 total = _remainingLimits(order.account) + dice.roll(2);
        if (total < 2 || dice.oneIn(4)) total = dice.between(2, _balance[order.account] / 2 + 2);
        bool astray = dice.oneIn(3);
        for (uint256 i = 0; i < 2; ++i) {
            address payee = _payee(dice, order.account);
            for (uint256 j = 0; j < 6 && !(astray && i == 1) && !_isListed(order.account, payee); ++j) {
                payee = _payee(dice, order.account);
            }
            order.payments[i] = Payment(payee, uint96(i == 0 ? total / 2 : total - total / 2));
        }
    }

    function _isListed(address account, address payee) private view returns (bool) {
        bytes32 root = _accountOf[account].policy.counterparties;
        return root == 0 || _proofs[root][uint160(payee)].length != 0;
    }

    function _submit(
        Dice memory dice,
        Order[] memory orders,
        bytes[] memory signatures,
        address[] memory keys,
        Attempt memory attempt
    ) private {
        attempt.data = abi.encodeCall(IPayments.pay, (orders, signatures));
        // The model pays them first, and none of them when it would not pay all.
        if (attempt.expected) {
            try this.settleOrders(orders) {} catch {
                attempt.expected = false;
            }
        }
        _keptSingle = orders.length > 1;
        bool ok = _attemptOnce(dice, attempt);
        _keptSingle = false;
        if (!ok) return;
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < orders.length; ++i) _auditOrder(logs, orders[i], keys[i]);
        if (orders.length > 1) ++done["payMany"];
        _auditHeld();
    }

    /// @dev External, so that what it did is undone when it reverts.
    function settleOrders(Order[] calldata orders) external {
        require(msg.sender == address(this));
        for (uint256 i = 0; i < orders.length; ++i) {
            Order calldata order = orders[i];
            uint256 total = _total(order);
            require(!_orderUsed[order.account][order.nonce], "used");
            require(block.timestamp < order.validUntil && order.payments.length != 0, "too late");
            require(total <= _fundsOf(order.account), "not so much");
            _orderUsed[order.account][order.nonce] = true;
            _spend(order.account, total);
            if (_isOpened(order.account)) {
                _addCommitment(order.account, AccountDigests.order(address(quittance), order), total);
                ++done["payByAccount"];
            }
            for (uint256 j = 0; j < order.payments.length; ++j) {
                Payment calldata payment = order.payments[j];
                bool held = payment.payee != address(0) && payment.payee != address(usdc);
                require(held && payment.payee != address(quittance) && payment.payee != order.account, "payee");
                require(payment.amount != 0, "nothing");
                _credit(payment.payee, payment.amount);
            }
        }
    }

    function revokeOrder(uint256 seed) external {
        Dice memory dice = Dice(seed);
        address account = _trader(dice);
        uint64 nonce = uint64(dice.roll(FEW_NONCES));
        address owner = _isOpened(account) ? _controllerOf(account) : account;
        Attempt memory attempt;
        attempt.action = "revokeOrder";
        attempt.caller = dice.oneIn(5) ? _agent(dice) : owner;
        attempt.data = abi.encodeCall(IPayments.revokeOrder, (account, nonce));
        attempt.expected = attempt.caller == owner;
        attempt.promised = 21;
        if (!_attempt(dice, attempt)) return;
        _orderUsed[account][nonce] = true;
        _hold(quittance.isOrderUsed(account, nonce), 4, "an order that was taken back can be paid");
    }

    function _draftOrder(Dice memory dice) private returns (Order memory order) {
        for (uint256 i = 0; i < 4; ++i) {
            order.account = _spender(dice);
            if (_fundsOf(order.account) >= 50) break;
        }
        order.nonce = dice.oneIn(6) ? uint64(dice.roll(FEW_NONCES)) : FEW_NONCES + ++_salts;
        order.validUntil = uint40(block.timestamp + (dice.oneIn(10) ? 0 : dice.between(1, 1 days)));
        order.category = _categoryFor(dice, order.account);
        order.memo = bytes32(dice.roll(1 << 128));
        order.payments = new Payment[](dice.oneIn(20) ? 0 : dice.between(1, 3));
        uint256 room = _isOpened(order.account) ? _remainingLimits(order.account) : _balance[order.account];
        for (uint256 i = 0; i < order.payments.length; ++i) {
            uint256 amount = dice.between(dice.oneIn(12) ? 0 : 1, room / 4 + 1);
            if (dice.oneIn(4)) amount = room + dice.roll(2);
            order.payments[i] = Payment(_payee(dice, order.account), uint96(amount));
        }
        uint256 beyond = _beyond(dice, order.account);
        if (beyond != 0 && order.payments.length == 1 && dice.oneIn(2)) order.payments[0].amount = uint96(beyond);
        // Sums that 96 bits cannot hold take nothing either.
        if (dice.oneIn(30) && order.payments.length == 2) {
            (order.payments[0].amount, order.payments[1].amount) = (1 << 95, 1 << 95);
        }
    }

    function _payee(Dice memory dice, address account) private view returns (address payee) {
        if (dice.oneIn(40)) return [address(0), address(usdc), address(quittance), account][dice.roll(4)];
        do payee = dice.oneIn(3) ? _account(dice) : _trader(dice); while (payee == account);
    }

    function _ordered(
        Dice memory dice,
        Order[] memory orders,
        uint256 which,
        Attempt memory attempt
    ) private view returns (bytes memory, address) {
        Order memory order = orders[which];
        bytes32 id = AccountDigests.order(address(quittance), order);
        Statement memory statement = _commits(dice, order.account, id, 1, _total(order));
        (statement.category, statement.approval) = (order.category, Approvals.payOrder(order));
        statement.payees = new address[](order.payments.length);
        for (uint256 i = 0; i < order.payments.length; ++i) statement.payees[i] = order.payments[i].payee;
        if (_tempted && dice.oneIn(2)) statement.key = _wrongKey(dice, order.account, 1);
        if (which == 1 && orders[0].account == order.account) statement.before = _total(orders[0]);
        if (which == 0) attempt.caller = statement.caller;
        statement.caller = attempt.caller;
        Word memory word = _utter(dice, statement);
        _subject(attempt, word);
        return (word.signature, statement.key);
    }

    function _auditOrder(Vm.Log[] memory logs, Order memory order, address key) private {
        _hold(quittance.isOrderUsed(order.account, order.nonce), 4, "an order that was paid can be paid again");
        bytes32 id = AccountDigests.order(address(quittance), order);
        if (_isOpened(order.account)) _checkCommitmentEvent(logs, order.account, id, key, _total(order));
        _auditPayer(order.account);
        for (uint256 i = 0; i < order.payments.length; ++i) _auditAccount(order.payments[i].payee);
    }

    function _total(Order memory order) private pure returns (uint256 total) {
        for (uint256 i = 0; i < order.payments.length; ++i) total += order.payments[i].amount;
    }
}
