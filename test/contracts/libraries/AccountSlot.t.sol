// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {AccountSlot} from "../../../contracts/types/Account.sol";
import {Range} from "../support/Range.sol";
import {VM} from "../support/Vm.sol";

/// @dev The balance as one word, against a model that keeps the fields apart.
contract AccountSlotTest {
    uint256 private constant HOUR = 500_000;

    struct Model {
        uint96 balance;
        uint64 spent;
        uint64 periodSpent;
        uint256 periodStart; // hours
        bool frozen;
    }

    function testFuzz_FieldsDoNotTouchEachOther(uint256 seed) external pure {
        Model memory model;
        AccountSlot slot;
        uint256 time = HOUR * 1 hours;
        for (uint256 i = 0; i < 40; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            time += (random >> 200) % 3 days;
            slot = _step(slot, model, random, time);
            _same(slot, model);
        }
    }

    function test_CreditsUpToNinetySixBits() external {
        AccountSlot slot = AccountSlot.wrap(0).count(7, 8, HOUR).freeze(true).credit(type(uint96).max - 3);
        _same(slot.credit(3), Model(type(uint96).max, 7, 8, HOUR, true));
        VM.expectRevert(abi.encodeWithSignature("Panic(uint256)", uint256(0x11)));
        this.credit(slot, 4);
    }

    function test_CommitsWithinThePeriodOnRecord() external pure {
        AccountSlot slot = AccountSlot.wrap(0).credit(100).commit(10, HOUR);
        _same(slot, Model(90, 10, 10, HOUR, false));
        _same(slot.commit(5, HOUR), Model(85, 15, 15, HOUR, false));
        _same(slot.commit(5, HOUR - 8), Model(85, 15, 15, HOUR, false));
        _same(slot.commit(90, HOUR), Model(0, 100, 100, HOUR, false));
    }

    function test_CommitsInALaterPeriod() external pure {
        AccountSlot slot = AccountSlot.wrap(0).credit(100).commit(10, HOUR).commit(20, HOUR + 1);
        _same(slot, Model(70, 30, 20, HOUR + 1, false));
    }

    function test_CommitsUpToSixtyFourBits() external pure {
        uint64 most = type(uint64).max;
        AccountSlot slot = AccountSlot.wrap(0).credit(type(uint96).max).commit(most - 1, HOUR).commit(1, HOUR);
        _same(slot, Model(type(uint96).max - most, most, most, HOUR, false));
    }

    function test_RefundsByTheSecondOfTheCommitment() external pure {
        AccountSlot slot = AccountSlot.wrap(0).credit(100).commit(60, HOUR);
        uint256 start = HOUR * 1 hours;
        _same(slot.refund(25, start), Model(65, 35, 35, HOUR, false));
        _same(slot.refund(25, start + 1), Model(65, 35, 35, HOUR, false));
        _same(slot.refund(25, start + 100 days), Model(65, 35, 35, HOUR, false));
        _same(slot.refund(25, start - 1), Model(65, 35, 60, HOUR, false));
        _same(slot.refund(60, start), Model(100, 0, 0, HOUR, false));
    }

    function test_RefundsFallNoLowerThanZero() external pure {
        AccountSlot slot = AccountSlot.wrap(0).credit(100).freeze(true).commit(60, HOUR);
        _same(slot.refund(61, HOUR * 1 hours), Model(101, 0, 0, HOUR, true));
        _same(slot.refund(type(uint96).max - 40, 0), Model(type(uint96).max, 0, 60, HOUR, true));
        slot = AccountSlot.wrap(0).credit(100).count(50, 10, HOUR);
        _same(slot.refund(20, HOUR * 1 hours), Model(120, 30, 0, HOUR, false));
    }

    function test_ALaterPeriodHasSpentNothing() external pure {
        AccountSlot slot = AccountSlot.wrap(0).credit(100).commit(60, HOUR);
        VM.assertEq(slot.periodSpent(HOUR + 1), uint256(0), "later");
        VM.assertEq(slot.periodSpent(HOUR), uint256(60), "the same");
        VM.assertEq(slot.periodSpent(HOUR - 1), uint256(60), "one that began before");
    }

    function credit(AccountSlot slot, uint96 amount) external pure returns (AccountSlot) {
        return slot.credit(amount);
    }

    function _step(
        AccountSlot slot,
        Model memory model,
        uint256 random,
        uint256 time
    ) private pure returns (AccountSlot) {
        uint256 choice = random % 5;
        uint256 amount = (random >> 8) % (uint256(1) << (1 + ((random >> 72) % 62)));
        if (choice == 0) {
            model.frozen = (random >> 8) & 1 == 0;
            return slot.freeze(model.frozen);
        }
        if (choice == 1) {
            model.balance += uint96(amount);
            return slot.credit(uint96(amount));
        }
        if (choice == 2) {
            amount = Range.within(amount, 0, model.balance);
            model.balance -= uint96(amount);
            return slot.debit(amount);
        }
        if (choice == 3) return _refund(slot, model, amount, time - ((random >> 160) % 4 days));
        return _commit(slot, model, amount, (time / 1 hours) - ((time / 1 hours) % (1 + ((random >> 128) % 72))));
    }

    function _commit(
        AccountSlot slot,
        Model memory model,
        uint256 amount,
        uint256 start
    ) private pure returns (AccountSlot) {
        uint256 room = type(uint64).max - model.spent;
        if (room > model.balance) room = model.balance;
        amount = Range.within(amount, 0, room);
        if (start > model.periodStart) (model.periodStart, model.periodSpent) = (start, 0);
        model.balance -= uint96(amount);
        model.spent += uint64(amount);
        model.periodSpent += uint64(amount);
        return slot.commit(amount, start);
    }

    function _refund(
        AccountSlot slot,
        Model memory model,
        uint256 amount,
        uint256 committedAt
    ) private pure returns (AccountSlot) {
        model.balance += uint96(amount);
        model.spent = model.spent > amount ? model.spent - uint64(amount) : 0;
        if (committedAt >= model.periodStart * 1 hours) {
            model.periodSpent = model.periodSpent > amount ? model.periodSpent - uint64(amount) : 0;
        }
        return slot.refund(uint96(amount), committedAt);
    }

    function _same(AccountSlot slot, Model memory model) private pure {
        VM.assertEq(uint256(slot.balance()), uint256(model.balance), "balance");
        VM.assertEq(uint256(slot.spent()), uint256(model.spent), "spent");
        VM.assertEq(slot.periodSpent(0), uint256(model.periodSpent), "spent in the period");
        VM.assertEq(uint256(slot.periodStart()), model.periodStart, "period");
        VM.assertEq(slot.isFrozen(), model.frozen, "frozen");
        uint256 word = uint256(model.balance) | (uint256(model.spent) << 96) | (uint256(model.periodSpent) << 160);
        word |= model.periodStart << 224;
        if (model.frozen) word |= uint256(1) << 248;
        VM.assertEq(AccountSlot.unwrap(slot), word, "the word, its reserved bits zero");
    }
}
